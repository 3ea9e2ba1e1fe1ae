"""The connection to Telegram: observed, and silent about its token."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import httpx
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.service.metrics import Metrics
from bot.telegram.state import ChatChoices
from bot.telegram.wire.leaving import LeavingRequest, watch
from bot.telegram.wire.sending import MAX_REQUESTS

_CONNECTIONS: Final = MAX_REQUESTS + 4
_POOL_TIMEOUT_S: Final = 60.0
_TIMEOUT_S: Final = 20.0


class QuietBot(ExtBot[float]):
    """A bot whose repr does not hold its token, and which knows what its server does not know."""

    _knows_dates = True
    _choices: Mapping[int, ChatChoices] = MappingProxyType({})

    @property
    def choices(self) -> Mapping[int, ChatChoices]:
        """What has been chosen for chats, by their numbers."""
        return self._choices

    def heed(self, choices: Mapping[int, ChatChoices]) -> None:
        """Takes what has been chosen for chats from there, now and later."""
        self._choices = choices

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


def observed_request(metrics: Metrics) -> HTTPXRequest:
    """A pool of connections to Telegram that notes when Telegram last answered."""

    async def note(response: httpx.Response) -> None:
        if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            metrics.contact()

    return LeavingRequest(
        connection_pool_size=_CONNECTIONS,
        read_timeout=_TIMEOUT_S,
        write_timeout=_TIMEOUT_S,
        connect_timeout=_TIMEOUT_S,
        pool_timeout=_POOL_TIMEOUT_S,
        httpx_kwargs={"event_hooks": {"request": [watch], "response": [note]}},
    )
