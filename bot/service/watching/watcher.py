"""The watcher: whatever happens in the corpus folder, the index follows.

    look → does the index lag behind? → wait until nothing changes any more → build → look …

What decides is the listing of the folder, the same one that a build goes by. Events only say when
it is time to look, and now and then a look is taken without any, so an event that is lost, a disk
that is mounted over the folder and a change that somebody else has indexed meanwhile (`wortlaut
add`, an editor of the bot) all come right by themselves.

The index is never emptied for want of a folder: while that, or one within it that could be read
before, is not there or cannot be read, nothing is built. A build that fails is said once and tried
again, at the next change or after a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from bot.engine import AsyncEngine
from bot.errors import BotError
from bot.service.watching.events import FolderEvents, lies_elsewhere
from bot.service.watching.news import News, NewsKind, Tell
from bot.service.watching.pace import PACE, WatchPace
from retrieval.errors import CorpusError, IndexBusyError, Problem, WortlautError
from retrieval.library import Library
from retrieval.reports import BuildReport

if TYPE_CHECKING:
    from retrieval.library import CorpusFile

Build = Callable[[], Awaitable[BuildReport]]

# A look may take so much of the time.
_LOOKING_SHARE: Final = 0.2
_UNREADABLE: Final = "file.folder_that"
_GONE: Final = (NewsKind.GONE, NewsKind.PART_GONE)


class _Look(NamedTuple):
    """What was seen of the folder.

    Attributes:
        files: Tells one state of it from another.
        unreadable: The folders within it that cannot be read.
        took_s: How long it took.
    """

    files: tuple[tuple[object, ...], ...]
    unreadable: frozenset[str]
    took_s: float


class Watcher:
    """Keeps one index in step with its folder, until it is cancelled."""

    def __init__(
        self,
        corpus_dir: Path,
        engine: AsyncEngine,
        build: Build,
        tell: Tell,
        *,
        poll_s: float | None = None,
        pace: WatchPace = PACE,
    ) -> None:
        """Takes what it works with; `run` begins.

        Args:
            corpus_dir: The folder of articles.
            engine: Lists it, and knows whether the index lags behind.
            build: Brings the index up to date; raises as `AsyncEngine.build` does.
            tell: Told what happens.
            poll_s: Look so often instead of listening; None to listen where that can be done.
            pace: How long it waits for what.
        """
        self._folder, self._engine, self._build, self._tell = corpus_dir, engine, build, tell
        self._poll_s, self._pace = poll_s, pace
        self._events = FolderEvents(corpus_dir)
        self._every_s: float | None = None
        self._trouble: tuple[NewsKind, Problem] | None = None
        self._unreadable: frozenset[str] | None = None
        self._in_step: tuple[tuple[object, ...], ...] | None = None
        self._must = False
        self._retry_s = pace.retry_s
        self._expected = 0
        self._looks = 0

    async def run(self, *, build_first: bool = False) -> NoReturn:
        """Watches.

        Args:
            build_first: Build once whatever the folder looks like: the index may be of another
                model, or there may be none.
        """
        self._must = build_first
        try:
            while True:
                await self._listen()
                look = await self._look()
                if look is None:
                    await self._events.wait(self._pace.gone_s)
                elif look.files == self._in_step and not self._must:
                    await self._events.wait(self._every_s or self._pace.recheck_s)
                else:
                    await self._follow(look)
        finally:
            await self._events.close()

    async def _follow(self, look: _Look) -> None:
        """Indexes what has changed once nothing does any more, unless somebody else has."""
        if self._must or await self._engine.call(_lags):
            rested = await self._at_rest(look)
            if rested is None:
                return
            look = rested
        if not self._must and not await self._engine.call(_lags):
            self._now_in_step(look)
            return
        try:
            report = await self._build()
        except IndexBusyError as error:
            self._say(NewsKind.BUSY, error.problem)
            await asyncio.sleep(self._pace.busy_s)
        except (WortlautError, BotError) as error:
            self._say(NewsKind.FAILED, error.problem, self._retry_s)
            await self._until_changed(look, self._retry_s)
            self._retry_s = min(2 * self._retry_s, self._pace.longest_retry_s)
        else:
            if self._must or not report.unchanged:
                self._tell(News(NewsKind.BUILT, report))
            self._must = False
            self._now_in_step(look)

    def _now_in_step(self, look: _Look) -> None:
        self._in_step, self._unreadable = look.files, look.unreadable
        self._trouble, self._retry_s = None, self._pace.retry_s

    async def _listen(self) -> None:
        """Listens, or sees to it that the folder is looked at; says which, once."""
        every_s, why = self._poll_s, None
        if every_s is None and lies_elsewhere(self._folder):
            every_s = self._pace.poll_s
        if every_s is None and (why := await self._events.listen()) is not None:
            every_s = self._pace.poll_s
        if every_s is None and self._every_s is None and self._folder.is_dir():
            self._every_s = 0.0
            self._tell(News(NewsKind.LISTENING))
        elif every_s is not None and every_s != self._every_s:
            self._every_s = every_s
            kind = NewsKind.LOOKING if why is None else NewsKind.DEAF
            self._tell(News(kind, detail=why or "", seconds=every_s))

    async def _look(self) -> _Look | None:
        """Lists the folder; None, which is said once, where it cannot be listed."""
        began = time.monotonic()
        self._looks += 1
        try:
            files = await self._engine.call(_listed)
        except CorpusError as error:
            self._say(NewsKind.GONE, error.problem)
            return None
        unreadable = {
            f.path: f.problem for f in files if f.problem and f.problem.code == _UNREADABLE
        }
        if self._unreadable is not None and (lost := unreadable.keys() - self._unreadable):
            first = min(lost)
            problem = Problem("file", {"path": first, "reason": unreadable[first]})
            self._say(NewsKind.PART_GONE, problem)
            return None
        if self._trouble is not None and self._trouble[0] in _GONE:
            self._trouble = None
            self._tell(News(NewsKind.BACK))
        seen = tuple(
            (f.path, f.size, f.mtime_ns, f.ctime_ns, f.inode, f.problem and f.problem.code)
            for f in files
        )
        return _Look(seen, frozenset(unreadable), time.monotonic() - began)

    async def _at_rest(self, look: _Look) -> _Look | None:
        """Looks until two looks see the same, or for as long as patience lasts."""
        until = time.monotonic() + self._pace.patience_s
        while True:
            await asyncio.sleep(max(self._pace.quiet_s, look.took_s / _LOOKING_SHARE))
            latest = await self._look()
            if latest is None or time.monotonic() > until:
                return latest
            if latest.files == look.files and not self._expected:
                return latest
            look = latest

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """While it is open, more articles are to come: they are waited for, patience permitting."""
        self._expected += 1
        try:
            yield
        finally:
            self._expected -= 1

    async def _until_changed(self, look: _Look, longest_s: float) -> None:
        """Waits for so many seconds, or until the folder is another."""
        until = time.monotonic() + longest_s
        while (left := until - time.monotonic()) > 0:
            await self._events.wait(min(left, self._every_s or left))
            latest = await self._look()
            if latest is None or latest.files != look.files:
                return

    def _say(self, kind: NewsKind, problem: Problem, seconds: float = 0.0) -> None:
        """Tells of a trouble, unless that is what was told last."""
        if self._trouble != (kind, problem):
            self._trouble = kind, problem
            self._tell(News(kind, problem=problem, seconds=seconds))


def _lags(library: Library) -> bool:
    """Whether the index may lag behind the corpus; it does where it cannot be read."""
    try:
        return library.lags_behind()
    except WortlautError:
        return True


def _listed(library: Library) -> Sequence[CorpusFile]:
    library.check_corpus()  # a folder that holds nothing may be a disk that is not mounted
    return library.corpus.files()
