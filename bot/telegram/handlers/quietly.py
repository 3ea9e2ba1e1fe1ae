"""Answering presses and inline queries; an answer that comes too late is no error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import (
    CallbackQuery,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
)
from telegram.error import BadRequest

from bot.telegram.wire.rejections import Refusal, refusal

MAX_ALERT_CHARS: Final = 200
# Low, so that a rebuilt index shows within seconds.
INLINE_CACHE_S: Final = 10


async def answer_press(
    query: CallbackQuery, text: str | None = None, *, alert: bool = False
) -> None:
    """Ends the waiting sign on a button, with a note if there is one to give."""
    try:
        await query.answer(text[:MAX_ALERT_CHARS] if text else None, show_alert=alert)
    except BadRequest as error:
        if refusal(error) is not Refusal.EXPIRED:
            raise


async def answer_inline(
    query: InlineQuery,
    results: Sequence[InlineQueryResultArticle],
    button: InlineQueryResultsButton | None,
    *,
    personal: bool,
) -> None:
    """Answers an inline query.

    Args:
        query: The query.
        results: What to offer, at most fifty.
        button: Shown above the results.
        personal: Whether the answer is this user's alone, because others may not ask.
    """
    try:
        await query.answer(results, cache_time=INLINE_CACHE_S, is_personal=personal, button=button)
    except BadRequest as error:
        if refusal(error) is not Refusal.EXPIRED:
            raise
