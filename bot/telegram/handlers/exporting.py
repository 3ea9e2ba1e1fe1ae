"""/export as a reply to an answer: what it cites, as a file for a reference manager."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import Update

from bot.export.formats import SUFFIXES, ExportFormat
from bot.export.write import export
from bot.telegram.context import BotContext, texts_of
from bot.telegram.wire.deliver import Place, say, send_file
from retrieval.answer import Answer
from retrieval.errors import ArticleError

FORMATS: Final = (ExportFormat.ris, ExportFormat.bibtex, ExportFormat.csl_json)
"""Those that name neither the question, which is kept no longer than it must, nor a confidence."""


async def on_export(update: Update, context: BotContext) -> None:
    """`/export`, perhaps with a format, in reply to an answer of the bot's."""
    message, texts, services = update.effective_message, texts_of(update), context.services
    if message is None:
        return
    place, replied = Place.below(message), message.reply_to_message
    wanted = "".join(context.args or ()).lower() or FORMATS[0].value
    format_ = next((each for each in FORMATS if each.value == wanted), None)
    stored = None
    if replied is not None:
        find = services.answers.in_message
        stored = await asyncio.to_thread(find, message.chat_id, replied.message_id)
    if stored is None or not stored.answered or format_ is None:
        formats = ", ".join(each.value for each in FORMATS)
        await say(context.bot, place, texts.export_which.format(formats=formats))
        return
    cited = Answer("", True, 1.0, stored.quotes, None, 0.0)
    try:
        written = await services.engine.search(
            lambda library: export([cited], format_, library.article, texts.shared)
        )
    except ArticleError:
        await say(context.bot, place, texts.article_gone)
        return
    await send_file(context.bot, place, f"wortlaut{SUFFIXES[format_]}", written.encode())
