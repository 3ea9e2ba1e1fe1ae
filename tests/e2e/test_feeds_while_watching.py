"""Where a folder is watched, its feeds are read every so often, and what they bring is indexed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from filelock import FileLock

from bot.engine import AsyncEngine
from bot.service.feeds.memory import lock_path, open_memory
from bot.service.watching.feeding import read_feeds_every
from bot.service.watching.news import News, NewsKind
from bot.service.watching.pace import WatchPace
from bot.service.watching.watcher import Watcher
from retrieval.library import Library
from retrieval.reports import BuildReport
from tests.e2e.cli import TIMEOUT_S, Cli
from tests.e2e.feeds import RSS, put_page, rss
from tests.e2e.site import Site
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")


@asynccontextmanager
async def watched(cli: Cli) -> AsyncIterator[asyncio.Queue[News]]:
    corpus, news = cli.folder / "corpus", asyncio.Queue[News]()
    library = Library(
        cli.folder / "tiny", corpus_dir=corpus, encoder=TinyEncoder(), model="embedded"
    )
    engine = AsyncEngine(library)

    async def build() -> BuildReport:
        return await engine.build(lambda *_: None)

    pace = WatchPace(quiet_s=0.1)
    watcher = Watcher(corpus, engine, build, news.put_nowait, poll_s=0.1, pace=pace)
    tasks = [
        asyncio.create_task(watcher.run()),
        asyncio.create_task(read_feeds_every(0.2, corpus, engine, watcher, news.put_nowait)),
    ]
    try:
        yield news
        assert not any(task.done() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        engine.close()


async def told(news: asyncio.Queue[News], kind: NewsKind) -> News:
    async with asyncio.timeout(TIMEOUT_S):
        while (found := await news.get()).kind is not kind:
            pass
    return found


async def test_what_feeds_bring_is_indexed_in_one_build(cli: Cli, site: Site) -> None:
    site.put("/feed.xml", rss(site, [put_page(site, 1), put_page(site, 2)]), RSS)
    with open_memory(cli.folder / "corpus") as memory:
        memory.enlist(site.link("/feed.xml"))
    async with watched(cli) as news:
        assert (await told(news, NewsKind.FEEDS_READ)).added == 2
        report = (await told(news, NewsKind.BUILT)).report
        assert report is not None
        assert report.new >= 2
        site.put("/feed.xml", rss(site, [put_page(site, n) for n in (1, 2, 3)]), RSS)
        assert (await told(news, NewsKind.FEEDS_READ)).added == 1
        report = (await told(news, NewsKind.BUILT)).report
        assert report is not None
        assert (report.new, report.changed, report.removed) == (1, 0, 0)


async def test_a_feed_that_fails_is_told_once_until_it_is_back(cli: Cli, site: Site) -> None:
    site.put("/feed.xml", b"", RSS, status=500)
    with open_memory(cli.folder / "corpus") as memory:
        memory.enlist(site.link("/feed.xml"))
    async with watched(cli) as news:
        failed = await told(news, NewsKind.FEEDS_FAILED)
        assert failed.problem is not None
        assert failed.problem.fields["path"] == site.link("/feed.xml")
        asked = len(site.asked)
        async with asyncio.timeout(TIMEOUT_S):
            while len(site.asked) < asked + 4:  # noqa: ASYNC110 - a site of another thread
                await asyncio.sleep(0.05)
        left = [news.get_nowait().kind for _ in range(news.qsize())]
        assert NewsKind.FEEDS_FAILED not in left
        site.put("/feed.xml", rss(site, [put_page(site, 1)]), RSS)
        assert (await told(news, NewsKind.FEEDS_READ)).added == 1


async def test_feeds_that_somebody_else_reads_are_left_to_them(cli: Cli, site: Site) -> None:
    site.put("/feed.xml", rss(site, [put_page(site, 1)]), RSS)
    corpus = cli.folder / "corpus"
    with open_memory(corpus) as memory:
        memory.enlist(site.link("/feed.xml"))
    lock = FileLock(lock_path(corpus), is_singleton=False)
    lock.acquire()
    try:
        async with watched(cli) as news:
            await told(news, NewsKind.BUILT)
            assert site.asked == []
            lock.release()
            assert (await told(news, NewsKind.FEEDS_READ)).added == 1
    finally:
        lock.release(force=True)
