"""Telling the admins that something failed, and knowing whether one of them has been told.

Of each kind of error one notice goes out a minute, so that one that repeats itself is no flood; who
meets it meanwhile is answered by what came of that notice. Where nobody was reached, the next error
tries again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from bot.service.logs import log_event

_LOGGER = logging.getLogger(__name__)
_EVERY_S: Final = 60.0
# Whoever asked waits for it, to be told the truth about it.
_PATIENCE_S: Final = 5.0

Reach = Callable[[int], Awaitable[bool]]
"""Sends the notice to an admin; whether it was delivered."""


class Notices:
    """The notices of one bot."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Takes a clock in seconds that never goes back."""
        self._clock = clock
        self._latest: dict[str, tuple[float, asyncio.Task[bool]]] = {}
        # The loop itself holds no more than weak references.
        self._sending: set[asyncio.Task[bool]] = set()

    async def tell(self, kind: str, admins: Iterable[int], reach: Reach) -> bool:
        """Tells all admins at once, unless one has been told of this kind within a minute.

        Args:
            kind: Of error; its type's name.
            admins: Their numbers; may be none.
            reach: Sends the notice to one of them.

        Returns:
            Whether a notice of this kind is known to have reached one of them.
        """
        at, notice = self._latest.get(kind, (float("-inf"), None))
        # One that cannot be sent yet is enough: in a long outage they would pile up.
        old = self._clock() - at >= _EVERY_S
        if notice is None or (notice.done() and (old or _in_vain(notice))):
            notice = asyncio.create_task(self._reach_one(admins, reach))
            self._latest[kind] = self._clock(), notice
        try:
            return await asyncio.wait_for(asyncio.shield(notice), _PATIENCE_S)
        except TimeoutError:
            log_event(_LOGGER, "notice_late", logging.WARNING, type=kind)
            return False

    async def _reach_one(self, admins: Iterable[int], reach: Reach) -> bool:
        sending = [asyncio.ensure_future(reach(admin)) for admin in admins]
        for task in sending:
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        for reached in asyncio.as_completed(sending):
            if await reached:
                return True
        return False


def _in_vain(notice: asyncio.Task[bool]) -> bool:
    return notice.exception() is not None or not notice.result()
