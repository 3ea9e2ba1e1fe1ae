"""What editors send and press: an article shown as it would be added, added or removed on a yes."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram import Document as TelegramDocument
from telegram.constants import ChatType
from telegram.ext import filters

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.documents import (
    MAX_DOCUMENT_BYTES,
    Document,
    add,
    examine,
    formats,
    is_readable,
    is_repeated,
    suffix_of,
)
from bot.telegram.handlers.admission import admin_presses
from bot.telegram.handlers.articles import behind_key
from bot.telegram.handlers.corpus import start_rebuild
from bot.telegram.handlers.remembering import remembered
from bot.telegram.rendering.callbacks import Action, Callback
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.editing import render_proposal
from bot.telegram.rendering.keyboards import choice_keyboard
from bot.telegram.rendering.problem import problem_line
from bot.telegram.state.uploads import Upload
from bot.telegram.wire.deliver import Place, answer_button, replace, restate, say
from bot.telegram.wire.fetch import FetchError
from bot.telegram.wire.in_order import let_others
from bot.telegram.wire.typing_sign import typing
from bot.texts.counting import decimal
from bot.texts.telegram import TelegramTexts
from retrieval.article import ArticleSummary
from retrieval.errors import WortlautError

_LOGGER = logging.getLogger(__name__)
_BARE_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_MB: Final = 1_000_000


class LinkFromEditor(filters.MessageFilter):
    """A private message of an editor that is nothing but a link."""

    def __init__(self, editors: frozenset[int]) -> None:
        """Takes the editors' numbers."""
        super().__init__(name="LinkFromEditor")
        self._editors = editors

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return (
            message.chat.type == ChatType.PRIVATE
            and message.from_user is not None
            and message.from_user.id in self._editors
            and _link_in(message) is not None
        )


async def on_document(update: Update, context: BotContext) -> None:
    """A document; in a group only if it is meant for the bot, elsewhere always."""
    message, texts = update.effective_message, texts_of(update)
    if message is None or message.document is None:
        return
    place, document = Place.below(message), message.document
    if not context.services.gate.is_admin(user_id(update)):
        if message.chat.type == ChatType.PRIVATE:
            context.services.metrics.turned_down.labels("right").inc()
            await say(context.bot, place, texts.document_not_for_you)
        return
    if message.chat.type != ChatType.PRIVATE:
        return
    name = document.file_name or "document.txt"
    if (document.file_size or 0) > MAX_DOCUMENT_BYTES:
        size = decimal((document.file_size or 0) / _MB, texts.language)
        await say(context.bot, place, texts.file_too_big.format(size=size))
    elif not is_readable(name):
        await say(context.bot, place, _not_readable(name, texts))
    else:
        sent = await _download(context, place, _from_telegram(document, name), texts)
        if sent is not None:
            await propose(context, place, sent, update)


async def on_link(update: Update, context: BotContext) -> None:
    """A link an editor sends."""
    message, texts = update.effective_message, texts_of(update)
    url = _link_in(message) if message else None
    if message is None or url is None:
        return
    place = Place.below(message)
    document = await _download(context, place, context.services.fetch(url), texts)
    if document is None:
        return
    if not is_readable(document.name):
        await say(context.bot, place, _not_readable(document.name, texts))
        return
    await propose(context, place, document, update)


async def _download(
    context: BotContext,
    place: Place,
    download: Coroutine[Any, Any, Document],
    texts: TelegramTexts,
) -> Document | None:
    """What an editor has sent, fetched beside what else is said in the chat; None if it is not."""
    let_others()
    try:
        async with typing(context.bot, place):
            return await context.services.downloads.run(download)
    except FetchError as error:
        reason = problem_line(error, texts)
        await say(context.bot, place, texts.file_unreadable.format(reason=reason))
        return None


async def _from_telegram(sent: TelegramDocument, name: str) -> Document:
    file = await sent.get_file()
    return Document(name, bytes(await file.download_as_bytearray()))


async def propose(context: BotContext, place: Place, document: Document, update: Update) -> None:
    """Shows below a document what adding it would do, and asks."""
    services, texts, editor = context.services, texts_of(update), user_id(update)
    message = await say(context.bot, place, texts.reading.format(name=shorten(document.name, 100)))
    try:
        proposal = await services.engine.call(partial(examine, document))
    except WortlautError as error:
        refused = texts.file_unreadable.format(reason=problem_line(error, texts))
        await restate(context.bot, place, message, refused)
        return
    keyboard = None
    if not is_repeated(proposal):
        upload = Upload(editor or 0, document.name, document.content)
        upload_id = await asyncio.to_thread(services.uploads.save, upload)
        keyboard = choice_keyboard(
            (texts.button_add, Action.ADD), (texts.button_discard, Action.DISCARD), upload_id
        )
    log_event(_LOGGER, "proposed", dropped=len(proposal.dropped), repeated=keyboard is None)
    await replace(context.bot, place, (message,), (render_proposal(proposal, texts),), keyboard)


async def on_add(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Adds the proposed article and builds the index."""
    services, texts = context.services, texts_of(update)
    upload = await _claim(update, context, query, callback)
    if upload is None:
        return
    document = Document(upload.name, upload.content)
    try:
        article, written = await services.engine.call(partial(add, document))
    except WortlautError as error:
        await remembered(context, services.uploads.drop, callback.target)
        reason = problem_line(error, texts)
        await _settle(context, query, texts.file_unreadable.format(reason=reason))
        return
    await remembered(context, services.uploads.drop, callback.target)
    path = written.relative_to(services.settings.corpus_dir)
    log_event(_LOGGER, "article_added", file=path.as_posix())
    title = shorten(article.title, 200)
    article_id = path.with_suffix("").as_posix()
    added = texts.proposal_added.format(title=title, article=shorten(article_id, 200))
    await _settle(context, query, added)
    await start_rebuild(context, Place.of(query), texts)


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
        document = Document(upload.name, upload.content)
        proposal = await context.services.engine.call(partial(examine, document))
        title = proposal.article.title
    except WortlautError:
        title = upload.name
    await _settle(context, query, texts.proposal_discarded.format(title=shorten(title, 200)))


async def on_remove(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Removes the article and builds the index."""
    services, texts = context.services, texts_of(update)
    article = await _article(update, context, query, callback)
    if article is None:
        return
    try:
        await services.engine.call(lambda library: library.remove(article.id))
    except WortlautError as error:
        await _settle(context, query, problem_line(error, texts))
        return
    log_event(_LOGGER, "article_removed", file=article.path)
    title = shorten(article.title, 200)
    await _settle(
        context, query, texts.removed.format(title=title, article=shorten(article.id, 200))
    )
    await start_rebuild(context, Place.of(query), texts, allow_empty=True)


async def on_keep(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Leaves the article where it is."""
    article = await _article(update, context, query, callback)
    if article is not None:
        title = shorten(article.title, 200)
        await _settle(context, query, texts_of(update).remove_kept.format(title=title))


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


async def _article(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> ArticleSummary | None:
    """The article the button names, for an editor; everyone else is told so."""
    if not await admin_presses(update, context, query):
        return None
    found = await behind_key(context, callback.target)
    if found is None:
        await answer_button(query, texts_of(update).article_gone, alert=True)
        return None
    await answer_button(query)
    return found


async def _settle(context: BotContext, query: CallbackQuery, text: str) -> None:
    """Says what came of it, in place of the question and its buttons."""
    if query.message is not None:
        await restate(context.bot, Place.of(query), query.message.message_id, text)


def _link_in(message: Message) -> str | None:
    """The link a message consists of."""
    text = (message.text or "").strip()
    is_link = any(entity.type == MessageEntity.URL for entity in message.entities)
    return text if is_link and _BARE_LINK.fullmatch(text) else None


def _not_readable(name: str, texts: TelegramTexts) -> str:
    return texts.file_type.format(suffix=suffix_of(name) or "?", formats=formats())
