"""How many questions a user and a chat may ask a minute.

A token bucket each: it holds a minute's worth, refills evenly, and a question takes one token from
both. The first refusal says so, and until when what comes remains without an answer; until then the
ones after it in that chat are silent, because a note at every message would be the flood it
complains of.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
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
        first: Whether this is to be told: no note in that chat covers it.
    """

    scope: Scope
    wait_s: int
    first: bool


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    told_until: dict[int | None, float] = field(default_factory=dict)


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
            user: Who asks, if known: a person, or the chat in whose name it is done.
            chat: Where, if in a chat.

        Returns:
            Why not, if not; the question then counts towards neither limit.
        """
        peers = ((Scope.USER, user), (Scope.CHAT, chat))
        buckets = [(scope, self._bucket(scope, peer)) for scope, peer in peers if peer is not None]
        short = [(self._wait_s(*each), *each) for each in buckets if each[1].tokens < 1]
        if short:
            wait_s, scope, bucket = max(short, key=lambda each: each[0])
            now = self._clock()
            first = bucket.told_until.get(chat, now) <= now
            if first:
                bucket.told_until[chat] = now + wait_s
            return TooMany(scope, wait_s, first)
        for _, bucket in buckets:
            bucket.tokens -= 1
            bucket.told_until.clear()
        return None

    def move_chat(self, old: int, new: int) -> None:
        """Follows a chat that goes on under another number, also as whom its admins write."""
        for scope in Scope:
            if bucket := self._buckets.pop((scope, old), None):
                self._buckets[(scope, new)] = bucket

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
