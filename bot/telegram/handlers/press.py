"""Buttons: from callback data to the function that acts on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from telegram import CallbackQuery, Update

from bot.telegram.callbacks import Action, Callback, unpack
from bot.telegram.context import BotContext, texts_of
from bot.telegram.handlers import answer_buttons, articles, confirm, rating
from bot.telegram.handlers.quietly import answer_press

Handler = Callable[[Update, BotContext, CallbackQuery, Callback], Awaitable[None]]

_HANDLERS: Final[dict[Action, Handler]] = {
    Action.PAGE: answer_buttons.on_page,
    Action.NEAREST: answer_buttons.on_page,
    Action.CONTEXT: answer_buttons.on_context,
    Action.ASK_AGAIN: answer_buttons.on_ask_again,
    Action.UP: rating.on_thumb,
    Action.DOWN: rating.on_thumb,
    Action.SOURCES: articles.on_sources_page,
    Action.ARTICLE: articles.on_article_page,
    Action.ADD: confirm.on_add,
    Action.DISCARD: confirm.on_discard,
    Action.REMOVE: confirm.on_remove,
    Action.KEEP: confirm.on_keep,
}


async def on_press(update: Update, context: BotContext) -> None:
    """A button was pressed; one this version does not know is told so."""
    query = update.callback_query
    if query is None:
        return
    callback = unpack(query.data)
    if callback is None:
        await answer_press(query, texts_of(update).old_button, alert=True)
    elif callback.action is Action.NOTHING:
        await answer_press(query)
    else:
        await _HANDLERS[callback.action](update, context, query, callback)
