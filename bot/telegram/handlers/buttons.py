"""Buttons: from callback data to the function that acts on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from telegram import CallbackQuery, Update

from bot.telegram.context import BotContext, texts_of
from bot.telegram.handlers.adding import on_add, on_add_all, on_discard, on_undo
from bot.telegram.handlers.admission import on_decide, on_waiting
from bot.telegram.handlers.answer_buttons import (
    on_ask_again,
    on_context,
    on_page,
    on_thumb,
)
from bot.telegram.handlers.articles import on_article_page, on_sources_page
from bot.telegram.handlers.chat_choices import on_language_button, on_quiet_button
from bot.telegram.handlers.editors import on_field
from bot.telegram.handlers.examples import on_example
from bot.telegram.handlers.my_data import on_erase
from bot.telegram.handlers.publishers import on_publisher
from bot.telegram.handlers.removing import on_keep, on_pick, on_remove
from bot.telegram.rendering.callbacks import Action, Callback, unpack
from bot.telegram.wire.deliver import answer_button

Handler = Callable[[Update, BotContext, CallbackQuery, Callback], Awaitable[None]]

_HANDLERS: Final[dict[Action, Handler]] = {
    Action.PAGE: on_page,
    Action.NEAREST: on_page,
    Action.CONTEXT: on_context,
    Action.ASK_AGAIN: on_ask_again,
    Action.ALL_DAYS: on_ask_again,
    Action.FROM: on_publisher,
    Action.EXAMPLE: on_example,
    Action.LANGUAGE: on_language_button,
    Action.QUIET: on_quiet_button,
    Action.UP: on_thumb,
    Action.DOWN: on_thumb,
    Action.SOURCES: on_sources_page,
    Action.ARTICLE: on_article_page,
    Action.ADD: on_add,
    Action.DISCARD: on_discard,
    Action.REMOVE: on_remove,
    Action.KEEP: on_keep,
    Action.PICK: on_pick,
    Action.REPLACE: on_add,
    Action.ADD_ALL: on_add_all,
    Action.FIELD: on_field,
    Action.UNDO: on_undo,
    Action.ADMIT: on_decide,
    Action.DECLINE: on_decide,
    Action.WAITING: on_waiting,
    Action.ERASE: on_erase,
}


async def on_button(update: Update, context: BotContext) -> None:
    """A button was pressed; one this version does not know is told so."""
    query = update.callback_query
    if query is None:
        return
    callback = unpack(query.data)
    if callback is None:
        await answer_button(query, texts_of(update).old_button, alert=True)
    elif callback.action is Action.NOTHING:
        await answer_button(query)
    else:
        await _HANDLERS[callback.action](update, context, query, callback)
