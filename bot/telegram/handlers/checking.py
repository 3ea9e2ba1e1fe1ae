"""/check, and forwarded texts that quote something: whether that stands in the corpus."""

from __future__ import annotations

import logging
import time
from typing import Final

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.service.logs import log_event
from bot.telegram.context import BotContext, asker_id, texts_of
from bot.telegram.handlers.ask import face_of, too_many
from bot.telegram.handlers.errors import report_failure
from bot.telegram.questions import is_from_bot, question_in
from bot.telegram.rendering.checked import render_checked
from bot.telegram.wire.deliver import Place, say, send
from bot.telegram.wire.typing_sign import typing
from bot.texts.problems import in_words
from retrieval.errors import QuestionError, WortlautError
from retrieval.library import Library

COMMANDS: Final = ("check", "pruefen")
_LOGGER = logging.getLogger(__name__)


class ForwardedQuotation(filters.MessageFilter):
    """A forwarded message in a private chat whose text holds quotations."""

    def __init__(self) -> None:
        """Names the filter."""
        super().__init__(name="ForwardedQuotation")

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return (
            message.chat.type == ChatType.PRIVATE
            and message.forward_origin is not None
            and Library.holds_quotations(message.text or message.caption or "")
        )


async def on_check(update: Update, context: BotContext) -> None:
    """`/check` and a text; without one, what is quoted of the message it replies to, or that."""
    message = update.effective_message
    if message is None:
        return
    text = question_in(message, context.bot.username)
    replied = message.reply_to_message
    if not text and message.quote is not None:
        text = message.quote.text
    elif not text and replied is not None and not is_from_bot(replied, context.bot.id):
        text = replied.text or replied.caption or ""
    await _check(update, message, context, text)


async def on_forwarded(update: Update, context: BotContext) -> None:
    """A forwarded text, each of its quotations."""
    message = update.effective_message
    if message is not None:
        await _check(update, message, context, message.text or message.caption or "")


async def _check(update: Update, message: Message, context: BotContext, text: str) -> None:
    services, texts, place = context.services, texts_of(update), Place.below(message)
    if not text.strip():
        await say(context.bot, place, texts.check_which)
        return
    note = too_many(services, asker_id(update), place.chat, texts)
    if note is not None:
        if note:
            await say(context.bot, place, note)
        return
    face, began = face_of(message.chat.type), time.perf_counter()
    try:
        async with typing(context.bot, place):
            report = await services.engine.check(text)
    except QuestionError as error:
        services.metrics.turned_down.labels("length").inc()
        await say(context.bot, place, f"{in_words(error.problem, texts.language, 'telegram')}.")
        return
    except WortlautError as error:
        told = (await report_failure(context, error, "check_failed", face=face)).told
        await say(context.bot, place, texts.search_down if told else texts.search_down_untold)
        return
    await send(context.bot, place, render_checked(report, context.style(texts)))
    services.metrics.questions.labels(face, "checked").inc()
    services.metrics.reply_s.observe(time.perf_counter() - began)
    log_event(
        _LOGGER,
        "checked",
        face=face,
        ms=round(report.took_ms, 1),
        quotations=len(report.quotations),
        holds=report.holds,
        generation=report.generation,
    )
