"""Noting the moment at which an answer leaves the machine.

A process that is killed while an answer is on its way does not know whether it arrived. Most likely
it has once its last bytes are written, and certainly not before: so it is noted right before that,
and taken back where Telegram refuses it or nothing is heard of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData

_ANSWERS: Final = "/sendMessage"
_LAST_BYTES: Final = "send_request_body.started"


@dataclass(frozen=True, slots=True)
class Answering:
    """What is being answered.

    Attributes:
        chat: Where.
        note: Told that an answer has left, or that it has not after all.
    """

    chat: int
    note: Callable[[bool], Awaitable[None]]


answering: ContextVar[Answering | None] = ContextVar("answering", default=None)
"""What the task at work answers."""
_leaving: ContextVar[Answering | None] = ContextVar("leaving", default=None)


class LeavingRequest(HTTPXRequest):
    """Connections to Telegram that note when an answer leaves."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Makes a request as its parent does."""
        now = answering.get()
        chat = request_data.parameters.get("chat_id") if request_data else None
        if now is None or chat != now.chat or not url.endswith(_ANSWERS):
            return await super().do_request(url, method, request_data, *timeouts, **more)
        token = _leaving.set(now)
        try:
            status, payload = await super().do_request(url, method, request_data, *timeouts, **more)
        except TelegramError:
            await now.note(False)
            raise
        finally:
            _leaving.reset(token)
        if status >= httpx.codes.BAD_REQUEST:
            await now.note(False)
        return status, payload


async def watch(request: httpx.Request) -> None:
    """Has the moment noted at which a request leaves; a hook of httpx."""
    now = _leaving.get()
    if now is None:
        return

    async def trace(event: str, _: dict[str, Any]) -> None:
        if event.endswith(_LAST_BYTES):
            await now.note(True)

    request.extensions["trace"] = trace
