"""Receiving updates, by long polling or by a webhook where the settings name one."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Final
from urllib.parse import urlsplit

from telegram import Update

from bot.service.logs import log_event
from bot.service.metrics import Metrics
from bot.settings import Settings
from bot.telegram.intake.api import BotApi, Trouble
from bot.telegram.intake.polling import Poller, Take
from bot.telegram.intake.supervision import Observer, Patience, keep_on
from bot.telegram.intake.webhook import WebhookServer, WebhookWatch

_LOGGER = logging.getLogger(__name__)
_ALLOWED: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
_LAST_S: Final = 3.0


async def receive(
    address: str,
    settings: Settings,
    metrics: Metrics,
    take: Take,
    observer: Observer,
    patience: Patience,
) -> None:
    """Receives updates until cancelled.

    Args:
        address: Of the bot at its Bot API server, token and all.
        settings: Say whether there is a webhook.
        metrics: Notes when Telegram last answered.
        take: Takes over what comes; it is acknowledged then.
        observer: Told how it goes.
        patience: The pauses.

    Raises:
        PortTakenError: The webhook's address or port cannot be had.
        TokenRefusedError: Telegram refuses the token, and not only for a moment.
    """
    api = BotApi(address, metrics, patience.answer_s)
    try:
        if settings.webhook_url is None:
            await _poll(Poller(api, take, _ALLOWED, patience.poll_s), observer, patience)
        else:
            await _serve(api, settings.webhook_url, settings, take, observer, patience)
    finally:
        await api.close()


async def _poll(poller: Poller, observer: Observer, patience: Patience) -> None:
    try:
        await keep_on(poller.turn, observer, patience)
    finally:
        try:
            async with asyncio.timeout(_LAST_S):
                await poller.last()
        except (Trouble, TimeoutError) as error:
            # The next start is given the same once more.
            log_event(_LOGGER, "not_acknowledged", reason=str(error) or None)


async def _serve(
    api: BotApi, url: str, settings: Settings, take: Take, observer: Observer, patience: Patience
) -> None:
    given = settings.webhook_secret
    secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
    server = WebhookServer(take, urlsplit(url).path, secret)
    server.start(settings.webhook_host, settings.webhook_port)
    watch = WebhookWatch(api, url, secret, _ALLOWED, patience.check_s)
    try:
        await keep_on(watch.turn, observer, patience)
    finally:
        await server.stop()
