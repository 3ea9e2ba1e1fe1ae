"""Questions in chats, from the limits to the answer on the screen."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from dataclasses import dataclass
from typing import Final

from telegram import ForceReply, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.service.metrics import Face
from bot.service.ratelimit import Scope
from bot.telegram.context import BotContext, asker_id, texts_of
from bot.telegram.conversations import AnsweredQuestion
from bot.telegram.handlers.addressed import is_for_bot
from bot.telegram.handlers.errors import report_failure
from bot.telegram.handlers.remembering import remembered
from bot.telegram.handlers.replies import said_before
from bot.telegram.handlers.talk import answer_talk
from bot.telegram.questions import (
    delivered,
    is_from_bot,
    mentions,
    question_in,
    search,
)
from bot.telegram.rendering.answer import render_answer
from bot.telegram.rendering.keyboards import Shown, answer_keyboard, lasting, refusal_keyboard
from bot.telegram.rendering.timeline import render_timeline
from bot.telegram.services import Services
from bot.telegram.state import AnswerStore, StoredAnswer
from bot.telegram.state.database import StateError
from bot.telegram.wire.deliver import Place, change_buttons, replace, say
from bot.telegram.wire.typing_sign import typing
from bot.texts.counting import Count
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Answer
from retrieval.errors import QuestionError, WortlautError
from retrieval.library import MAX_QUESTION_CHARS

_PLACEHOLDER_CHARS: Final = 64
COMMANDS = ("ask", "frage")
TIMELINE_COMMANDS = ("timeline", "chronik")
_TIMELINE_QUOTES: Final = 10
PLAIN_TEXT = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND & filters.UpdateType.MESSAGES
OTHER_PRIVATE = filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL & filters.UpdateType.MESSAGE


async def on_command(update: Update, context: BotContext) -> None:
    """`/ask` or `/frage`; with nothing after it, the message it replies to is the question."""
    message = update.effective_message
    if message is None:
        return
    await answer_question(context, await _asked(update, message, context))


async def on_timeline(update: Update, context: BotContext) -> None:
    """`/timeline` or `/chronik`; without a question, what was asked before or is replied to."""
    message = update.effective_message
    if message is None:
        return
    asked = await _asked(update, message, context)
    if not asked.question:
        asked = dataclasses.replace(asked, question=await said_before(message, context))
    await answer_question(context, dataclasses.replace(asked, timeline=True))


async def on_text(update: Update, context: BotContext) -> None:
    """Any text in private; in a group, what is addressed to the bot."""
    message = update.effective_message
    if message is None or not is_for_bot(message, context):
        return
    named = message.chat.type == ChatType.PRIVATE or mentions(message, context.bot.username)
    await answer_question(context, await _asked(update, message, context, spoken_to=named))


async def on_other(update: Update, context: BotContext) -> None:
    """A sticker, a voice message, an unknown command in private: says what is understood."""
    message = update.effective_message
    if message is None:
        return
    place, texts = Place.below(message), texts_of(update)
    note = too_many(context.services, asker_id(update), place.chat, texts)
    if note is None:
        await say(context.bot, place, texts.question_empty)
    elif note:
        await say(context.bot, place, note)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a chat.

    Attributes:
        place: Where the answer goes; it replies to the question's message.
        question: As asked.
        user: Who asks, if known.
        texts: The language to answer in.
        face: Where it was asked, as the metrics call it.
        again: Whether the message may have been answered before; that answer is then replaced.
        earlier: The answer to be replaced, where it is known.
        spoken_to: Whether the bot was meant for certain; in a group, a reply to it may be talk
            among people.
        previous: What the question may hang on.
        dates: Whether days that it names may narrow what is searched.
        publisher: Whose articles alone may answer; everybody's if None.
        timeline: Whether its quotes are put in the order of their days, and more of them.
        is_others: Whether the question is what somebody else wrote, and is said with the answer.
    """

    place: Place
    question: str
    user: int | None
    texts: TelegramTexts
    face: Face
    again: bool = False
    earlier: StoredAnswer | None = None
    spoken_to: bool = True
    previous: str = ""
    dates: bool = True
    publisher: str | None = None
    timeline: bool = False
    is_others: bool = False

    @classmethod
    def by(cls, update: Update, message: Message, question: str, *, spoken_to: bool) -> Asked:
        """The question an update brings."""
        return cls(
            place=Place.below(message),
            question=question,
            user=asker_id(update),
            texts=texts_of(update),
            face=face_of(message.chat.type),
            again=update.edited_message is not None,
            spoken_to=spoken_to,
        )


async def answer_question(context: BotContext, asked: Asked) -> None:
    """Answers a question, or says why not."""
    services, place = context.services, asked.place
    if note := _turn_down(services, asked):
        if note.text:
            await say(context.bot, place, note.text, note.markup)
        return
    began = time.perf_counter()
    try:
        async with typing(context.bot, place):
            found = await search(
                services,
                asked.face,
                asked.question,
                asked.previous,
                dates=asked.dates,
                publisher=asked.publisher,
                quotes=_TIMELINE_QUOTES if asked.timeline else None,
            )
    except QuestionError:
        await say(context.bot, place, asked.texts.question_empty)
        return
    except WortlautError as error:
        report = await report_failure(context, error, "search_failed", face=asked.face)
        texts = asked.texts
        down = texts.search_down if report.told else texts.search_down_untold
        await say(context.bot, place, down)
        return
    answer = found.answer
    if asked.is_others and not answer.talk:
        answer = dataclasses.replace(answer, searched=answer.searched or asked.question)
    earlier = await _earlier(context, asked) if asked.again else asked.earlier
    if answer.talk is not None and earlier is None:
        spoken_to = asked.spoken_to
        await answer_talk(context.bot, place, answer.talk, asked.texts, spoken_to=spoken_to)
    else:
        await _deliver_answer(context, asked, answer, earlier)
    delivered(services, found)
    services.metrics.reply_s.observe(time.perf_counter() - began)


async def _deliver_answer(
    context: BotContext, asked: Asked, answer: Answer, earlier: StoredAnswer | None
) -> None:
    """Puts an answer on the screen, in place of an earlier one; remembers it for its buttons."""
    services, place = context.services, asked.place
    question_message = place.reply_to or 0
    style = context.style(asked.texts)
    # Under the same id, so that a rating of the earlier one can still be taken back.
    answer_id = earlier.id if earlier else AnswerStore.new_id()
    shares = bool(context.bot.bot.supports_inline_queries)
    question = answer.searched or asked.question
    kept = AnsweredQuestion(
        place.chat, question, answer.topic, answer.searched, answer.period, asked.publisher
    )
    keyboard = keyboard_for(answer_id, answer, asked.texts, shares=shares, narrowed=kept.narrowed)
    if asked.timeline and answer.answered:
        messages, keyboard = render_timeline(answer, style, asked.publisher), None
    else:
        messages = render_answer(answer, style, asked.publisher)
    old = earlier.messages if earlier else ()
    sent = await replace(context.bot, place, old, messages, keyboard)
    services.conversations.remember(answer_id, kept)
    stored = StoredAnswer(
        id=answer_id,
        chat=place.chat,
        question_message=question_message,
        messages=sent,
        generation=answer.generation,
        certainty=answer.certainty,
        language=asked.texts.language,
        quotes=answer.quotes,
    )
    if not await remembered(context, services.answers.save, stored) and keyboard is not None:
        await change_buttons(context.bot, place.chat, sent[-1], lasting(keyboard))


async def _earlier(context: BotContext, asked: Asked) -> StoredAnswer | None:
    """The answer that the message had before it was edited, if that is remembered."""
    find = context.services.answers.to_question
    try:
        return await asyncio.to_thread(find, asked.place.chat, asked.place.reply_to or 0)
    except StateError as error:  # answered all the same, as if for the first time
        await report_failure(context, error, "not_remembered")
        return None


def keyboard_for(
    answer_id: str, answer: Answer, texts: TelegramTexts, *, shares: bool, narrowed: bool
) -> InlineKeyboardMarkup | None:
    """The buttons an answer is first shown with; none under talk."""
    if answer.talk is not None:
        return None
    shown = Shown(
        answer_id,
        answer.quotes,
        answered=answer.answered,
        shares=shares,
        narrowed=narrowed,
    )
    if answer.refusal is not None:
        return refusal_keyboard(shown, texts)
    return answer_keyboard(shown, texts)


@dataclass(frozen=True, slots=True)
class _Note:
    """What is said instead of an answer; nothing where it was said before."""

    text: str = ""
    markup: ForceReply | None = None


def _turn_down(services: Services, asked: Asked) -> _Note | None:
    length = len(asked.question)
    if not length:
        placeholder = asked.texts.ask_placeholder[:_PLACEHOLDER_CHARS]
        markup = ForceReply(selective=True, input_field_placeholder=placeholder)
        return _Note(asked.texts.ask_what, markup)
    if length > MAX_QUESTION_CHARS:
        services.metrics.turned_down.labels("length").inc()
        limits = {"length": length, "max_chars": MAX_QUESTION_CHARS}
        return _Note(asked.texts.question_too_long.format(**limits))
    note = too_many(services, asked.user, asked.place.chat, asked.texts)
    return None if note is None else _Note(note)


def too_many(services: Services, user: int | None, chat: int, texts: TelegramTexts) -> str | None:
    """What is said of one message too many, empty if that has been said; None if it is not."""
    refused = services.limits.take(user, chat)
    if refused is None:
        return None
    services.metrics.turned_down.labels("rate").inc()
    if not refused.first:
        return ""
    text = texts.rate_user if refused.scope is Scope.USER else texts.rate_chat
    return text.format(seconds=Count(refused.wait_s))


def face_of(chat_type: str) -> Face:
    """A kind of chat, as the metrics call it."""
    return "private" if chat_type == ChatType.PRIVATE else "group"


async def _asked(
    update: Update, message: Message, context: BotContext, *, spoken_to: bool = True
) -> Asked:
    """The question in a message, or, where the bot is only called, in what it replies to."""
    question = question_in(message, context.bot.username)
    asked = Asked.by(update, message, question, spoken_to=spoken_to)
    replied = message.reply_to_message
    if question:
        return dataclasses.replace(asked, previous=await said_before(message, context))
    if message.quote is None and (replied is None or is_from_bot(replied, context.bot.id)):
        return asked
    return dataclasses.replace(asked, question=await said_before(message, context), is_others=True)
