"""/start, /help, /status, /privacy, and being added to a group."""

from __future__ import annotations

import logging
from typing import Final

from telegram import ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.conversations import MAX_QUESTIONS
from bot.telegram.documents import formats
from bot.telegram.handlers.articles import read_at
from bot.telegram.handlers.receipts import show_receipt
from bot.telegram.handlers.remembering import remembered
from bot.telegram.rendering.article import render_status
from bot.telegram.rendering.callbacks import wanted_reading, wanted_receipt
from bot.telegram.rendering.inline import MAX_ANSWERS
from bot.telegram.rendering.keyboards import examples_keyboard
from bot.telegram.state.database import KEPT_DAYS
from bot.telegram.state.journal import WAITING_S
from bot.telegram.wire.deliver import Place, say, send
from bot.texts.counting import Count
from bot.texts.telegram import TelegramTexts
from retrieval.library import MAX_QUESTION_CHARS

_LOGGER = logging.getLogger(__name__)
START_INLINE: Final = "inline"
_OUTSIDE: Final = (ChatMember.LEFT, ChatMember.BANNED)


async def on_start(update: Update, context: BotContext) -> None:
    """`/start`, also from a link to an article or the button of an inline list that was empty."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    if reading := wanted_reading("".join(context.args or ())):
        await read_at(context, Place.below(message), *reading, texts)
        return
    if receipt := wanted_receipt("".join(context.args or ())):
        await show_receipt(context, Place.below(message), receipt, texts)
        return
    keyboard = None
    if context.args == [START_INLINE]:
        text = texts.start_inline.format(bot=f"@{context.bot.username}")
    else:
        info = await context.services.engine.current()
        text = texts.start.format(articles=Count(info.articles))
        examples = await context.services.examples.articles()
        if examples:
            text = f"{text}\n\n{texts.start_examples}"
            keyboard = examples_keyboard(examples)
    await say(context.bot, Place.below(message), text, keyboard)


async def on_help(update: Update, context: BotContext) -> None:
    """`/help`, with what editors can do for those who are."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    parts = [
        texts.help.format(max_chars=MAX_QUESTION_CHARS),
        texts.help_group.format(bot=f"@{context.bot.username}"),
    ]
    if context.services.gate.is_admin(user_id(update)) and _is_private(message):
        parts.append(texts.help_editor.format(formats=formats()))
    await say(context.bot, Place.below(message), "\n\n".join(parts))


async def on_status(update: Update, context: BotContext) -> None:
    """`/status`."""
    message, texts, services = update.effective_message, texts_of(update), context.services
    if message is None:
        return
    info = await services.engine.current()
    status = render_status(info, texts, rebuilding=services.rebuilder.running)
    await send(context.bot, Place.below(message), (status,))


async def on_privacy(update: Update, context: BotContext) -> None:
    """`/privacy`; also for those who may not ask."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    logged = context.services.settings.log_questions
    parts = (
        texts.privacy.format(
            recent=MAX_QUESTIONS + MAX_ANSWERS,
            waiting_min=round(WAITING_S / 60),
            number_days=KEPT_DAYS["updates"],
            days=KEPT_DAYS["answers"],
            waiting_days=KEPT_DAYS["pairings"],
            decision_days=KEPT_DAYS["decisions"],
            upload_hours=KEPT_DAYS["uploads"] * 24,
        ),
        texts.privacy_logged if logged else texts.privacy_not_logged,
    )
    await say(context.bot, Place.below(message), "\n\n".join(parts))


async def on_membership(update: Update, context: BotContext) -> None:
    """The bot was added, removed, blocked or unblocked; a group is greeted once, when it joins."""
    change = update.my_chat_member
    if change is None:
        return
    joined = change.old_chat_member.status in _OUTSIDE and _is_in(change)
    log_event(
        _LOGGER,
        "membership",
        chat=context.services.pseudonyms.of(change.chat.id),
        kind=change.chat.type,
        status=change.new_chat_member.status,
    )
    if joined and change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        texts = texts_of(update)
        await say(context.bot, Place(change.chat.id), _greeting(context, texts))


async def on_migration(update: Update, context: BotContext) -> None:
    """A group has become a supergroup: what is known of it goes with it."""
    message, services = update.effective_message, context.services
    if message is None:
        return
    # Telegram says so in both, in any order.
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    services.limits.move_chat(old, new)
    for store in (services.answers, services.access, services.chats):
        await remembered(context, store.move_chat, old, new)
    log_event(_LOGGER, "chat_migrated", chat=services.pseudonyms.of(new))
    if old in services.settings.allowed_ids:
        log_event(
            _LOGGER,
            "allowed_id_outdated",
            logging.WARNING,
            remedy=f"replace {old} by {new} in WORTLAUT_ALLOWED_IDS",
        )
        await remembered(context, services.access.admit, new, message.chat.title or "group")


def _greeting(context: BotContext, texts: TelegramTexts) -> str:
    if context.bot.bot.can_read_all_group_messages:
        return texts.added_to_group
    return f"{texts.added_to_group}\n\n{texts.added_to_group_blind}"


def _is_in(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status not in _OUTSIDE


def _is_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE
