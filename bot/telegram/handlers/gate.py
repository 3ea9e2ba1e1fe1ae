"""Who may ask: the first thing every update meets."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Final

from telegram import Chat, InlineQueryResultsButton, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.service.logs import log_event
from bot.telegram.admission import Verdict
from bot.telegram.context import BotContext, chat_id, texts_of, user_id
from bot.telegram.handlers.addressed import is_for_bot
from bot.telegram.handlers.admission import announce
from bot.telegram.handlers.my_data import COMMANDS
from bot.telegram.rendering.callbacks import Action, unpack
from bot.telegram.state.access import CODE_DAYS
from bot.telegram.wire.deliver import Place, answer_button, answer_inline, say
from bot.telegram.wire.in_order import let_others

_LOGGER = logging.getLogger(__name__)
START_ACCESS: Final = "access"
_FOR_EVERYONE: Final = ("/privacy", "/datenschutz", *(f"/{name}" for name in COMMANDS))
_START: Final = "/start"


async def admit(update: object, context: BotContext) -> None:
    """Lets an update through, or answers it and ends its way.

    Raises `ApplicationHandlerStop` if whoever caused it may not ask.
    """
    if not isinstance(update, Update) or update.my_chat_member or _is_for_everyone(update):
        return
    user = update.effective_user
    if user is not None and context.services.gate.is_admin(user.id):
        context.services.languages[user.id] = user.language_code or ""
    verdict = await context.services.gate.judge(user_id(update), chat_id(update))
    if verdict is Verdict.ADMIT:
        return
    await _turn_away(update, context, verdict)
    raise ApplicationHandlerStop


async def _turn_away(update: Update, context: BotContext, verdict: Verdict) -> None:
    message = update.effective_message
    talk = update.message or update.edited_message
    if talk and not is_for_bot(talk, context):
        return  # other people's talk in a group
    context.services.metrics.turned_down.labels("access").inc()
    log_event(
        _LOGGER,
        "turned_away",
        user=context.services.pseudonyms.of(user_id(update)),
        chat=context.services.pseudonyms.of(chat_id(update)),
    )
    texts, user = texts_of(update), update.effective_user
    if update.inline_query:
        button = InlineQueryResultsButton(texts.inline_no_access, start_parameter=START_ACCESS)
        await answer_inline(update.inline_query, (), button=button, personal=True)
    elif update.callback_query:
        note = texts.not_allowed.format(id=user.id if user else "?")
        await answer_button(update.callback_query, note, alert=True)
    elif message is not None:
        await _tell(update, context, message, verdict)


async def _tell(update: Update, context: BotContext, message: Message, verdict: Verdict) -> None:
    """Tells a stranger once, and again whenever /start is pressed."""
    chat, user = message.chat, update.effective_user
    told = context.services.told
    if chat.id in told and not (message.text or "").startswith(_START):
        return
    texts, private = texts_of(update), chat.type == ChatType.PRIVATE
    if verdict is not Verdict.PAIR:
        note = texts.not_allowed if private else texts.not_allowed_group
        await say(context.bot, Place.below(message), note.format(id=chat.id))
        told[chat.id] = ""
        return
    language = (user.language_code if user else None) or ""
    ask = partial(context.services.access.request, chat.id, _name(chat, user), language)
    request = await asyncio.to_thread(ask)
    note = texts.pairing_code if private else texts.pairing_code_group
    note = note.format(code=request.code, days=CODE_DAYS, id=chat.id)
    await say(context.bot, Place.below(message), note)
    told[chat.id] = ""
    let_others()
    await announce(context, request)


def _name(chat: Chat, user: User | None) -> str:
    if chat.type != ChatType.PRIVATE:
        return chat.title or "group"
    if user is None:
        return "?"
    return f"{user.full_name} (@{user.username})" if user.username else user.full_name


def _is_for_everyone(update: Update) -> bool:
    message, query = update.effective_message, update.callback_query
    if query is not None:
        callback = unpack(query.data)
        return callback is not None and callback.action is Action.ERASE
    if message is None:
        return False
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        return True  # nobody asks; and a group that waits to be let in moves as well
    text = message.text or ""
    return text.split("@")[0].strip().lower() in _FOR_EVERYONE
