"""/language and /quiet: what is chosen for a chat, in a group by its admins."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of
from bot.telegram.handlers.in_charge import in_charge
from bot.telegram.questions import question_in
from bot.telegram.rendering.callbacks import Action, Callback
from bot.telegram.rendering.keyboards import choices_keyboard
from bot.telegram.state.chats import Answers
from bot.telegram.wire.deliver import Place, answer_button, restate, say
from bot.texts.telegram import Language, TelegramTexts
from bot.texts.telegram_languages import texts_for

_LOGGER = logging.getLogger(__name__)
LANGUAGE_COMMANDS: Final = ("language", "sprache")
QUIET_COMMANDS: Final = ("quiet", "ruhe")
# In the order of their buttons, whose numbers they are.
_LANGUAGES: Final[tuple[Language | None, ...]] = ("de", "en", None)
_ANSWERS: Final = tuple(Answers)
_TYPED: Final[dict[str, Language | None]] = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
    **dict.fromkeys(("auto", "automatisch", "automatic"), None),
}


async def on_language(update: Update, context: BotContext) -> None:
    """`/language`, alone or with one."""
    message, texts = update.effective_message, texts_of(update)
    if message is None or not await _may_choose(context, message, texts):
        return
    typed = question_in(message, context.bot.username).casefold()
    if typed in _TYPED:
        done = await _speak(context, update, _TYPED[typed])
        await say(context.bot, Place.below(message), done)
        return
    labels = (*texts.language_names.values(), texts.button_automatic)
    keyboard = choices_keyboard(Action.LANGUAGE, labels)
    await say(context.bot, Place.below(message), texts.language_which, keyboard)


async def on_quiet(update: Update, context: BotContext) -> None:
    """`/quiet`: what is answered in a group."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    place = Place.below(message)
    if message.chat.type == ChatType.PRIVATE:
        await say(context.bot, place, texts.quiet_private)
    elif await _may_choose(context, message, texts):
        now = texts.answers[context.services.chats.of(message.chat_id).answers]
        keyboard = choices_keyboard(Action.QUIET, tuple(texts.button_answers.values()))
        await say(context.bot, place, texts.quiet_which.format(answers=now), keyboard)


async def on_language_button(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Chooses a language."""
    if await _chosen(update, context, query, callback, len(_LANGUAGES)):
        await _settle(context, query, await _speak(context, update, _LANGUAGES[callback.number]))


async def on_quiet_button(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Chooses what is answered."""
    if await _chosen(update, context, query, callback, len(_ANSWERS)) and query.message:
        chat, answers = query.message.chat.id, _ANSWERS[callback.number]
        await asyncio.to_thread(context.services.chats.set_answers, chat, answers)
        log_event(_LOGGER, "answers_chosen", answers=answers.value)
        texts = texts_of(update)
        await _settle(context, query, texts.quiet_done.format(answers=texts.answers[answers]))


async def _may_choose(context: BotContext, message: Message, texts: TelegramTexts) -> bool:
    """Whether whoever writes may; if not, that is said."""
    if await in_charge(context, message.chat, message.from_user, message.sender_chat):
        return True
    context.services.metrics.turned_down.labels("right").inc()
    await say(context.bot, Place.below(message), texts.group_admins_only)
    return False


async def _chosen(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback, count: int
) -> bool:
    """Answers a press; whether it was someone's who may choose, and of a choice there is."""
    texts = texts_of(update)
    if query.message is None or callback.number >= count:
        await answer_button(query, texts.old_button, alert=True)
    elif not await in_charge(context, query.message.chat, query.from_user):
        await answer_button(query, texts.group_admins_only, alert=True)
    else:
        await answer_button(query)
        return True
    return False


async def _speak(context: BotContext, update: Update, language: Language | None) -> str:
    """Chooses a chat's language; returns what is to be said of it, in that language."""
    if update.effective_chat is not None:
        chat = update.effective_chat.id
        await asyncio.to_thread(context.services.chats.set_language, chat, language)
    log_event(_LOGGER, "language_chosen", language=language or "auto")
    if language is None:
        return texts_of(update).language_automatic
    return texts_for(language).language_done


async def _settle(context: BotContext, query: CallbackQuery, text: str) -> None:
    """Says what has been chosen, in place of the question and its buttons."""
    if query.message is not None:
        await restate(context.bot, Place.of(query), query.message.message_id, text)
