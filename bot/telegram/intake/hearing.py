"""Whether messages come in: for health, for the log, and for the admins where it lasts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from bot.service.logs import log_event
from bot.service.metrics import Metrics
from bot.telegram.intake.api import Kind, Trouble

_LOGGER = logging.getLogger(__name__)
_REMEDY: Final[dict[Kind, str]] = {
    "conflict": "another program uses this token; stop it, or give this bot its own token",
}
_STARTING: Final = "nothing has been received yet"
_ENDED: Final = "nothing is received any more"


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which nothing came in.

    Attributes:
        kind: Why.
        lasted_s: How long, so far.
        over: Whether messages come in again.
    """

    kind: Kind
    lasted_s: float
    over: bool


Tell = Callable[[Outage], Coroutine[Any, Any, bool]]
"""Tells the admins; whether one of them has been reached."""


class Hearing:
    """Notes how receiving goes.

    Health is red from the first failure until something is received again. The admins are told
    once of an outage that lasts: while it does if they can be reached, else when it is over.
    """

    def __init__(
        self,
        metrics: Metrics,
        tell: Tell,
        tell_after_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Knows of nothing received.

        Args:
            metrics: What health shows.
            tell: Tells the admins.
            tell_after_s: How long an outage lasts before they are told.
            clock: Seconds; never goes back.
        """
        self._metrics = metrics
        self._tell = tell
        self._tell_after_s = tell_after_s
        self._clock = clock
        self._trouble: Trouble | None = None
        self._since = 0.0
        self._failures = 0
        self._telling: asyncio.Task[bool] | None = None
        metrics.deaf(_STARTING)

    def well(self) -> None:
        """Something was received, if only that there is nothing."""
        self._metrics.hears()
        trouble, self._trouble = self._trouble, None
        if trouble is None:
            return
        lasted_s = self._clock() - self._since
        log_event(_LOGGER, "receiving_again", after_s=round(lasted_s, 1), failures=self._failures)
        if lasted_s >= self._tell_after_s:
            told, outage = self._telling, Outage(trouble.kind, lasted_s, over=True)
            self._telling = asyncio.create_task(self._tell_unless(told, outage))

    def ill(self, trouble: Trouble) -> None:
        """Nothing was received."""
        self._metrics.deaf(trouble.reason)
        self._metrics.errors.labels(f"receiving_{trouble.kind}").inc()
        if self._trouble is None:
            self._since, self._failures, self._telling = self._clock(), 0, None
        if self._trouble is None or self._trouble.kind != trouble.kind:
            log_event(
                _LOGGER,
                "conflict" if trouble.kind == "conflict" else "receiving_failed",
                logging.WARNING,
                kind=trouble.kind,
                reason=trouble.reason,
                remedy=_REMEDY.get(trouble.kind),
            )
        self._trouble, self._failures = trouble, self._failures + 1
        lasted_s = self._clock() - self._since
        if self._telling is None and lasted_s >= self._tell_after_s:
            outage = Outage(trouble.kind, lasted_s, over=False)
            self._telling = asyncio.create_task(self._tell(outage))

    def ended(self) -> None:
        """Nothing is received any more."""
        self._metrics.deaf(_ENDED)
        if self._telling is not None:
            self._telling.cancel()

    async def _tell_unless(self, told: asyncio.Task[bool] | None, outage: Outage) -> bool:
        return (told is not None and await told) or await self._tell(outage)
