"""How often admins are told of newcomers: a flood of strangers is no flood of messages."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

_EVERY_S: Final = 3600.0
_EACH: Final = 5


class Ring(Enum):
    """What to tell of a newcomer."""

    NAME = auto()
    MANY = auto()
    NOTHING = auto()


class Doorbell:
    """Names five newcomers an hour; then says once that there are many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Takes a clock in seconds that never goes back."""
        self._clock = clock
        self._rung: deque[float] = deque()

    def ring(self) -> Ring:
        """What to tell of one more."""
        now = self._clock()
        while self._rung and now - self._rung[0] >= _EVERY_S:
            self._rung.popleft()
        if len(self._rung) > _EACH:
            return Ring.NOTHING
        self._rung.append(now)
        return Ring.NAME if len(self._rung) <= _EACH else Ring.MANY
