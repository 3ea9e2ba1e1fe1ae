"""How updates come in: by long polling, or by a webhook where the settings name one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Updater

from bot.settings import Settings
from bot.telegram.wire.sockets import listen

_POLL_S: Final = 30
_ALLOWED: Final = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]


async def receive(
    updater: Updater, settings: Settings, on_poll_error: Callable[[TelegramError], None]
) -> None:
    """Begins to receive updates; a poll that fails is reported and made again.

    Raises `PortTakenError` if the webhook's address or port cannot be had.
    """
    common: dict[str, Any] = {"bootstrap_retries": -1, "allowed_updates": _ALLOWED}
    if settings.webhook_url is None:
        await updater.start_polling(timeout=_POLL_S, error_callback=on_poll_error, **common)
        return
    secret = settings.webhook_secret
    await updater.start_webhook(
        # The library takes a socket where it takes the path of one.
        unix=listen(settings.webhook_host, settings.webhook_port, "WORTLAUT_WEBHOOK_PORT"),
        url_path=urlsplit(settings.webhook_url).path.lstrip("/"),
        webhook_url=settings.webhook_url,
        secret_token=secret.get_secret_value() if secret else secrets.token_urlsafe(32),
        **common,
    )
