"""Updates that Telegram delivers: the server that takes them, and whether Telegram still does.

Telegram delivers again, for a day, whatever is not answered with 200. So everything that is an
update is: one that nobody can read would only come back.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import time
from collections.abc import Sequence
from typing import Any, Final

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.service.sockets import listen
from bot.telegram.intake.api import BotApi, Trouble
from bot.telegram.intake.parsing import number_of
from bot.telegram.intake.polling import Take

_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_OK, _BAD_REQUEST, _FORBIDDEN = 200, 400, 403
# Telegram tells of the last failure only, and tries again at growing intervals.
_RECENT_S: Final = 300.0
_MAX_BODY_BYTES: Final = 1_000_000


class WebhookServer:
    """Takes what Telegram delivers."""

    def __init__(self, take: Take, path: str, secret: str) -> None:
        """Prepares the server.

        Args:
            take: Takes over what comes.
            path: Of the address, without a slash at its start.
            secret: What Telegram sends along; nobody else knows it.
        """
        routes: list[Any] = [
            (rf"/{re.escape(path.strip('/'))}/?", _Hook, {"take": take, "secret": secret})
        ]
        application = Application(routes, log_function=lambda _: None)
        self._server = HTTPServer(application, max_buffer_size=_MAX_BODY_BYTES)

    def start(self, host: str, port: int) -> None:
        """Listens; raises `PortTakenError` if the address or port cannot be had."""
        self._server.add_socket(listen(host, port, "WORTLAUT_WEBHOOK_PORT"))

    async def stop(self) -> None:
        """Stops listening."""
        self._server.stop()
        await self._server.close_all_connections()


class _Hook(RequestHandler):
    def initialize(self, take: Take, secret: str) -> None:
        self._take = take
        self._secret = secret

    async def post(self) -> None:
        given = self.request.headers.get(_SECRET, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(_FORBIDDEN)
            return
        try:
            raw = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raw = None
        if number_of(raw) is None:
            self.set_status(_BAD_REQUEST)
            return
        await self._take([raw])
        self.set_status(_OK)


class WebhookWatch:
    """Sees to it that Telegram delivers here."""

    def __init__(
        self, api: BotApi, url: str, secret: str, allowed: Sequence[str], check_s: float
    ) -> None:
        """Sets nothing yet.

        Args:
            api: The Bot API.
            url: The bot's public address.
            secret: What Telegram is to send along.
            allowed: Kinds of updates to be sent.
            check_s: Pause between two looks.
        """
        self._api = api
        self._url = url
        self._secret = secret
        self._allowed = json.dumps(list(allowed))
        self._check_s = check_s
        self._set = False
        self._well = True
        self._began_at = time.time()

    async def turn(self) -> None:
        """Sets the webhook, or looks after a pause whether it still stands.

        Raises:
            Trouble: It cannot be set, was taken away, or Telegram cannot deliver.
        """
        if not self._set:
            await self._api.call(
                "setWebhook",
                url=self._url,
                secret_token=self._secret,
                allowed_updates=self._allowed,
            )
            self._set = True
            return
        # After a failure it is looked at once, so that it is soon known to be over.
        await asyncio.sleep(self._check_s if self._well else 0)
        self._well = False
        info = await self._api.call("getWebhookInfo")
        if not isinstance(info, dict):
            raise Trouble("garbled", "no webhook info")
        if info.get("url") != self._url:
            self._set = False
            raise Trouble("conflict", "the webhook is not set any more")
        error_at = info.get("last_error_date", 0)
        is_new = error_at > max(self._began_at, time.time() - _RECENT_S)
        if is_new and info.get("pending_update_count", 0):
            raise Trouble("undelivered", f"Telegram: {info.get('last_error_message', '?')}"[:200])
        self._well = True
