"""Whatever happens in the folder, the index follows; whatever happens to the folder, it stays."""

import asyncio
import os
import shutil
import threading
from contextlib import asynccontextmanager

import pytest
from filelock import FileLock

from bot.engine import AsyncEngine
from bot.service.watching import watcher as module
from bot.service.watching.news import NewsKind
from bot.service.watching.pace import WatchPace
from bot.service.watching.watcher import Watcher
from retrieval.errors import StorageError
from retrieval.index.in_force import LOCK_NAME
from retrieval.library import Library
from tests import LAST_RESORT_S
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")

# Whoever listens must not need the look that is taken without an event.
PACE = WatchPace(
    quiet_s=0.2, recheck_s=LAST_RESORT_S, poll_s=0.05, gone_s=0.05, busy_s=0.05, retry_s=0.2
)
NEW = "# Neu\n\nAm Hafen wird ein neuer Kran gebaut, der 12 Tonnen hebt.\n"


class Watched:
    """A watcher that runs, its folder, and what it tells."""

    def __init__(self, corpus, index, **options):
        self.corpus, self.index = corpus, index
        self.library = Library(index, corpus_dir=corpus, encoder=TinyEncoder(), model="tiny")
        self.engine = AsyncEngine(self.library)
        self.news = asyncio.Queue()
        self.builds = self.done = 0
        self.fail = []
        options = {"pace": PACE} | options
        self.watcher = Watcher(corpus, self.engine, self.build, self.news.put_nowait, **options)

    async def build(self):
        self.builds += 1
        if self.fail:
            raise self.fail.pop(0)
        report = await self.engine.build(lambda *_: None)
        self.done += 1
        return report

    async def told(self, *kinds):
        """Waits for the next news, which must be of these kinds in turn; returns the last."""
        for kind in kinds:
            news = await asyncio.wait_for(self.news.get(), LAST_RESORT_S)
            assert news.kind is kind, news
        return news

    async def built(self):
        return (await self.told(NewsKind.BUILT)).report

    async def nothing_told_while(self, something):
        assert self.news.empty()
        await something
        assert self.news.empty()

    async def looks(self, count=3):
        """Waits until the folder has been looked at so often."""
        await until(lambda: self.watcher._looks, self.watcher._looks + count)

    def articles(self):
        return {article.id for article in self.library.articles()}


async def until(count, enough):
    async with asyncio.timeout(LAST_RESORT_S):
        while count() < enough:  # noqa: ASYNC110 - what is counted knows of no event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def watching(corpus, index, *, build_first=False, **options):
    watched = Watched(corpus, index, **options)
    task = asyncio.create_task(watched.watcher.run(build_first=build_first))
    try:
        yield watched
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        watched.engine.close()


def run(scenario):
    asyncio.run(scenario)


def test_added_changed_moved_and_deleted(corpus, index):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            (corpus / "neu.md").write_text(NEW)
            report = await watched.built()
            assert (report.new, report.changed, report.removed) == (1, 0, 0)
            assert "neu" in watched.articles()
            (corpus / "neu.md").write_text(NEW.replace("12", "13"))
            report = await watched.built()
            assert (report.new, report.changed, report.removed) == (0, 1, 0)
            (corpus / "fach").mkdir()
            (corpus / "neu.md").rename(corpus / "fach" / "neu.md")
            report = await watched.built()
            assert (report.new, report.changed, report.removed) == (1, 0, 1)
            assert "fach/neu" in watched.articles()
            shutil.rmtree(corpus / "fach")
            report = await watched.built()
            assert (report.new, report.changed, report.removed) == (0, 0, 1)

    run(scenario())


def test_what_changed_while_nobody_watched_is_indexed_at_the_start(corpus, index):
    (corpus / "neu.md").write_text(NEW)

    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            assert (await watched.built()).new == 1

    run(scenario())


def test_where_there_is_no_index_one_is_built(corpus, tmp_path):
    async def scenario():
        async with watching(corpus, tmp_path / "keiner", build_first=True) as watched:
            await watched.told(NewsKind.LISTENING)
            report = await watched.built()
            assert report.new == report.articles

    run(scenario())


def test_a_thousand_at_once_are_one_build(corpus, index):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)

            def copy():
                for number in range(1000):
                    (corpus / f"viele-{number}.md").write_text(NEW.replace("12", str(number)))

            await asyncio.to_thread(copy)
            report = await watched.built()
            assert report.new == 1000
            assert watched.builds == 1

    run(scenario())


def test_a_file_that_is_being_written_is_waited_for(corpus, index):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            with (corpus / "neu.md").open("w") as file:
                file.write("# Neu\n\n")
                for number in range(10):
                    file.write(f"Satz {number} steht hier. ")
                    file.flush()
                    await asyncio.sleep(PACE.quiet_s / 4)
            await watched.built()
            assert watched.builds == 1
            assert watched.library.article("neu").text.endswith("Satz 9 steht hier.")

    run(scenario())


def test_what_never_comes_to_rest_is_indexed_when_patience_ends(corpus, index):
    pace = WatchPace(quiet_s=0.1, patience_s=0.3, recheck_s=LAST_RESORT_S)

    async def scenario():
        async with watching(corpus, index, pace=pace) as watched:
            await watched.told(NewsKind.LISTENING)
            done = threading.Event()

            def write():
                with (corpus / "neu.md").open("w") as file:
                    while not done.wait(0.02):
                        file.write(NEW)
                        file.flush()

            writing = asyncio.create_task(asyncio.to_thread(write))
            try:
                assert (await watched.built()).new == 1
            finally:
                done.set()
                await writing

    run(scenario())


@pytest.mark.parametrize(
    "name", [".neu.md.swp", "neu.md~", "#neu.md#", "4913", ".~lock.neu.md#", "neu.tmp", ".git/x.md"]
)
def test_what_editors_leave_beside_is_no_reason_to_build(corpus, index, name):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            (corpus / name).parent.mkdir(exist_ok=True)
            (corpus / name).write_text(NEW)
            (corpus / "neu.md").write_text(NEW)
            await watched.built()
            (corpus / name).unlink()
            (corpus / "neu.md").unlink()
            await watched.built()
            assert watched.builds == 2

    run(scenario())


def test_what_somebody_else_has_indexed_is_not_built_again(corpus, index):
    async def scenario():
        async with watching(corpus, index, poll_s=0.05) as watched:
            await watched.told(NewsKind.LOOKING)
            (corpus / "neu.md").write_text(NEW)
            other = Library(index, corpus_dir=corpus, encoder=TinyEncoder(), model="tiny")
            await asyncio.to_thread(other.build)
            await watched.looks(20)
            assert watched.done == 0
            assert "neu" in watched.articles()

    run(scenario())


def test_a_skipped_file_is_no_reason_to_build_until_it_is_mended(corpus, index):
    (corpus / "leer.md").write_bytes(b"")

    async def scenario():
        async with watching(corpus, index, poll_s=0.05) as watched:
            await watched.told(NewsKind.LOOKING)
            assert len((await watched.built()).skipped) == 1
            await watched.looks(20)
            assert watched.news.empty()
            (corpus / "leer.md").write_text(NEW)
            assert (await watched.built()).new == 1

    run(scenario())


def test_a_failing_build_is_said_once_and_tried_again(corpus, index):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            full = StorageError("index.no_room", folder=index, reason="voll")
            watched.fail = [full, full, full]
            (corpus / "neu.md").write_text(NEW)
            assert (await watched.told(NewsKind.FAILED)).problem == full.problem
            assert (await watched.built()).new == 1
            assert watched.builds == 4
            watched.fail = [full]
            (corpus / "neu.md").unlink()
            await watched.told(NewsKind.FAILED, NewsKind.BUILT)

    run(scenario())


def test_a_busy_index_is_waited_for(corpus, index):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            with FileLock(index / LOCK_NAME):
                (corpus / "neu.md").write_text(NEW)
                await watched.told(NewsKind.BUSY)
                await until(lambda: watched.builds, 3)
            assert (await watched.built()).new == 1

    run(scenario())


def test_a_folder_that_vanishes_empties_no_index_and_is_watched_again(corpus, index):
    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            articles = watched.articles()
            corpus.rename(corpus.with_name("weg"))
            await watched.told(NewsKind.GONE)
            assert watched.articles() == articles
            shutil.copytree(corpus.with_name("weg"), corpus)  # another folder, as after a mount
            (corpus / "neu.md").write_text(NEW)
            await watched.told(NewsKind.BACK)
            assert (await watched.built()).new == 1
            (corpus / "neu.md").unlink()
            assert (await watched.built()).removed == 1

    run(scenario())


def test_an_empty_folder_empties_no_index(corpus, index):
    """As the folder looks into which a disk is mounted, while it is not."""

    async def scenario():
        async with watching(corpus, index) as watched:
            await watched.told(NewsKind.LISTENING)
            articles = watched.articles()
            for entry in list(corpus.iterdir()):
                shutil.move(entry, corpus.parent)
            await watched.told(NewsKind.GONE)
            await watched.looks()
            assert watched.articles() == articles
            assert watched.builds == 0
            (corpus / "neu.md").write_text(NEW)
            await watched.told(NewsKind.BACK, NewsKind.BUILT)

    run(scenario())


def test_a_folder_within_that_cannot_be_read_any_more_loses_no_article(corpus, index, monkeypatch):
    inside = corpus / "innen"
    inside.mkdir()
    (inside / "a.md").write_text(NEW)

    async def scenario():
        async with watching(corpus, index, poll_s=0.05) as watched:
            await watched.told(NewsKind.LOOKING, NewsKind.BUILT)
            with monkeypatch.context() as patch:
                patch.setattr("retrieval.corpus.folder._entries", failing_in("innen"))
                news = await watched.told(NewsKind.PART_GONE)
                assert news.problem.fields["path"] == "innen"
                await watched.looks()
                assert "innen/a" in watched.articles()
            await watched.told(NewsKind.BACK)
            await watched.looks()
            assert watched.builds == 1

    run(scenario())


def failing_in(name):
    from retrieval.corpus.folder import _entries

    def entries(folder):
        if folder.name == name:
            raise OSError(5, os.strerror(5))
        return _entries(folder)

    return entries


def test_where_the_system_tells_of_nothing_the_folder_is_looked_at(corpus, index, monkeypatch):
    async def deaf(self):
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(module.FolderEvents, "_hear", deaf)

    async def scenario():
        async with watching(corpus, index) as watched:
            assert "inotify" in (await watched.told(NewsKind.DEAF)).detail
            (corpus / "neu.md").write_text(NEW)
            assert (await watched.built()).new == 1

    run(scenario())


def test_on_a_network_drive_the_folder_is_looked_at(corpus, index, monkeypatch):
    monkeypatch.setattr(module, "lies_elsewhere", lambda folder: True)

    async def scenario():
        async with watching(corpus, index) as watched:
            assert (await watched.told(NewsKind.LOOKING)).seconds == PACE.poll_s
            (corpus / "neu.md").write_text(NEW)
            assert (await watched.built()).new == 1

    run(scenario())


def test_more_that_is_expected_is_waited_for(corpus, index):
    async def scenario():
        async with watching(corpus, index, poll_s=0.05) as watched:
            await watched.told(NewsKind.LOOKING)
            with watched.watcher.expecting():
                for number in range(3):
                    (corpus / f"neu-{number}.md").write_text(NEW.replace("12", str(number)))
                    await watched.looks(5)
                assert watched.builds == 0
            assert (await watched.built()).new == 3

    run(scenario())
