"""How many questions a user and a chat may ask a minute.

A token bucket each: it holds a minute's worth, refills evenly, and a question takes one token from
both. The first refusal says so and when it ends; the ones after it are silent until a question gets
through again, because a note at every message would be the flood it complains of.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_MAX_BUCKETS: Final = 10_000
_MINUTE_S: Final = 60.0


class Scope(Enum):
    """Whose limit was reached."""

    USER = auto()
    CHAT = auto()


@dataclass(frozen=True, slots=True)
class TooMany:
    """A question over the limit.

    Attributes:
        scope: Whose limit.
        wait_s: Whole seconds until the next question gets through.
        first: Whether this is the first refusal in a row, the one to be told.
    """

    scope: Scope
    wait_s: int
    first: bool


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    told: bool = False


class RateLimits:
    """The limits of one bot; not for several threads."""

    def __init__(
        self, per_user: int, per_chat: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Sets the limits.

        Args:
            per_user: Questions a minute of one user, in all chats together.
            per_chat: Questions a minute in one chat.
            clock: Seconds, never going back.
        """
        self._per_minute = {Scope.USER: per_user, Scope.CHAT: per_chat}
        self._clock = clock
        self._buckets: OrderedDict[tuple[Scope, int], _Bucket] = OrderedDict()

    def take(self, user: int | None, chat: int | None) -> TooMany | None:
        """Counts a question; None if it is within the limits.

        Args:
            user: Who asks, if known.
            chat: Where, if in a chat.

        Returns:
            Why not, if not; the question then counts towards neither limit.
        """
        peers = ((Scope.USER, user), (Scope.CHAT, chat))
        buckets = [(scope, self._bucket(scope, peer)) for scope, peer in peers if peer is not None]
        for scope, bucket in buckets:
            if bucket.tokens < 1:
                first, bucket.told = not bucket.told, True
                return TooMany(scope, self._wait_s(scope, bucket), first)
        for _, bucket in buckets:
            bucket.tokens -= 1
            bucket.told = False
        return None

    def move_chat(self, old: int, new: int) -> None:
        """Follows a chat that goes on under another number."""
        if bucket := self._buckets.pop((Scope.CHAT, old), None):
            self._buckets[(Scope.CHAT, new)] = bucket

    def _bucket(self, scope: Scope, peer: int) -> _Bucket:
        now, capacity = self._clock(), self._per_minute[scope]
        bucket = self._buckets.setdefault((scope, peer), _Bucket(capacity, now))
        gained = (now - bucket.filled_at) * capacity / _MINUTE_S
        bucket.tokens = min(capacity, bucket.tokens + gained)
        bucket.filled_at = now
        self._buckets.move_to_end((scope, peer))
        if len(self._buckets) > _MAX_BUCKETS:
            # The one longest unused is full again, or as good as.
            self._buckets.popitem(last=False)
        return bucket

    def _wait_s(self, scope: Scope, bucket: _Bucket) -> int:
        return max(1, math.ceil((1 - bucket.tokens) * _MINUTE_S / self._per_minute[scope]))
