"""👍 and 👎."""

from __future__ import annotations

import asyncio
import logging

from telegram import CallbackQuery, Update

from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.handlers.answer_buttons import find_answer, question_of
from bot.telegram.handlers.quietly import answer_press
from bot.telegram.rendering.callbacks import Action, Callback
from bot.telegram.state import Rating
from bot.telegram.watch.logs import log_event

_LOGGER = logging.getLogger(__name__)


async def on_thumb(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Stores a rating with its question, or takes the same one back."""
    services, texts, user = context.services, texts_of(update), user_id(update)
    answer = await find_answer(context, query, callback)
    if answer is None or user is None:
        await answer_press(query, texts.old_button, alert=True)
        return
    question = question_of(context, query, answer)
    if not question:
        await answer_press(query, texts.feedback_without_question, alert=True)
        return
    rating: Rating = "up" if callback.action is Action.UP else "down"
    kept = await asyncio.to_thread(services.feedback.rate, user, answer, question, rating)
    log_event(_LOGGER, "rated" if kept else "rating_withdrawn", rating=rating)
    thanks = texts.thanks_up if rating == "up" else texts.thanks_down
    await answer_press(query, thanks if kept else texts.rating_withdrawn)
