"""SIGKILL in the middle of a build: the old generation serves, and the next build succeeds."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from retrieval.errors import IndexBusyError
from retrieval.index import in_force
from retrieval.index.in_force import current_generation
from retrieval.library import Library
from tests import LAST_RESORT_S
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors, substance

QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"
NEWS = (
    "# Brücke über die Rems\n\nDie Fußgängerbrücke über die Rems wird erst am 3. Juni eröffnet.\n"
)

# Where the builder is when it is killed, and whether the new generation is in force by then.
MOMENTS = {
    "the first file is read": (("read", 1), False),
    "the last file is read": (("read", 11), False),
    "the passages are embedded": (("embed", 57), False),
    "the vectors are written": (("write", 0), False),
    "the passage index is written": (("write", 1), False),
    "the keyword index is written": (("write", 2), False),
    "the manifest is written": (("write", 3), False),
    "the files are synced": (("sync", "catalog.sqlite"), False),
    "the folder has its name": (("sync", "generations"), False),
    "the pointer is written aside": (("sync", "current.tmp"), False),
    "the pointer is replaced": (("sync", "index"), True),
    "old generations are removed": (("remove", "000001"), True),
}


def build_and_stop(corpus: Path, index: Path, moment: tuple[str, object], reached: Event) -> None:
    """In another process: builds until the moment, then waits to be killed."""

    def at(*where: object) -> None:
        if where == moment:
            reached.set()
            time.sleep(LAST_RESORT_S)

    sync, remove = in_force.sync, shutil.rmtree

    def syncing(path: Path) -> None:
        at("sync", path.name)
        sync(path)

    def removing(path: Path, **options: bool) -> None:
        files = sorted(path.glob("*"))
        if path.name == "000001":
            files[0].unlink()  # one file is gone, the others are still there
        at("remove", path.name)
        remove(path, **options)

    in_force.sync = syncing
    shutil.rmtree = removing  # type: ignore[assignment]
    if moment[0] == "remove":
        in_force._KEPT = 1
    with few_impostors():
        build_index(
            corpus, index, TinyEncoder(), model="tiny", progress=lambda stage, n, _: at(stage, n)
        )


def build(corpus: Path, index: Path) -> None:
    with few_impostors():
        build_index(corpus, index, TinyEncoder(), model="tiny")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Starts processes from one that has imported the engine already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@pytest.fixture(scope="module")
def after(press_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the index of the corpus with the news in it holds."""
    corpus = shutil.copytree(press_corpus, tmp_path_factory.mktemp("after") / "corpus")
    (corpus / "neu.md").write_text(NEWS, encoding="utf-8")
    build(corpus, corpus.with_name("index"))
    return substance(corpus.with_name("index"))


@pytest.fixture
def killed(
    processes: ForkServerContext, corpus: Path, index: Path, request: pytest.FixtureRequest
) -> Iterator[bool]:
    """A builder that was killed at a moment; whether the new generation was in force by then."""
    moment, switched = MOMENTS[request.param]
    (corpus / "neu.md").write_text(NEWS, encoding="utf-8")
    reached = processes.Event()
    builder = processes.Process(target=build_and_stop, args=(corpus, index, moment, reached))
    builder.start()
    try:
        assert reached.wait(LAST_RESORT_S), f"never came to {moment}: exit {builder.exitcode}"
        with pytest.raises(IndexBusyError, match="another process is building the index"):
            build(corpus, index)
        assert builder.pid is not None
        os.kill(builder.pid, signal.SIGKILL)
        builder.join(LAST_RESORT_S)
        assert builder.exitcode == -signal.SIGKILL
        yield switched
    finally:
        builder.kill()
        builder.join()


@pytest.mark.parametrize("killed", MOMENTS, indirect=True)
def test_the_index_serves_and_the_next_build_succeeds(
    killed: bool, corpus: Path, index: Path, after: dict[str, object]
) -> None:
    with Library(index, encoder=TinyEncoder()) as searcher:
        assert searcher.verify() == []
        best = searcher.ask(QUESTION).quotes[0].citation.article
        assert best == ("neu" if killed else "2024-03-02-fussgaengerbruecke")

        build(corpus, index)

        assert searcher.ask(QUESTION).quotes[0].citation.article == "neu"
        assert searcher.verify() == []
    assert substance(index) == after
    assert not list(index.glob("generations/tmp-*"))
    assert not (index / "current.tmp").exists()
    assert int(current_generation(index).name) >= 2


@pytest.mark.parametrize("killed", ["the passages are embedded"], indirect=True)
def test_what_was_embedded_before_the_kill_is_not_embedded_again(
    killed: bool, corpus: Path, index: Path
) -> None:
    encoder = TinyEncoder()
    with few_impostors():
        report = build_index(corpus, index, encoder, model="tiny")
    assert not killed
    assert report.embedded == 1  # the passage was kept, its sentence not yet
