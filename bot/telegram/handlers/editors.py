"""Documents and links that editors send: shown as they would be added, added on a yes."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import partial
from typing import Final

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.documents import (
    MAX_DOCUMENT_BYTES,
    Document,
    examine,
    formats,
    is_readable,
    is_repeated,
    suffix_of,
)
from bot.telegram.rendering.callbacks import Action
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.editing import render_proposal
from bot.telegram.rendering.keyboards import choice_keyboard
from bot.telegram.state.uploads import Upload
from bot.telegram.watch.logs import log_event
from bot.telegram.wire.deliver import Place, replace, restate, say
from bot.telegram.wire.fetch import FetchError
from bot.telegram.wire.typing_sign import typing
from bot.texts.telegram import Texts
from retrieval.errors import WortlautError

_LOGGER = logging.getLogger(__name__)
_BARE_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_MB: Final = 1_000_000


class LinkFromEditor(filters.MessageFilter):
    """A private message of an editor that is nothing but a link."""

    def __init__(self, editors: frozenset[int]) -> None:
        """Takes the editors.

        Args:
            editors: Their numbers.
        """
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
            context.services.metrics.refusals.labels("right").inc()
            await say(context, place, texts.document_not_for_you)
        return
    if message.chat.type != ChatType.PRIVATE:
        return
    name = document.file_name or "document.txt"
    if (document.file_size or 0) > MAX_DOCUMENT_BYTES:
        size = f"{(document.file_size or 0) / _MB:.1f}"
        await say(context, place, texts.file_too_big.format(size=size))
    elif not is_readable(name):
        await say(context, place, _not_readable(name, texts))
    else:
        async with typing(context, place):
            file = await document.get_file()
            content = bytes(await file.download_as_bytearray())
        await propose(context, place, Document(name, content), update)


async def on_link(update: Update, context: BotContext) -> None:
    """A link an editor sends."""
    message, texts = update.effective_message, texts_of(update)
    url = _link_in(message) if message else None
    if message is None or url is None:
        return
    place = Place.below(message)
    try:
        async with typing(context, place):
            document = await context.services.fetch(url)
    except FetchError as error:
        await say(context, place, texts.file_unreadable.format(reason=str(error)))
        return
    if not is_readable(document.name):
        await say(context, place, _not_readable(document.name, texts))
        return
    await propose(context, place, document, update)


async def propose(context: BotContext, place: Place, document: Document, update: Update) -> None:
    """Shows what adding a document would do, and asks.

    Args:
        context: The handler's context.
        place: Where the document was sent.
        document: The document.
        update: Who sent it.
    """
    services, texts, editor = context.services, texts_of(update), user_id(update)
    message = await say(context, place, texts.reading.format(name=shorten(document.name, 100)))
    try:
        proposal = await services.engine.call(partial(examine, document))
    except WortlautError as error:
        refused = texts.file_unreadable.format(reason=shorten(str(error), 500))
        await restate(context, place, message, refused)
        return
    keyboard = None
    if not is_repeated(proposal):
        upload = Upload(editor or 0, document.name, document.content)
        upload_id = await asyncio.to_thread(services.uploads.save, upload)
        keyboard = choice_keyboard(
            (texts.button_add, Action.ADD), (texts.button_discard, Action.DISCARD), upload_id
        )
    log_event(_LOGGER, "proposed", dropped=len(proposal.dropped), repeated=keyboard is None)
    await replace(context, place, (message,), (render_proposal(proposal, texts),), keyboard)


def _link_in(message: Message) -> str | None:
    """The link a message consists of."""
    text = (message.text or "").strip()
    is_link = any(entity.type == MessageEntity.URL for entity in message.entities)
    return text if is_link and _BARE_LINK.fullmatch(text) else None


def _not_readable(name: str, texts: Texts) -> str:
    return texts.file_type.format(suffix=suffix_of(name) or "?", formats=formats())
