"""The connection to Telegram: patient, observed, and silent about its token.

A 429 is waited out for as long as it says. A request that the network or a 5xx lost is sent again
a few times, with growing pauses; where it is unknown whether it arrived (the reply was lost), a
message may so be sent twice, which is better than an answer that never comes. A refusal (4xx) is
final.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any, Final

import httpx
from telegram.error import BadRequest, NetworkError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.service.metrics import Metrics

_MAX_429_RETRIES: Final = 5
_RETRY_PAUSES_S: Final = (0.5, 1.5, 4.0, 8.0)
# "Typing" is worth neither a wait nor a second try; getMe opens every connection, and whoever opens
# one has a loop of his own.
_ONCE: Final = ("sendChatAction", "getMe")
# Requests under way at a time. httpcore's pool looks through all that wait for it whenever one is
# done; with hundreds waiting that took most of the time (profiled), so they wait here instead.
_MAX_REQUESTS: Final = 16
_CONNECTIONS: Final = _MAX_REQUESTS + 4
_POOL_TIMEOUT_S: Final = 60.0
_TIMEOUT_S: Final = 20.0

Json = dict[str, Any]
Callback = Callable[..., Coroutine[Any, Any, bool | Json | list[Json]]]


class QuietBot(ExtBot[int]):
    """A bot whose repr does not hold its token, and which knows what its server does not know."""

    _knows_dates = True

    @property
    def knows_dates(self) -> bool:
        """Whether the server knows `date_time` entities; taken for granted until it refuses one."""
        return self._knows_dates

    def forgo_dates(self) -> None:
        """Notes that it does not: a self-hosted Bot API server older than 9.5."""
        self._knows_dates = False

    def __repr__(self) -> str:
        """The class name alone."""
        return f"{type(self).__name__}[]"


class PatientRateLimiter(AIORateLimiter):
    """Waits out 429, and sends again what the network lost."""

    def __init__(self, overall_per_second: float = 30, pauses_s: tuple[float, ...] = ()) -> None:
        """Sets the pace.

        Args:
            overall_per_second: Messages a second to all chats together; Telegram asks for 30.
            pauses_s: Pauses before each further try of a lost request.
        """
        super().__init__(overall_max_rate=overall_per_second, max_retries=_MAX_429_RETRIES)
        self._pauses_s = pauses_s or _RETRY_PAUSES_S
        self._turns = asyncio.Semaphore(_MAX_REQUESTS)

    async def process_request(
        self,
        callback: Callback,
        args: tuple[object, ...],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | Json | list[Json]:
        """Sends a request, again if need be."""
        if endpoint in _ONCE:
            return await callback(*args, **kwargs)

        async def in_turn(*args: object, **kwargs: object) -> bool | Json | list[Json]:
            async with self._turns:
                return await callback(*args, **kwargs)

        for pause_s in self._pauses_s:
            try:
                return await super().process_request(
                    in_turn, args, kwargs, endpoint, data, rate_limit_args
                )
            except BadRequest:  # a subclass of NetworkError, but a refusal
                raise
            except NetworkError:
                await asyncio.sleep(pause_s * random.uniform(0.8, 1.2))  # noqa: S311
        return await super().process_request(in_turn, args, kwargs, endpoint, data, rate_limit_args)


def observed_request(metrics: Metrics) -> HTTPXRequest:
    """A pool of connections to Telegram that notes when Telegram last answered."""

    async def note(response: httpx.Response) -> None:
        if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            metrics.contact()

    return HTTPXRequest(
        connection_pool_size=_CONNECTIONS,
        read_timeout=_TIMEOUT_S,
        write_timeout=_TIMEOUT_S,
        connect_timeout=_TIMEOUT_S,
        pool_timeout=_POOL_TIMEOUT_S,
        httpx_kwargs={"event_hooks": {"response": [note]}},
    )
