"""Whatever face it is, its engine reads feeds; what blocks blocks nobody else."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator

import pytest
from filelock import FileLock

from bot.engine import AsyncEngine
from bot.service.feeds.memory import lock_path, open_memory
from bot.service.feeds.reading import FeedsBusyError, FeedSource, read_feeds
from bot.service.feeds.report import PageOutcome
from retrieval.errors import CorpusError
from retrieval.library import Library
from tests.e2e.cli import TIMEOUT_S, Cli
from tests.e2e.feeds import RSS, put_page, rss
from tests.e2e.site import Answer, Site


@pytest.fixture
async def engine(cli: Cli) -> AsyncIterator[AsyncEngine]:
    engine = AsyncEngine(Library(cli.folder / "index", corpus_dir=cli.folder / "corpus"))
    yield engine
    engine.close()


async def test_the_feeds_of_the_list(cli: Cli, site: Site, engine: AsyncEngine) -> None:
    site.put("/feed.xml", rss(site, [put_page(site, 1), put_page(site, 2), "/weg"]), RSS)
    corpus = cli.folder / "corpus"
    assert (await read_feeds(corpus, engine.call)).feeds == 0
    with open_memory(corpus) as memory:
        memory.enlist(site.link("/feed.xml"))
    steps, told = list[tuple[str, int, int]](), list[PageOutcome]()
    report = await read_feeds(
        corpus, engine.call, counted=lambda *step: steps.append(step), told=told.append
    )
    assert (report.feeds, report.count("added"), report.count("unread")) == (1, 2, 1)
    assert report.has_changed
    assert report.outcomes == told
    assert steps == [("feeds", 0, 1), ("feeds", 1, 1), *(("fetch", n, 3) for n in range(4))]
    assert not (await read_feeds(corpus, engine.call)).has_changed


async def test_hosts_are_asked_side_by_side(cli: Cli, site: Site, engine: AsyncEngine) -> None:
    """The page of the one host comes only once the other host has been asked for its page."""
    first, second = put_page(site, 1), put_page(site, 2)
    page, asked = site.answers[first], threading.Event()
    other = site.answers[second]
    assert not callable(page)
    assert not callable(other)

    def waits(_: dict[str, str]) -> Answer:
        return page if asked.wait(TIMEOUT_S) else (500, {}, b"")

    def lets_go(_: dict[str, str]) -> Answer:
        asked.set()
        return other

    site.answers |= {first: waits, second: lets_go}
    items = [site.link(first), site.link(second, "anderswo.example")]
    site.put("/feed.xml", rss(site, items), RSS)
    source = FeedSource(site.link("/feed.xml"))
    report = await read_feeds(cli.folder / "corpus", engine.call, [source])
    assert report.count("added") == 2


async def test_one_reads_at_a_time(cli: Cli, site: Site, engine: AsyncEngine) -> None:
    corpus = cli.folder / "corpus"
    with open_memory(corpus) as memory:
        memory.enlist(site.link("/feed.xml"))
    with FileLock(lock_path(corpus), is_singleton=False), pytest.raises(FeedsBusyError):
        await read_feeds(corpus, engine.call)
    assert site.asked == []


async def test_without_a_corpus(cli: Cli) -> None:
    engine = AsyncEngine(Library(cli.folder / "index", corpus_dir=cli.folder / "nirgends"))
    with pytest.raises(CorpusError):
        await read_feeds(cli.folder / "nirgends", engine.call)
    engine.close()
