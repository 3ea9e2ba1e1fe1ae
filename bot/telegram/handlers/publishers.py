"""/from: a question to one publisher's articles."""

from __future__ import annotations

import dataclasses

from telegram import CallbackQuery, Message, Update

from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.conversations import AnsweredQuestion
from bot.telegram.handlers.ask import Asked, answer_question, face_of
from bot.telegram.handlers.replies import said_before
from bot.telegram.publishers import publisher_number, publishers_of, read_publisher
from bot.telegram.questions import question_in
from bot.telegram.rendering.callbacks import Callback
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.keyboards import MAX_PUBLISHERS, publishers_keyboard
from bot.telegram.state import AnswerStore
from bot.telegram.wire.deliver import Place, answer_button, say
from bot.texts.telegram import TelegramTexts


async def on_from(update: Update, context: BotContext) -> None:
    """`/from PUBLISHER QUESTION`; without a question, what was asked before or is replied to."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    known = publishers_of(await context.services.engine.articles())
    named = read_publisher(question_in(message, context.bot.username), known)
    before = await said_before(message, context)
    asked = Asked.by(update, message, named.question or before, spoken_to=True)
    if not known:
        await say(context.bot, asked.place, texts.from_nothing)
    elif not asked.question:
        names = ", ".join(shorten(name, 60) for name in known[:MAX_PUBLISHERS])
        await say(context.bot, asked.place, texts.from_usage.format(names=names))
    elif named.publisher is None:
        await _offer(context, asked, named.typed, known)
    else:
        previous = before if named.question else ""
        asked = dataclasses.replace(asked, previous=previous, publisher=named.publisher)
        await answer_question(context, asked)


async def on_publisher(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Asks the question that waits for a publisher."""
    texts, message = texts_of(update), query.message
    waiting = context.services.conversations.of(callback.target)
    known = publishers_of(await context.services.engine.articles())
    publisher = next((n for n in known if publisher_number(n) == callback.number), None)
    if waiting is None or message is None or waiting.chat != message.chat.id or not publisher:
        await answer_button(query, texts.old_button, alert=True)
        return
    await answer_button(query)
    replied = message.reply_to_message if isinstance(message, Message) else None
    await answer_question(
        context,
        Asked(
            place=Place.below(replied) if replied else Place.of(query),
            question=waiting.question,
            user=user_id(update),
            texts=texts,
            face=face_of(message.chat.type),
            publisher=publisher,
        ),
    )


async def _offer(context: BotContext, asked: Asked, typed: str, known: list[str]) -> None:
    """Says that no publisher is called so, and shows those there are."""
    question_id = AnswerStore.new_id()
    waiting = AnsweredQuestion(asked.place.chat, asked.question, "")
    context.services.conversations.remember(question_id, waiting)
    keyboard = publishers_keyboard(known, question_id)
    await say(context.bot, asked.place, _unknown(typed, len(known), asked.texts), keyboard)


def _unknown(typed: str, count: int, texts: TelegramTexts) -> str:
    said = texts.from_unknown.format(name=shorten(typed, 60)) if typed else texts.from_which
    more = count - MAX_PUBLISHERS
    return f"{said} ({texts.and_more.format(count=more)})" if more > 0 else said
