"""Reading feeds and sitemaps: each is asked for what is new, then the new pages are read.

`read_feeds` is what every face calls: it knows neither a terminal nor a chat, takes what runs a
function of the library (`AsyncEngine.call`, or `in_a_thread` here), tells of progress and outcomes
by callbacks, and says in the end what was done. It may be cancelled, and the process killed, at any
moment: what was read is in the corpus and noted, the rest waits for the next time.

Hosts are asked side by side, each one page after the other with the pause that it wants. One that
says that it is asked too much, or that no longer answers, is left alone until the next time, and
its pages do not count as tried. The index is left as it is: whoever calls brings it up to date.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar

from bot.errors import BotError
from bot.service.document import MAX_DOCUMENT_BYTES, Document
from bot.service.feeds.entries import MAX_ENTRIES, FeedEntry, FeedError, FeedListing, read_feed
from bot.service.feeds.memory import FeedMemory, PageState, WaitingPage, lock_path, open_memory
from bot.service.feeds.page import TakenPage, take_page
from bot.service.feeds.report import FeedsReport, PageOutcome
from bot.service.feeds.sitemap import MAX_SITEMAP_BYTES, Sitemap, SitemapEntry, read_sitemap
from bot.service.web.client import FetchError, StatusError, host_of, without_login
from bot.service.web.fetch import fetch_document, receive
from bot.service.web.politeness import Politeness
from retrieval.errors import ArticleError, Problem
from retrieval.library import Library
from retrieval.limited import LimitedProcess

MAX_PAGES: Final = 1_000
"""Of one feed or sitemap that are read at a time, unless said otherwise."""
_MAX_SITEMAPS: Final = 50
_MAX_HOSTS_AT_ONCE: Final = 4
_MAX_SILENCES: Final = 3
_TOO_MUCH: Final = frozenset({429, 503})
_LOCK_POLL_S: Final = 0.2

_Result = TypeVar("_Result")
_Listing = TypeVar("_Listing", FeedListing, Sitemap)


class Call(Protocol):
    """Runs a function of the library where it may block."""

    def __call__(self, function: Callable[[Library], _Result], /) -> Awaitable[_Result]:
        """What the function makes of the library; raises what it raises."""
        ...


Counted = Callable[[Literal["feeds", "fetch"], int, int], None]
"""Told how many are done, and of how many: of the feeds and sitemaps, then of their pages."""
Told = Callable[[PageOutcome], None]
"""Told of each page as it is done."""


class FeedsBusyError(BotError):
    """Another process is reading the feeds of this corpus."""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """What is to be read.

    Attributes:
        address: Of a feed or sitemap.
        is_sitemap: Which of them.
        since: The first day that is wanted; None for all.
    """

    address: str
    is_sitemap: bool = False
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """How feeds are read.

    Attributes:
        limit: Pages of one feed or sitemap that are read at a time.
        allow_private: Whether addresses that are not public are asked, too; of a feed on the list,
            what was said when it was added.
        wait: Whether to wait for another process that reads the feeds of this corpus.
        dry: Whether nothing is fetched but the feeds, and nothing noted: what would be read is
            told as `waiting`.
        keep: Whether lines that recur in a publisher's other articles are kept.
        waits: Called once if there is another process to wait for.
    """

    limit: int = MAX_PAGES
    allow_private: bool = False
    wait: bool = False
    dry: bool = False
    keep: bool = False
    waits: Callable[[], None] = lambda: None


async def read_feeds(
    corpus_dir: Path,
    call: Call,
    sources: Sequence[FeedSource] | None = None,
    how: FeedOptions | None = None,
    *,
    counted: Counted = lambda stage, done, total: None,
    told: Told = lambda outcome: None,
    report: FeedsReport | None = None,
) -> FeedsReport:
    """Reads what is new in feeds and sitemaps into the corpus.

    Args:
        corpus_dir: The corpus folder.
        call: Runs what adds a page to it.
        sources: What to read; the feeds of the list if None.
        how: How; as `FeedOptions()` if None.
        counted: Told of progress.
        told: Told of each page.
        report: Filled as it goes, so that whoever stops it knows what was done; a new one if None.

    Returns:
        The report.

    Raises:
        FeedsBusyError: Another process is reading them, and it was not to be waited for.
        FeedMemoryError: What is known of the feeds cannot be read or written.
        CorpusError: The corpus folder is missing.
        StorageError: The disk is full, read-only or refuses otherwise.
    """
    how, report = how or FeedOptions(), FeedsReport() if report is None else report
    await call(lambda library: library.corpus.files())  # raises where there is no corpus
    with open_memory(corpus_dir, kept=not how.dry) as memory:
        private = {feed.address for feed in memory.feeds() if feed.private}
        wanted = (
            [FeedSource(feed.address) for feed in memory.feeds()] if sources is None else sources
        )
        if not wanted:
            return report
        async with _alone(corpus_dir, how):
            await _Run(memory, call, how, private, counted, told, report).read(wanted)
    return report


def read_feeds_now(
    library: Library,
    sources: Sequence[FeedSource] | None = None,
    how: FeedOptions | None = None,
    *,
    counted: Counted = lambda stage, done, total: None,
    told: Told = lambda outcome: None,
    report: FeedsReport | None = None,
) -> FeedsReport:
    """Reads feeds as `read_feeds` does, for who may block; takes and raises what it does."""
    reading = read_feeds(
        library.corpus.path,
        in_a_thread(library),
        sources,
        how,
        counted=counted,
        told=told,
        report=report,
    )
    return asyncio.run(reading)


async def look_at(address: str, *, allow_private: bool) -> FeedListing:
    """What a feed holds now; nothing is noted.

    Args:
        address: Of the feed.
        allow_private: Whether it may lie at an address that is not public.

    Returns:
        Its entries.

    Raises:
        FeedError: It is no feed.
        FetchError: It cannot be had.
    """
    received = await receive(
        address, MAX_DOCUMENT_BYTES, allow_private=allow_private, politeness=Politeness()
    )
    content_type = received.headers.get("content-type", "")
    return await _read_apart(
        LimitedProcess(), read_feed, address, received.content, received.url, content_type
    )


def in_a_thread(library: Library) -> Call:
    """Runs functions of a library in a thread, one at a time."""
    turn = asyncio.Lock()

    async def call(function: Callable[[Library], _Result]) -> _Result:
        async with turn:
            return await asyncio.to_thread(function, library)

    return call


@dataclass(slots=True)
class _Run:
    memory: FeedMemory
    call: Call
    how: FeedOptions
    private: set[str]
    counted: Counted
    told: Told
    report: FeedsReport
    politeness: Politeness = field(default_factory=Politeness)
    apart: LimitedProcess = field(default_factory=LimitedProcess)
    done: int = 0
    total: int = 0

    async def read(self, sources: Sequence[FeedSource]) -> None:
        self.report.feeds += len(sources)
        waiting: dict[str, list[tuple[WaitingPage, FeedSource]]] = defaultdict(list)
        try:
            self.total = len(sources)
            self.counted("feeds", 0, self.total)
            by_host = _grouped(sources, lambda source: host_of(source.address))
            for found in await _side_by_side(map(self._ask_all, by_host)):
                for page, source in found:
                    waiting[host_of(page.address)].append((page, source))
        finally:
            self.apart.close()
        self.done, self.total = 0, sum(map(len, waiting.values()))
        if self.how.dry:
            self.report.waiting += self.total
            for page in (page for pages in waiting.values() for page, _ in pages):
                self.told(PageOutcome(page.address, "unread", tried_again=True))
            return
        self.counted("fetch", 0, self.total)
        await _side_by_side(map(self._read_pages, waiting.values()))

    async def _ask_all(self, sources: Iterable[FeedSource]) -> list[tuple[WaitingPage, FeedSource]]:
        """What is to be read of feeds and sitemaps of one host."""
        found = list[tuple[WaitingPage, FeedSource]]()
        for source in sources:
            number = self.memory.source(source.address)
            try:
                if source.is_sitemap:
                    pages = await self._ask_sitemap(number, source)
                else:
                    pages = await self._ask_feed(number, source)
            except (FetchError, FeedError) as error:
                self.memory.failed(number, json.dumps(error.problem.to_json()))
                self.report.failed.append((without_login(source.address), error.problem))
                continue
            finally:
                self._step("feeds")
            left = len(pages) - self.how.limit
            if left > 0:
                self.report.waiting += left
                fields = {
                    "feed": without_login(source.address),
                    "count": self.how.limit,
                    "left": left,
                }
                self.report.remarks.append(Problem("feed.more_next_time", fields))
            found += [(page, source) for page in pages[: self.how.limit]]
        return found

    async def _ask_feed(self, number: int, source: FeedSource) -> list[WaitingPage]:
        headers = self.memory.validators(number)
        received = await receive(
            source.address,
            MAX_DOCUMENT_BYTES,
            allow_private=self._may_be_private(source),
            politeness=self.politeness,
            headers=headers,
        )
        if received.unchanged:
            self.memory.unchanged(number, since=source.since)
            return self._of_the_days(self.memory.waiting(number), source)
        content_type = received.headers.get("content-type", "")
        listing = await _read_apart(
            self.apart, read_feed, source.address, received.content, received.url, content_type
        )
        sent = received.headers if listing.is_whole else {}
        self.memory.note(
            number, listing.entries, title=listing.title, headers=sent, since=source.since
        )
        if listing.left_off:
            fields = {
                "feed": without_login(source.address),
                "count": MAX_ENTRIES,
                "left": listing.left_off,
            }
            self.report.remarks.append(Problem("feed.too_long", fields))
        if listing.unaddressed:
            fields = {"feed": without_login(source.address), "count": listing.unaddressed}
            self.report.remarks.append(Problem("feed.unaddressed", fields))
        return self._of_the_days(self.memory.waiting(number), source)

    def _of_the_days(self, pages: list[WaitingPage], source: FeedSource) -> list[WaitingPage]:
        """The pages that may be of the days asked for; with the others it is done."""
        wanted, old = list[WaitingPage](), list[WaitingPage]()
        for page in pages:
            is_old = source.since and page.day and page.day < source.since
            (old if is_old else wanted).append(page)
        self.memory.settle(old, "older")
        self.report.outcomes += [PageOutcome(page.address, "older") for page in old]
        return wanted

    async def _ask_sitemap(self, number: int, source: FeedSource) -> list[WaitingPage]:
        entries, undone = await self._walk(source)
        if undone:
            fields = {"feed": without_login(source.address), "count": _MAX_SITEMAPS, "left": undone}
            self.report.remarks.append(Problem("sitemap.too_many", fields))
        self.memory.note(number, entries, since=source.since)
        wanted = {entry.key for entry in entries}
        return [page for page in self.memory.waiting(number) if page.key in wanted]

    async def _walk(self, source: FeedSource) -> tuple[list[FeedEntry], int]:
        """The pages that a sitemap names, newest first, and how many sitemaps were not read."""
        to_ask, asked = [source.address], set[str]()
        pages: dict[str, SitemapEntry] = {}
        while to_ask and len(asked) < _MAX_SITEMAPS:
            address = to_ask.pop(0)
            asked.add(address)
            try:
                sitemap = await self._sitemap(address, source)
            except (FetchError, FeedError) as error:
                if address == source.address:
                    raise
                self.report.failed.append((without_login(address), error.problem))
                continue
            for page in sitemap.pages:
                if _is_wanted(page, source.since):
                    pages.setdefault(page.address, page)
            new = [s for s in sitemap.sitemaps if _is_wanted(s, source.since)]
            known = asked.union(to_ask)
            to_ask += [s.address for s in _newest_first(new) if s.address not in known]
        entries = [
            FeedEntry(page.address, page.address, page.published, page.updated)
            for page in _newest_first(pages.values())
        ]
        return entries, len(to_ask)

    async def _sitemap(self, address: str, source: FeedSource) -> Sitemap:
        received = await receive(
            address,
            MAX_SITEMAP_BYTES,
            allow_private=self._may_be_private(source),
            politeness=self.politeness,
        )
        try:
            return await _read_apart(
                self.apart, read_sitemap, address, received.content, received.url
            )
        except FeedError as error:
            named = self.politeness.sitemaps(received.url)
            if error.problem.code != "sitemap.none" or not named:
                raise
            sitemaps = ", ".join(named)
            raise FeedError("sitemap.named", host=host_of(address), sitemaps=sitemaps) from None

    async def _read_pages(self, pages: Sequence[tuple[WaitingPage, FeedSource]]) -> None:
        """Reads the pages of one host, until it is to be left alone."""
        silences = 0
        for number, (page, source) in enumerate(pages):
            try:
                document = await fetch_document(
                    page.address,
                    allow_private=self._may_be_private(source),
                    politeness=self.politeness,
                )
                taken = await self.call(partial(_take, document, page, source, self.how.keep))
            except FetchError as error:
                status = error.status if isinstance(error, StatusError) else 0
                is_silent = status >= 500 or error.problem.code == "fetch.no_answer"
                silences = silences + 1 if is_silent else 0
                if status in _TOO_MUCH or silences >= _MAX_SILENCES:
                    left = len(pages) - number
                    self.report.waiting += left
                    self.report.remarks.append(
                        Problem("feed.host_left", {"reason": error.problem, "left": left})
                    )
                    self.total -= left
                    return
                self._missed(page, error.problem)
            except ArticleError as error:
                self._missed(page, error.problem)
            else:
                silences = 0
                state: PageState = "older" if taken.result == "older" else "read"
                self.memory.settle([page], state, taken.day)
                self._tell(PageOutcome(page.address, taken.result, taken.path, taken.article))

    def _missed(self, page: WaitingPage, problem: Problem) -> None:
        again = self.memory.missed(page)
        self._tell(PageOutcome(page.address, "unread", problem=problem, tried_again=again))

    def _tell(self, outcome: PageOutcome) -> None:
        self.report.outcomes.append(outcome)
        self.told(outcome)
        self._step("fetch")

    def _step(self, stage: Literal["feeds", "fetch"]) -> None:
        self.done += 1
        self.counted(stage, self.done, self.total)

    def _may_be_private(self, source: FeedSource) -> bool:
        return self.how.allow_private or source.address in self.private


def _take(
    document: Document, page: WaitingPage, source: FeedSource, keep: bool, library: Library
) -> TakenPage:
    return take_page(document, page.address, library, day=page.day, since=source.since, keep=keep)


def _is_wanted(entry: SitemapEntry, since: dt.date | None) -> bool:
    """Whether it may be of the days that are asked for, as far as the sitemap says."""
    return since is None or entry.latest is None or entry.latest >= since


def _newest_first(entries: Iterable[SitemapEntry]) -> list[SitemapEntry]:
    return sorted(entries, key=lambda entry: entry.latest or dt.date.min, reverse=True)


def _grouped(values: Iterable[_Result], key: Callable[[_Result], str]) -> list[list[_Result]]:
    groups: dict[str, list[_Result]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return list(groups.values())


async def _read_apart(
    apart: LimitedProcess, read: Callable[..., _Listing], address: str, *arguments: object
) -> _Listing:
    """What a reader makes of what came, in a process with limits."""
    try:
        return await asyncio.to_thread(apart.call, read, *arguments)
    except ArticleError:
        raise FeedError("feed.limits", host=host_of(address)) from None


async def _side_by_side(jobs: Iterable[Coroutine[Any, Any, _Result]]) -> list[_Result]:
    """What jobs come to, a few of them at a time; what one raises ends all."""
    room = asyncio.Semaphore(_MAX_HOSTS_AT_ONCE)

    async def in_turn(job: Coroutine[Any, Any, _Result]) -> _Result:
        async with room:
            return await job

    waiting = list(jobs)
    tasks = [asyncio.create_task(in_turn(job)) for job in waiting]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for job in waiting:
            job.close()  # one that never began


@asynccontextmanager
async def _alone(corpus_dir: Path, how: FeedOptions) -> AsyncIterator[None]:
    """Keeps other processes from reading the feeds of a corpus meanwhile."""
    from filelock import FileLock, Timeout

    if how.dry:
        yield
        return
    lock, said = FileLock(lock_path(corpus_dir)), False
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            if not how.wait:
                raise FeedsBusyError("feeds.busy", folder=corpus_dir) from None
        if not said:
            how.waits()
            said = True
        await asyncio.sleep(_LOCK_POLL_S)
    try:
        yield
    finally:
        lock.release()
