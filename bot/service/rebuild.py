"""Rebuilding the index in the background, with progress.

One build at a time; who asks for another meanwhile waits for it and then gets one of their own, so
that their change is certainly in it. A build is stopped by the exception its progress callback
raises; the index in force is untouched by that, as by any other end of a build.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bot.engine import AsyncEngine
from bot.errors import BotError
from bot.service.logs import log_event
from bot.service.metrics import Metrics
from retrieval.errors import WortlautError
from retrieval.progress import Stage
from retrieval.reports import BuildReport

_LOGGER = logging.getLogger(__name__)
# One edited message a chat every few seconds stays far below Telegram's limits.
_REPORT_EVERY_S: Final = 3.0


class BuildStoppedError(BotError):
    """The bot is being stopped, and the build with it."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come; `waiting` while another one runs."""

    stage: Stage | None = None
    done: int = 0
    total: int = 0

    @property
    def waiting(self) -> bool:
        """Whether it has not begun yet."""
        return self.stage is None


Report = Callable[[Step], Awaitable[None]]


class Rebuilder:
    """Runs builds one after the other."""

    def __init__(
        self, engine: AsyncEngine, metrics: Metrics, report_every_s: float = _REPORT_EVERY_S
    ) -> None:
        """Takes what builds and what counts.

        Args:
            engine: Builds.
            metrics: Counts builds and notes the index in force.
            report_every_s: Pause between two reports of progress.
        """
        self._engine = engine
        self._metrics = metrics
        self._report_every_s = report_every_s
        self._turn = asyncio.Lock()
        self._stop = threading.Event()

    @property
    def running(self) -> bool:
        """Whether a build is under way."""
        return self._turn.locked()

    def stop(self) -> None:
        """Ends the build under way at its next step, and every later one at its first."""
        self._stop.set()

    async def run(
        self, report: Report, *, allow_empty: bool = False, log_failure: bool = True
    ) -> BuildReport:
        """Builds.

        Args:
            report: Told now and then how far it has come; what it raises is ignored.
            allow_empty: Whether no article may be left; nothing is quoted any more then.
            log_failure: Whether nobody else says that it failed.

        Returns:
            What was done.

        Raises:
            WortlautError: The build failed; the earlier index stays in force.
            BuildStoppedError: The bot is being stopped.
        """
        if self.running:
            await report(Step())
        async with self._turn:
            outcome = "failed"
            try:
                done = await self._build(report, allow_empty)
                outcome = "unchanged" if done.unchanged else "built"
            except BuildStoppedError:
                outcome = "stopped"
                raise
            except WortlautError as error:
                if log_failure:
                    log_event(_LOGGER, "rebuild_failed", logging.ERROR, reason=str(error))
                raise
            finally:
                self._metrics.rebuilds.labels(outcome).inc()
        info = await self._engine.current()
        self._metrics.index(info.articles, info.built_at)
        log_event(
            _LOGGER,
            "rebuilt",
            generation=done.generation,
            articles=done.articles,
            new=done.new,
            changed=done.changed,
            removed=done.removed,
            skipped=len(done.skipped),
            cache_set_aside=done.cache_set_aside and str(done.cache_set_aside),
            seconds=round(done.seconds, 2),
        )
        return done

    async def _build(self, report: Report, allow_empty: bool) -> BuildReport:
        latest = Step("read")

        def progress(stage: Stage, done: int, total: int) -> None:
            nonlocal latest
            if self._stop.is_set():
                raise BuildStoppedError("bot.stopping")
            latest = Step(stage, done, total)

        build = asyncio.create_task(self._engine.build(progress, allow_empty=allow_empty))
        reported: Step | None = None
        try:
            while not build.done():
                await asyncio.wait((build,), timeout=self._report_every_s)
                if not build.done() and latest != reported and latest.total:
                    reported = latest
                    with suppress(Exception):  # a report that fails must not end the build
                        await report(latest)
        finally:
            if not build.done():
                self.stop()
        return await build
