"""Saying hello to Telegram, however long it takes to answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.service.logs import log_event
from bot.telegram.intake.supervision import Patience, TokenRefusedError
from bot.telegram.state import Database
from bot.telegram.state.database import StateError

_LOGGER = logging.getLogger(__name__)


async def connect(
    initialize: Callable[[], Coroutine[Any, Any, object]],
    bot_id: str,
    database: Database,
    patience: Patience,
) -> None:
    """Initialises a bot, however long the network takes.

    Args:
        initialize: Tries it once.
        bot_id: The part of the token that is no secret.
        database: Remembers that the bot has worked.
        patience: The pauses.

    Raises:
        TokenRefusedError: Telegram does not know the token.
    """
    known = f"served {bot_id}"
    # A bot that has worked may be refused for a moment, by a server that has just begun.
    final_at = time.monotonic() + patience.refused_s if _has(database, known) else 0.0
    pause_s = patience.first_pause_s
    while True:
        try:
            await initialize()
            break
        except Exception as error:
            if _is_refusal(error) and time.monotonic() >= final_at:
                raise TokenRefusedError("bot.token_refused") from None
            log_event(_LOGGER, "telegram_unreachable", logging.WARNING, reason=_reason(error))
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, patience.longest_pause_s)
    try:
        await asyncio.to_thread(database.set_meta, known, "yes")
    except StateError as error:
        log_event(_LOGGER, "not_remembered", logging.WARNING, reason=str(error))


def _has(database: Database, known: str) -> bool:
    try:
        return database.meta(known) is not None
    except StateError:
        return False


def _is_refusal(error: Exception) -> bool:
    """Whether it is Telegram's own word on the token, and no page of a proxy before it."""
    first = error.__cause__ or error
    return isinstance(first, InvalidToken) and first.__cause__ is None


def _reason(error: Exception) -> str:
    # That of a refused token holds the token.
    speaking = isinstance(error, TelegramError) and not isinstance(error, InvalidToken)
    return str(error) if speaking else type(error).__name__
