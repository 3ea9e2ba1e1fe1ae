"""The buttons below a proposal: add, replace, add all that wait, discard; and taking it back."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Final

from telegram import CallbackQuery, Update

from bot.service.document import Document
from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.documents import (
    REPLACES,
    Done,
    add,
    add_several,
    examine,
    holds_several,
    put_in_place,
)
from bot.telegram.handlers.admission import admin_presses
from bot.telegram.handlers.corpus import start_rebuild
from bot.telegram.handlers.remembering import remembered
from bot.telegram.rendering.callbacks import Action, Callback
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.editing import render_contents
from bot.telegram.rendering.html import text as escaped
from bot.telegram.rendering.keyboards import undo_keyboard
from bot.telegram.rendering.problem import problem_line
from bot.telegram.state import Undo
from bot.telegram.state.uploads import Upload
from bot.telegram.wire.deliver import Place, answer_button, replace, restate
from bot.texts.telegram import TelegramTexts
from retrieval.errors import StorageError, WortlautError

_LOGGER = logging.getLogger(__name__)
_MAX_TITLE_UNITS: Final = 200


async def on_add(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Adds the proposed article, or puts it in the place of another, and builds the index."""
    texts = texts_of(update)
    upload = await _claim(update, context, query, callback)
    if upload is None or query.message is None:
        return
    place, message = Place.of(query), query.message.message_id
    replacing = callback.action is Action.REPLACE
    upload_id = callback.target
    if await _put(context, upload, upload_id, texts, place, message, replacing=replacing):
        await start_rebuild(context, place, texts)


async def on_add_all(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Adds all that an editor has sent and that repeats nothing, and builds the index once."""
    texts, uploads, editor = texts_of(update), context.services.uploads, user_id(update)
    if editor is None or not await admin_presses(update, context, query):
        return
    waiting = await asyncio.to_thread(uploads.waiting, editor, without=REPLACES)
    if not waiting:
        await answer_button(query, texts.proposal_gone, alert=True)
        return
    await answer_button(query)
    place, added = Place.of(query), 0
    for upload_id in waiting:
        message = await asyncio.to_thread(uploads.proposal_of, upload_id)
        upload = await asyncio.to_thread(uploads.take, upload_id)
        if upload is not None and message is not None:
            added += await _put(context, upload, upload_id, texts, place, message, replacing=False)
    if added:
        await start_rebuild(context, place, texts)


async def on_discard(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Forgets the proposed article."""
    texts = texts_of(update)
    upload = await _claim(update, context, query, callback)
    if upload is None:
        return
    await asyncio.to_thread(context.services.uploads.drop, callback.target)
    try:
        document = Document(upload.name, upload.content, upload.said)
        proposal = await context.services.engine.call(partial(examine, document))
        title = proposal.article.title
    except WortlautError:
        title = upload.name
    if query.message is not None:
        said = texts.proposal_discarded.format(title=shorten(title, _MAX_TITLE_UNITS))
        await restate(context.bot, Place.of(query), query.message.message_id, said)


async def on_undo(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Takes back what a press has done to the corpus, and builds the index."""
    services, texts = context.services, texts_of(update)
    if not await admin_presses(update, context, query):
        return
    undo = await asyncio.to_thread(services.undos.take, callback.target)
    if undo is None:
        await answer_button(query, texts.undo_gone, alert=True)
        return
    await answer_button(query)
    keyboard = None
    try:
        await services.engine.call(lambda library: library.corpus.undo(undo.changes))
    except StorageError as error:  # a full disk may be mended, and the button pressed again
        services.undos.give_back(callback.target)
        said, keyboard = problem_line(error, texts), undo_keyboard(callback.target, texts)
    except WortlautError as error:
        await remembered(context, services.undos.drop, callback.target)
        said = problem_line(error, texts)
    else:
        await remembered(context, services.undos.drop, callback.target)
        log_event(_LOGGER, "undone", files=len(undo.changes))
        said = texts.undone.format(title=shorten(undo.title, _MAX_TITLE_UNITS))
        await start_rebuild(context, Place.of(query), texts, allow_empty=True)
    if query.message is not None:
        old, html = (query.message.message_id,), escaped(said).html
        await replace(context.bot, Place.of(query), old, (html,), keyboard)


async def show_done(
    context: BotContext,
    place: Place,
    message: int,
    said: str,
    done: Done,
    editor: int,
    texts: TelegramTexts,
) -> None:
    """Says what was done to the corpus, in the place of the question, and how to take it back."""
    undos, html = context.services.undos, escaped(said).html
    undo_id, undo = undos.new_id(), Undo(done.title, done.changes)
    kept = await remembered(context, undos.save, undo_id, editor, undo)
    keyboard = undo_keyboard(undo_id, texts) if kept else None
    await replace(context.bot, place, (message,), (html,), keyboard)


async def _put(
    context: BotContext,
    upload: Upload,
    upload_id: str,
    texts: TelegramTexts,
    place: Place,
    message: int,
    *,
    replacing: bool,
) -> bool:
    """Puts a document into the corpus and says so in its proposal's place; whether it is in."""
    if holds_several(upload.name):
        return await _put_several(context, upload, upload_id, texts, place, message)
    services, document = context.services, Document(upload.name, upload.content, upload.said)
    try:
        done = await services.engine.call(partial(put_in_place if replacing else add, document))
    except WortlautError as error:
        await remembered(context, services.uploads.drop, upload_id)
        reason = problem_line(error, texts)
        await restate(context.bot, place, message, texts.file_unreadable.format(reason=reason))
        return False
    await remembered(context, services.uploads.drop, upload_id)
    event = "article_replaced" if replacing else "article_added"
    log_event(_LOGGER, event, article=done.id)
    said = texts.proposal_replaced if replacing else texts.proposal_added
    title, article = shorten(done.title, _MAX_TITLE_UNITS), shorten(done.id, _MAX_TITLE_UNITS)
    said = said.format(title=title, article=article)
    await show_done(context, place, message, said, done, upload.editor, texts)
    return True


async def _put_several(
    context: BotContext,
    upload: Upload,
    upload_id: str,
    texts: TelegramTexts,
    place: Place,
    message: int,
) -> bool:
    """Puts all articles of a document into the corpus; whether any is in."""
    services, document = context.services, Document(upload.name, upload.content, upload.said)
    try:
        found = await services.engine.call(partial(add_several, document))
    except WortlautError as error:
        await remembered(context, services.uploads.drop, upload_id)
        reason = problem_line(error, texts)
        await restate(context.bot, place, message, texts.file_unreadable.format(reason=reason))
        return False
    await remembered(context, services.uploads.drop, upload_id)
    log_event(_LOGGER, "several_added", articles=found.added, skipped=found.skipped)
    html = render_contents(upload.name, found, texts.several_added, texts)
    if not found.added:
        await replace(context.bot, place, (message,), (html,), None)
        return False
    undos, undo_id = services.undos, services.undos.new_id()
    undo = Undo(upload.name, tuple(found.changes))
    kept = await remembered(context, undos.save, undo_id, upload.editor, undo)
    keyboard = undo_keyboard(undo_id, texts) if kept else None
    await replace(context.bot, place, (message,), (html,), keyboard)
    return True


async def _claim(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> Upload | None:
    """The upload, for the first press of an editor; every other press is told so."""
    if not await admin_presses(update, context, query):
        return None
    upload = await asyncio.to_thread(context.services.uploads.take, callback.target)
    if upload is None:
        await answer_button(query, texts_of(update).proposal_gone, alert=True)
        return None
    await answer_button(query)
    return upload
