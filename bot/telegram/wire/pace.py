"""When a request may go out: the pace Telegram asks for, and whom it has asked to wait.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one message a
second in a chat, with short bursts, 20 a minute in a group, 30 a second to all together. Where
Telegram says "too many requests" (429), it seldom says whose: it is held against the chat alone,
and against everything only where chat after chat is refused and none gets through between.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiolimiter import AsyncLimiter

_MAX_KNOWN: Final = 512
_REFUSED_IN_A_ROW: Final = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds; as many may go out at once."""

    requests: float
    seconds: float

    def limiter(self) -> AsyncLimiter:
        """What keeps to it."""
        return AsyncLimiter(self.requests, self.seconds)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often what may be done; the defaults are Telegram's.

    Attributes:
        chat: In one chat.
        group: In one group or channel.
        overall: In all chats together.
    """

    chat: Rate = Rate(5, 5)
    group: Rate = Rate(20, 60)
    overall: Rate = Rate(30, 1)


class Pace:
    """Lets requests through, each in its time; for one event loop."""

    def __init__(
        self, rates: Rates, clock: Callable[[], float], sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        """Begins with nobody waiting.

        Args:
            rates: How often.
            clock: Seconds, never going back.
            sleep: Waits so many of them.
        """
        self._rates, self._clock, self._sleep = rates, clock, sleep
        self._overall = rates.overall.limiter()
        self._chats: dict[int, tuple[AsyncLimiter, ...]] = {}
        self._held: dict[int | None, float] = {}
        self._refused: set[int] = set()

    async def turn(self, chat: int | None) -> None:
        """Waits until a request may go out, which concerns a chat or none."""
        await self._released(chat)
        for limiter in self._limiters(chat):
            await limiter.acquire()
        await self._released(chat)

    def held_s(self, chat: int | None) -> float:
        """For how many seconds nothing may be sent to a chat because Telegram says so; or 0."""
        until = max(self._held.get(who, 0.0) for who in (chat, None))
        return max(0.0, until - self._clock())

    def refused(self, chat: int, seconds: float) -> None:
        """Notes that Telegram wants a chat left alone for so long."""
        self._hold(chat, seconds)
        self._refused.add(chat)
        if len(self._refused) >= _REFUSED_IN_A_ROW:
            self._hold(None, seconds)
            self._refused.clear()

    def passed(self) -> None:
        """Notes that a request to a chat went through."""
        self._refused.clear()

    def _hold(self, chat: int | None, seconds: float) -> None:
        now = self._clock()
        self._held = {who: until for who, until in self._held.items() if until > now}
        self._held[chat] = max(self._held.get(chat, 0.0), now + seconds)

    async def _released(self, chat: int | None) -> None:
        while (wait_s := self.held_s(chat)) > 0:
            await self._sleep(wait_s)

    def _limiters(self, chat: int | None) -> tuple[AsyncLimiter, ...]:
        if chat is None:
            return (self._overall,)
        if chat not in self._chats:
            self._forget_idle()
            # Users have positive numbers; everything else counts as a group, as it may be one.
            rates = (self._rates.chat,) if chat > 0 else (self._rates.chat, self._rates.group)
            self._chats[chat] = (*(rate.limiter() for rate in rates), self._overall)
        return self._chats[chat]

    def _forget_idle(self) -> None:
        if len(self._chats) < _MAX_KNOWN:
            return
        for chat, (*own, _) in list(self._chats.items()):
            if all(limiter.has_capacity(limiter.max_rate) for limiter in own):
                del self._chats[chat]
