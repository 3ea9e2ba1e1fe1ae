"""A document that holds several articles: shown as it would be added, all of it with one press."""

from __future__ import annotations

import logging
from functools import partial

from telegram import InlineKeyboardMarkup

from bot.service.document import Document
from bot.service.logs import log_event
from bot.telegram.context import BotContext
from bot.telegram.documents import examine_several
from bot.telegram.handlers.keeping import keep
from bot.telegram.rendering.callbacks import Action
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.editing import render_contents
from bot.telegram.rendering.keyboards import choice_keyboard
from bot.telegram.rendering.problem import problem_line
from bot.telegram.state.uploads import Upload
from bot.telegram.wire import deliver
from bot.telegram.wire.deliver import Place, restate, say
from bot.texts.telegram import TelegramTexts
from retrieval.errors import WortlautError

_LOGGER = logging.getLogger(__name__)


async def propose_several(
    context: BotContext,
    place: Place,
    document: Document,
    editor: int,
    texts: TelegramTexts,
    upload_id: str | None = None,
) -> None:
    """Shows below a document what adding all that it holds would do, and asks.

    `upload_id`: of a document that was shown before; what is shown now takes the place of that.
    """
    services = context.services
    message = await say(context.bot, place, texts.reading.format(name=shorten(document.name, 100)))
    try:
        found = await services.engine.call(partial(examine_several, document))
    except WortlautError as error:
        refused = texts.file_unreadable.format(reason=problem_line(error, texts))
        await restate(context.bot, place, message, refused)
        return
    log_event(_LOGGER, "proposed_several", articles=found.added, skipped=found.skipped)
    keyboard = None
    if found.added:
        upload = Upload(editor, document.name, document.content, document.said)
        keyboard = await _kept(context, place, upload, upload_id, message, texts)
    html = render_contents(document.name, found, texts.several_found, texts)
    await deliver.replace(context.bot, place, (message,), (html,), keyboard)


async def _kept(
    context: BotContext,
    place: Place,
    upload: Upload,
    upload_id: str | None,
    message: int,
    texts: TelegramTexts,
) -> InlineKeyboardMarkup:
    """Keeps a document and where it is shown; returns the buttons for there."""
    upload_id = await keep(context, place, upload, upload_id, message)
    yes, no = (texts.button_add, Action.ADD), (texts.button_discard, Action.DISCARD)
    return choice_keyboard(yes, no, upload_id)
