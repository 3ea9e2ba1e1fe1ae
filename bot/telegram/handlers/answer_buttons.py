"""The buttons below an answer: pages, context, asking again, 👍 and 👎."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, ChatMigrated

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.conversations import AnsweredQuestion
from bot.telegram.handlers.ask import Asked, answer_question, face_of
from bot.telegram.handlers.remembering import remembered
from bot.telegram.publishers import COMMANDS as FROM_COMMANDS
from bot.telegram.questions import begins_with, question_in
from bot.telegram.rendering.answer import of_search, render_page
from bot.telegram.rendering.article import context_pages, render_context
from bot.telegram.rendering.callbacks import Action, Callback
from bot.telegram.rendering.html import Fragment, join
from bot.telegram.rendering.keyboards import (
    Shown,
    answer_keyboard,
    ask_again_keyboard,
    context_keyboard,
)
from bot.telegram.state import Rating, StoredAnswer
from bot.telegram.wire.deliver import Place, answer_button, replace, say
from bot.telegram.wire.rejections import Rejection, rejection
from bot.texts.telegram import TelegramTexts
from bot.texts.telegram_languages import texts_for
from retrieval.errors import ArticleError
from retrieval.library import Library

_LOGGER = logging.getLogger(__name__)


async def on_page(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Shows a quote, or the nearest passage of an answer that is none."""
    answer = await _present(update, context, query, callback)
    if answer is None:
        return
    style = context.style(texts_for(answer.language))
    page = callback.number if callback.action is Action.PAGE else 0
    if page >= max(1, len(answer.quotes)):
        await answer_button(query, texts_of(update).old_button, alert=True)
        return
    await answer_button(query)
    asked = context.services.conversations.of(answer.id)
    above = _above(asked, style.texts) if asked and not page else []
    messages = render_page(answer.quotes, page, style, answer.certainty, above=join("\n", above))
    keyboard = answer_keyboard(_shown(context, answer, page), style.texts)
    await _show(context, query, answer, messages, keyboard)


async def on_context(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Opens a quote's article at the quote, or turns to another of its pages."""
    answer = await _present(update, context, query, callback)
    if answer is None:
        return
    index = callback.number
    if index >= len(answer.quotes):
        await answer_button(query, texts_of(update).old_button, alert=True)
        return
    quote = answer.quotes[index]
    try:
        article, paragraphs = await context.services.engine.around(quote)
    except ArticleError:
        await _offer_again(update, context, query, answer)
        return
    await answer_button(query)
    style = context.style(texts_for(answer.language))
    pages, page = context_pages(article.text, paragraphs, quote.highlight)
    if callback.page is not None:
        page = min(callback.page, len(pages) - 1)
    message = render_context(article, paragraphs, pages[page], quote, answer.certainty, style)
    keyboard = context_keyboard(_shown(context, answer, index), page, len(pages), style.texts)
    await _show(context, query, answer, (message,), keyboard)


async def on_ask_again(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Asks the question of an answer again, in the index of now or in the articles of all days.

    The new answer takes the place of the other.
    """
    texts = texts_of(update)
    answer = await find_answer(context, query, callback)
    if answer is None or query.message is None:
        await answer_button(query, texts.old_button, alert=True)
        return
    before = asked_of(context, query, answer)
    if before is None:
        await answer_button(query, texts.question_gone, alert=True)
        return
    await answer_button(query)
    asked = Asked(
        place=_place(query, answer),
        question=before.question,
        user=user_id(update),
        texts=texts_for(answer.language),
        face=face_of(query.message.chat.type),
        earlier=dataclasses.replace(answer, messages=_on_screen(query, answer)),
        dates=callback.action is not Action.ALL_DAYS,
        publisher=before.publisher,
    )
    await answer_question(context, asked)


async def on_thumb(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Stores a rating with its question, or takes the same one back."""
    services, texts, user = context.services, texts_of(update), user_id(update)
    rating: Rating = "up" if callback.action is Action.UP else "down"
    if user is not None and await asyncio.to_thread(
        services.feedback.withdraw, user, callback.target, rating
    ):
        log_event(_LOGGER, "rating_withdrawn", rating=rating)
        await answer_button(query, texts.rating_withdrawn)
        return
    answer = await find_answer(context, query, callback)
    if answer is None or user is None:
        await answer_button(query, texts.old_button, alert=True)
        return
    asked = asked_of(context, query, answer)
    if asked is None:
        await answer_button(query, texts.feedback_without_question, alert=True)
        return
    await asyncio.to_thread(services.feedback.rate, user, answer, asked.question, rating)
    log_event(_LOGGER, "rated", rating=rating)
    await answer_button(query, texts.thanks_up if rating == "up" else texts.thanks_down)


async def find_answer(
    context: BotContext, query: CallbackQuery, callback: Callback
) -> StoredAnswer | None:
    """The answer a button belongs to, if it is remembered and stands in this chat."""
    services = context.services
    answer = await asyncio.to_thread(services.answers.find, callback.target)
    if answer is None or query.message is None:
        return None
    # A modified client can send any data; it must not read another chat's answers.
    belongs = await asyncio.to_thread(services.answers.belongs, answer, query.message.chat.id)
    return answer if belongs else None


def asked_of(
    context: BotContext, query: CallbackQuery, answer: StoredAnswer
) -> AnsweredQuestion | None:
    """The question an answer belongs to; None if that is gone.

    After a restart it stands in the message replied to, unless that hangs on what was said before,
    or names a publisher besides.
    """
    if asked := context.services.conversations.of(answer.id):
        return asked
    replied = query.message.reply_to_message if isinstance(query.message, Message) else None
    if replied is None or begins_with(replied, FROM_COMMANDS):
        return None
    question = question_in(replied, context.bot.username)
    if not question or Library.hangs(question):
        return None
    return AnsweredQuestion(answer.chat, question, "")


def _above(asked: AnsweredQuestion, texts: TelegramTexts) -> list[Fragment]:
    return of_search(asked.searched, asked.period, asked.publisher, texts)


async def _present(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> StoredAnswer | None:
    """The answer, if it is one of the index in force; says so if not."""
    answer = await find_answer(context, query, callback)
    if answer is None:
        await answer_button(query, texts_of(update).old_button, alert=True)
        return None
    if answer.generation != (await context.services.engine.current()).generation:
        await _offer_again(update, context, query, answer)
        return None
    return answer


async def _offer_again(
    update: Update, context: BotContext, query: CallbackQuery, answer: StoredAnswer
) -> None:
    await answer_button(query, texts_of(update).old_index, alert=True)
    keyboard = ask_again_keyboard(answer.id, texts_for(answer.language))
    try:
        await query.edit_message_reply_markup(keyboard)
    except ChatMigrated:
        sent = await say(context.bot, _place(query, answer), texts_of(update).old_index, keyboard)
        await remembered(context, context.services.answers.set_messages, answer.id, (sent,))
    except BadRequest as error:
        if rejection(error) not in (Rejection.UNCHANGED, Rejection.GONE):
            raise


async def _show(
    context: BotContext,
    query: CallbackQuery,
    answer: StoredAnswer,
    messages: Sequence[str],
    keyboard: InlineKeyboardMarkup,
) -> None:
    services = context.services
    old = _on_screen(query, answer)
    now = await replace(context.bot, _place(query, answer), old, messages, keyboard)
    if now != answer.messages:
        await remembered(context, services.answers.set_messages, answer.id, now)


def _shown(context: BotContext, answer: StoredAnswer, page: int) -> Shown:
    asked = context.services.conversations.of(answer.id)
    return Shown(
        answer.id,
        answer.quotes,
        page,
        answered=answer.answered,
        shares=bool(context.bot.bot.supports_inline_queries),
        narrowed=asked is not None and asked.narrowed,
    )


def _on_screen(query: CallbackQuery, answer: StoredAnswer) -> tuple[int, ...]:
    """The messages an answer consists of, if the button pressed stands below one of them.

    It does not where the group has become a supergroup, in which none of them can be edited.
    """
    here = query.message
    if here is None or here.chat.id != answer.chat or here.message_id not in answer.messages:
        return ()
    return answer.messages


def _place(query: CallbackQuery, answer: StoredAnswer) -> Place:
    return Place(answer.chat, answer.question_message or None, Place.of(query).thread)
