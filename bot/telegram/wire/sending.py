"""Sending what is to be sent, for as long as it is worth it.

A 429 is waited out for as long as it says. What the network, a 5xx or a proxy lost is sent again
with growing pauses: a message for an hour, anything else for some seconds. Where it is unknown
whether it arrived (the reply was lost), a message may so be sent twice, which is better than an
answer that never comes. What Telegram itself refuses (403, 400) is final at once. Chats wait for
themselves alone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.wire.pace import Pace, Rates

ANSWER_WORTH_S: Final = 3600.0
"""For how long a message is sent again and again, in seconds."""
_BRIEFLY_S: Final = 15.0
_WORTH_S: Final = {
    "sendMessage": ANSWER_WORTH_S,
    "editMessageText": ANSWER_WORTH_S,
    # "Typing" is worth neither a wait nor a second try. The others open every connection, and
    # whoever opens one has a loop of his own.
    **dict.fromkeys(("sendChatAction", "getMe", "setWebhook", "deleteWebhook"), 0.0),
}
_PAUSES_S: Final = (0.5, 1.5, 4.0, 8.0, 16.0, 30.0)
_STOP_GRACE_S: Final = 5.0
# Requests under way at a time. httpcore's pool looks through all that wait for it whenever one is
# done; with hundreds waiting that took most of the time (profiled), so they wait here instead.
MAX_REQUESTS: Final = 16

Json = dict[str, Any]
Callback = Callable[..., Coroutine[Any, Any, bool | Json | list[Json]]]


class HeldBackError(TelegramError):
    """Not sent, because the bot is being stopped; whether it ever could be is not known."""

    def __init__(self) -> None:
        """Says so."""
        super().__init__("held back: the bot is being stopped")


class PatientRateLimiter(BaseRateLimiter[float]):
    """Keeps Telegram's pace, waits out 429, and sends again what was lost.

    Its argument (`rate_limit_args`) is for how many seconds a request is worth sending, where that
    is not the usual time.
    """

    def __init__(
        self,
        rates: Rates | None = None,
        pauses_s: tuple[float, ...] = _PAUSES_S,
        *,
        stop_grace_s: float = _STOP_GRACE_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Sets the pace.

        Args:
            rates: How often; as Telegram asks if None.
            pauses_s: Pauses before each further try of a lost request; the last one is repeated.
            stop_grace_s: For how long what is to be sent may still wait when the bot is stopped.
            clock: Seconds, never going back.
            sleep: Waits so many of them.
        """
        self._pauses_s = pauses_s
        self._stop_grace_s = stop_grace_s
        self._clock, self._sleep = clock, sleep
        self._pace = Pace(rates or Rates(), clock, sleep)
        self._turns = asyncio.Semaphore(MAX_REQUESTS)
        self._waiting: set[asyncio.Timeout] = set()
        self._stop_at: float | None = None
        self._cut_off = False

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def stop(self) -> None:
        """Lets nothing wait any more but for a moment: it is then held back."""
        self._stop_at = asyncio.get_running_loop().time() + self._stop_grace_s
        for wait in self._waiting:
            wait.reschedule(self._stop_at)

    async def process_request(
        self,
        callback: Callback,
        args: tuple[object, ...],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: float | None,
    ) -> bool | Json | list[Json]:
        """Sends a request, again if need be; arguments and result are the library's.

        Raises `HeldBackError` if the bot is being stopped, and another `TelegramError` if Telegram
        refuses the request or it could not be sent while it was worth it.
        """
        chat = data.get("chat_id")
        chat = chat if isinstance(chat, int) else None
        worth_s = _WORTH_S.get(endpoint, _BRIEFLY_S) if rate_limit_args is None else rate_limit_args
        until, tried = self._clock() + worth_s, 0
        while True:
            held_s = self._pace.held_s(chat)
            if held_s and self._clock() + held_s > until:
                raise RetryAfter(dt.timedelta(seconds=held_s))
            if not worth_s:
                return await callback(*args, **kwargs)
            async with self._patiently():
                await self._pace.turn(chat)
                await self._turns.acquire()
            try:
                result = await callback(*args, **kwargs)
            except TelegramError as error:
                self._cut_off = not isinstance(error, RetryAfter) and is_passing(error)
                pause_s = self._pause_s(error, chat, tried)
                tried += 1
                if not is_passing(error) or self._clock() + pause_s > until:
                    raise
            else:
                self._cut_off = False
                if chat is not None:
                    self._pace.passed()
                return result
            finally:
                self._turns.release()
            async with self._patiently():
                await self._sleep(pause_s)

    def _pause_s(self, error: TelegramError, chat: int | None, tried: int) -> float:
        """How long to wait before a request is sent again."""
        if not isinstance(error, RetryAfter):
            pause_s = self._pauses_s[min(tried, len(self._pauses_s) - 1)]
            return pause_s * random.uniform(0.8, 1.2)  # noqa: S311
        wait = error.retry_after
        pause_s = wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
        if chat is not None:
            self._pace.refused(chat, pause_s)
        return pause_s

    @asynccontextmanager
    async def _patiently(self) -> AsyncIterator[None]:
        """Waits inside, but not beyond a stop, and not at all if nothing goes out by then."""
        if self._stop_at is not None and self._cut_off:
            raise HeldBackError
        try:
            async with asyncio.timeout_at(self._stop_at) as wait:
                self._waiting.add(wait)
                try:
                    yield
                finally:
                    self._waiting.remove(wait)
        except TimeoutError:
            raise HeldBackError from None


def is_passing(error: BaseException) -> bool:
    """Whether the same request may succeed later: nothing in it, nor its chat, was refused."""
    if not isinstance(error, BadRequest | ChatMigrated | Forbidden):
        return isinstance(error, TelegramError)
    # What a proxy answers in Telegram's place is no JSON, which is noted as the cause.
    return error.__cause__ is not None
