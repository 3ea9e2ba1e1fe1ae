"""The Bot API called without python-telegram-bot: what comes in must not depend on what goes out.

No rate limit, no retry and no parsing stands between the bot and its updates here. Whatever goes
wrong becomes one `Trouble`, with a reason that holds neither the token nor what anybody wrote.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, Literal

import httpx

from bot.service.metrics import Metrics

Json = dict[str, Any]
Kind = Literal["unreachable", "status", "refused", "conflict", "garbled", "undelivered"]

_MAX_REASON_CHARS: Final = 200


class Trouble(Exception):
    """The Bot API could not be asked, or says no.

    Attributes:
        kind: `unreachable`: no answer; `refused`: Telegram itself does not know the token;
            `conflict`: another program takes the updates; `garbled`: no answer of a Bot API;
            `undelivered`: Telegram cannot reach the webhook; `status`: any other refusal.
        reason: One line for the operator.
        retry_after_s: How long Telegram asks to wait, if it does.
    """

    kind: Kind
    reason: str
    retry_after_s: float | None

    def __init__(self, kind: Kind, reason: str, retry_after_s: float | None = None) -> None:
        """Takes what is known of it."""
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.retry_after_s = retry_after_s


class BotApi:
    """Calls methods of the Bot API, one at a time."""

    def __init__(self, address: str, metrics: Metrics, answer_s: float) -> None:
        """Opens nothing yet.

        Args:
            address: Of the bot, token and all, without a slash at the end.
            metrics: Notes when Telegram last answered.
            answer_s: How long an answer may take.
        """
        self._address = address
        self._metrics = metrics
        self._answer_s = answer_s
        self._client = httpx.AsyncClient()

    async def call(self, method: str, *, wait_s: float = 0.0, **parameters: str | int) -> Any:  # noqa: ANN401
        """What a method returns.

        Args:
            method: Its name.
            wait_s: How long the server is asked to wait before it answers.
            **parameters: As the Bot API takes them; what is no scalar as JSON.

        Returns:
            The `result`.

        Raises:
            Trouble: There is none.
        """
        limit_s = wait_s + self._answer_s
        try:
            # A server that sends a byte now and then would outlast every other limit.
            async with asyncio.timeout(limit_s):
                response = await self._client.post(
                    f"{self._address}/{method}", data=parameters, timeout=limit_s
                )
        except TimeoutError:
            raise Trouble("unreachable", f"no answer within {limit_s:.0f} s") from None
        except httpx.HTTPError as error:
            reason = f"{type(error).__name__} {error}".strip()
            raise Trouble("unreachable", reason[:_MAX_REASON_CHARS]) from None
        if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            self._metrics.contact()
        return _result(response)

    async def close(self) -> None:
        """Closes the connection."""
        await self._client.aclose()


def _result(response: httpx.Response) -> object:
    status = response.status_code
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or "ok" not in body:
        # A proxy before the server, most likely; what it says of the token is not Telegram's word.
        raise Trouble(
            "status" if status >= httpx.codes.BAD_REQUEST else "garbled", f"HTTP {status}"
        )
    if body["ok"] is True:
        return body.get("result")
    reason = f"{status} {body.get('description', '')}".strip()[:_MAX_REASON_CHARS]
    if status == httpx.codes.UNAUTHORIZED:
        raise Trouble("refused", reason)
    if status == httpx.codes.CONFLICT:
        raise Trouble("conflict", reason)
    parameters = body.get("parameters")
    retry_after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    raise Trouble("status", reason, retry_after if isinstance(retry_after, int) else None)
