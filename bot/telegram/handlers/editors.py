"""What editors send: an article shown as it would be added, and corrected by what they reply."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Final

from telegram import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
)
from telegram import Document as TelegramDocument
from telegram.constants import ChatType
from telegram.ext import filters

from bot.errors import InputError
from bot.service.document import MAX_DOCUMENT_BYTES, Document, is_readable, suffix_of
from bot.service.logs import log_event
from bot.service.web.client import FetchError
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.documents import (
    RECURRING,
    REPLACES,
    examine,
    formats,
    holds_several,
    is_repeated,
    recurring_shown,
)
from bot.telegram.fields import FIELDS, field_value, read_fields
from bot.telegram.handlers.admission import admin_presses
from bot.telegram.handlers.ask import on_text
from bot.telegram.handlers.keeping import keep
from bot.telegram.handlers.several import propose_several
from bot.telegram.rendering.callbacks import Callback
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.editing import render_proposal
from bot.telegram.rendering.keyboards import proposal_keyboard
from bot.telegram.rendering.problem import problem_line
from bot.telegram.state.uploads import Upload
from bot.telegram.wire import deliver
from bot.telegram.wire.deliver import Place, answer_button, restate, say
from bot.telegram.wire.in_order import let_others
from bot.telegram.wire.typing_sign import typing
from bot.texts.counting import decimal
from bot.texts.telegram import TelegramTexts
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
    elif not (is_readable(name) or holds_several(name)):
        await say(context.bot, place, _not_readable(name, texts))
    else:
        said = await _said(context, place, message.caption or "", texts)
        sent = await _download(context, place, _from_telegram(document, name), texts)
        if sent is not None:
            await propose(context, place, replace(sent, said=said), update)


async def on_link(update: Update, context: BotContext) -> None:
    """A link an editor sends: the article's address, unless the article names another."""
    message, texts = update.effective_message, texts_of(update)
    url = _link_in(message) if message else None
    if message is None or url is None:
        return
    place = Place.below(message)
    document = await _download(context, place, context.services.fetch(url), texts)
    if document is None:
        return
    if not (is_readable(document.name) or holds_several(document.name)):
        await say(context.bot, place, _not_readable(document.name, texts))
        return
    await propose(context, place, replace(document, said={**document.said, "link": url}), update)


async def on_reply(update: Update, context: BotContext) -> None:
    """An editor's reply: below a proposal it corrects it, elsewhere it is a link or a question."""
    message, texts, editor = update.effective_message, texts_of(update), user_id(update)
    if message is None or message.reply_to_message is None or editor is None:
        return
    uploads, text = context.services.uploads, message.text or ""
    about = await asyncio.to_thread(uploads.about, editor, message.reply_to_message.message_id)
    upload = await asyncio.to_thread(uploads.find, about[0]) if about else None
    if about is None or upload is None:
        await (on_link if _link_in(message) else on_text)(update, context)
        return
    (upload_id, asked), place = about, Place.below(message)
    said = await _said(context, place, text, texts, asked)
    if said:
        document = Document(upload.name, upload.content, {**upload.said, **said})
        await propose(context, place, document, update, upload_id)
    elif not asked:
        await say(context.bot, place, texts.field_help)


async def on_field(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Asks for another value of a field of a proposal."""
    texts, uploads = texts_of(update), context.services.uploads
    if not await admin_presses(update, context, query):
        return
    upload = await asyncio.to_thread(uploads.find, callback.target)
    if upload is None or callback.number >= len(FIELDS):
        await answer_button(query, texts.proposal_gone, alert=True)
        return
    await answer_button(query)
    name = FIELDS[callback.number]
    label = texts.shared.labels[name]
    asks = texts.field_day if name == "date" else texts.field_other
    question = asks.format(label=label, name=shorten(upload.name, 100))
    prompt = ForceReply(input_field_placeholder=label)
    asked = await say(context.bot, Place.of(query), question, prompt)
    await asyncio.to_thread(uploads.note_message, callback.target, asked, name)


async def propose(
    context: BotContext,
    place: Place,
    document: Document,
    update: Update,
    upload_id: str | None = None,
) -> None:
    """Shows below a document what adding it would do, and asks.

    `upload_id`: of a document that was proposed before; this proposal takes the place of that.
    """
    services, texts, editor = context.services, texts_of(update), user_id(update) or 0
    if holds_several(document.name):
        await propose_several(context, place, document, editor, texts, upload_id)
        return
    message = await say(context.bot, place, texts.reading.format(name=shorten(document.name, 100)))
    try:
        proposal = await services.engine.call(partial(examine, document))
    except WortlautError as error:
        refused = texts.file_unreadable.format(reason=problem_line(error, texts))
        await restate(context.bot, place, message, refused)
        return
    log_event(_LOGGER, "proposed", dropped=len(proposal.dropped), repeated=is_repeated(proposal))
    keyboard = None
    if not is_repeated(proposal):
        said = {name: value for name, value in document.said.items() if name != REPLACES}
        said[RECURRING] = recurring_shown(proposal)
        if proposal.duplicate is not None:
            said[REPLACES] = proposal.duplicate.id
        upload = Upload(editor, document.name, document.content, said)
        replace_as = texts.button_new_version if proposal.updates else texts.button_replace
        keyboard = await _store(
            context, place, upload, upload_id, message, replace_as, texts, proposal.guessed
        )
    html = render_proposal(proposal, texts)
    await deliver.replace(context.bot, place, (message,), (html,), keyboard)


async def _store(
    context: BotContext,
    place: Place,
    upload: Upload,
    upload_id: str | None,
    message: int,
    replace_as: str,
    texts: TelegramTexts,
    guessed: tuple[str, ...],
) -> InlineKeyboardMarkup:
    """Keeps a document and where it is proposed; returns the buttons for there.

    `replace_as`: what putting it in the place of another is called, if there is another.
    """
    upload_id = await keep(context, place, upload, upload_id, message)
    waiting = context.services.uploads.waiting
    new = await asyncio.to_thread(waiting, upload.editor, without=REPLACES)
    replaces = REPLACES in upload.said
    several = len(new) > 1 and not replaces
    return proposal_keyboard(
        upload_id,
        texts,
        replace_as=replace_as if replaces else "",
        several=several,
        guessed=guessed,
    )


async def _said(
    context: BotContext, place: Place, text: str, texts: TelegramTexts, asked: str = ""
) -> dict[str, str]:
    """What a caption or a reply says of an article, by field; what will not do is named.

    `asked`: the field that a reply was asked for.
    """
    wrong: list[InputError] = []
    if not asked:
        said, wrong = read_fields(text)
    else:
        try:
            said = {asked: field_value(asked, text)}
        except InputError as error:
            said, wrong = {}, [error]
    for each in wrong:
        await say(context.bot, place, problem_line(each, texts))
    return said


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


def _link_in(message: Message) -> str | None:
    """The link a message consists of."""
    text = (message.text or "").strip()
    is_link = any(entity.type == MessageEntity.URL for entity in message.entities)
    return text if is_link and _BARE_LINK.fullmatch(text) else None


def _not_readable(name: str, texts: TelegramTexts) -> str:
    return texts.file_type.format(suffix=suffix_of(name) or "?", formats=formats())
