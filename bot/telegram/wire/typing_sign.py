"""“typing …” for as long as an answer takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.deliver import Place

# Most answers are there before anyone would see it; below that a request would be wasted.
_AFTER_S: Final = 0.4
# Telegram takes the sign away after five seconds.
_AGAIN_S: Final = 4.0


@asynccontextmanager
async def typing(bot: QuietBot, place: Place) -> AsyncIterator[None]:
    """Shows that the bot is at work until the block ends."""
    task = asyncio.create_task(_keep_typing(bot, place))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_typing(bot: QuietBot, place: Place) -> None:
    pause_s = _AFTER_S
    while True:
        await asyncio.sleep(pause_s)
        with suppress(TelegramError):
            await bot.send_chat_action(
                place.chat, ChatAction.TYPING, message_thread_id=place.thread
            )
        pause_s = _AGAIN_S
