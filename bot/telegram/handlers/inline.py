"""Inline mode: `@bot question` in any chat.

Telegram sends a query at every pause in typing. Each waits a moment, and is dropped if its user has
typed on meanwhile; what was searched once for an index is answered from memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.telegram.context import BotContext, texts_of
from bot.telegram.handlers.errors import report_failure
from bot.telegram.handlers.info import START_INLINE
from bot.telegram.questions import Found, delivered, search
from bot.telegram.rendering.answer import Style, render_single
from bot.telegram.rendering.callbacks import wanted_quote
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.keyboards import source_keyboard
from bot.telegram.wire.deliver import answer_inline
from bot.telegram.wire.rejections import Rejection, rejection
from bot.texts.counting import Count
from bot.texts.shared import told_of_search
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Certainty, Quote
from retrieval.errors import ArticleError, QuestionError, WortlautError

_MIN_CHARS: Final = 3
_MAX_RESULTS: Final = 50
_MAX_LABEL: Final = 64
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def on_query(update: Update, context: BotContext) -> None:
    """Offers the quotes that answer; an empty list says why it is empty."""
    query, texts = update.inline_query, texts_of(update)
    if query is None:
        return
    question = " ".join(query.query.split())
    if wanted := wanted_quote(question):
        await _hand_on(context, query, *wanted, texts)
        return
    if len(question) < _MIN_CHARS:
        await _explain(context, query, texts.inline_type)
        return
    services = context.services
    generation = (await services.engine.current()).generation
    answer, found = services.inline.known(generation, question), None
    if answer is None:
        if not await services.inline.is_latest(query.from_user.id, update.update_id):
            return
        found = await _search(context, query, question, texts)
        if found is None:
            return
        answer = found.answer
        if answer.period is None:  # "last week" is another one tomorrow
            services.inline.remember(answer.generation, question, answer)
    if answer.answered:
        said = shorten(" ".join(told_of_search(None, answer.period, texts.shared)), _MAX_LABEL)
        style = context.style(texts)
        in_time = await _offer(context, query, answer.quotes, style, answer.certainty, said)
    else:
        why = texts.inline_type if answer.talk else texts.inline_nothing
        in_time = await _explain(context, query, why)
    if found is not None and in_time:
        delivered(services, found)


async def _search(
    context: BotContext, query: InlineQuery, question: str, texts: TelegramTexts
) -> Found | None:
    """What is found, or None where the list says why nothing is."""
    services = context.services
    if (refused := services.limits.take(query.from_user.id, None)) is not None:
        services.metrics.turned_down.labels("rate").inc()
        too_fast = texts.inline_too_fast.format(seconds=Count(refused.wait_s))
        await _explain(context, query, too_fast)
        return None
    try:
        return await search(services, "inline", question)
    except QuestionError:
        await _explain(context, query, texts.inline_type)
    except WortlautError as error:
        await report_failure(context, error, "search_failed", face="inline")
        await _explain(context, query, texts.inline_down)
    return None


async def _explain(context: BotContext, query: InlineQuery, text: str) -> bool:
    button = InlineQueryResultsButton(text, start_parameter=START_INLINE)
    personal = not context.services.gate.is_public
    return await answer_inline(query, (), button=button, personal=personal)


async def _hand_on(
    context: BotContext, query: InlineQuery, answer_id: str, index: int, texts: TelegramTexts
) -> None:
    """Offers the one quote below which "share" was pressed, while its article still holds it."""
    services = context.services
    answer = await asyncio.to_thread(services.answers.find, answer_id)
    if answer is None or not answer.answered or index >= len(answer.quotes):
        await _explain(context, query, texts.inline_gone)
        return
    quote = answer.quotes[index]
    try:
        await services.engine.around(quote)
    except ArticleError:
        await _explain(context, query, texts.inline_gone)
        return
    await _offer(context, query, (quote,), context.style(texts), answer.certainty)


async def _offer(
    context: BotContext,
    query: InlineQuery,
    quotes: Sequence[Quote],
    style: Style,
    certainty: Certainty,
    said: str = "",
) -> bool:
    personal = not context.services.gate.is_public
    button = InlineQueryResultsButton(said, start_parameter=START_INLINE) if said else None
    start = int(query.offset) if query.offset.isdecimal() else 0
    end = start + _MAX_RESULTS
    shown, more = quotes[start:end], str(end) if end < len(quotes) else ""
    try:
        results = _results(shown, style, certainty)
        return await answer_inline(
            query, results, button=button, personal=personal, next_offset=more
        )
    except BadRequest as error:
        if rejection(error) is not Rejection.MARKUP or not style.date_entity:
            raise
        context.bot.forgo_dates()
        results = _results(shown, context.style(style.texts), certainty)
        return await answer_inline(
            query, results, button=button, personal=personal, next_offset=more
        )


def _results(
    quotes: Sequence[Quote], style: Style, certainty: Certainty
) -> list[InlineQueryResultArticle]:
    return [_result(str(number), quote, style, certainty) for number, quote in enumerate(quotes)]


def _result(
    result_id: str, quote: Quote, style: Style, certainty: Certainty
) -> InlineQueryResultArticle:
    citation = quote.citation
    unsure = style.texts.inline_unsure if certainty is Certainty.UNSURE else None
    date = style.texts.day(citation.date) if citation.date else None
    facts = (unsure, citation.title, citation.publisher, date)
    highlight = shorten(quote.highlight.text, 160)
    return InlineQueryResultArticle(
        id=result_id,
        title=highlight,
        description=shorten(" · ".join(filter(None, facts)), 160),
        input_message_content=InputTextMessageContent(
            render_single(quote, style, certainty),
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
        ),
        reply_markup=source_keyboard(citation, style.texts),
    )
