"""The yes and the no below a proposal, and below the question whether to remove an article."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from telegram import CallbackQuery, Update

from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.documents import Document, add, examine
from bot.telegram.handlers.articles import behind_button
from bot.telegram.handlers.corpus import start_rebuild
from bot.telegram.handlers.quietly import answer_press
from bot.telegram.rendering.callbacks import Callback
from bot.telegram.rendering.citation import shorten
from bot.telegram.state.uploads import Upload
from bot.telegram.watch.logs import log_event
from bot.telegram.wire.deliver import Place, restate
from retrieval.article import ArticleSummary
from retrieval.errors import WortlautError

_LOGGER = logging.getLogger(__name__)


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
        reason = shorten(str(error), 500)
        await _settle(context, query, texts.file_unreadable.format(reason=reason))
        return
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
        await _settle(context, query, shorten(str(error), 500))
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
    if not await _editors_only(update, context, query):
        return None
    uploads = context.services.uploads
    upload = await asyncio.to_thread(uploads.find, callback.target)
    if upload is None or not await asyncio.to_thread(uploads.drop, callback.target):
        await answer_press(query, texts_of(update).proposal_gone, alert=True)
        return None
    await answer_press(query)
    return upload


async def _article(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> ArticleSummary | None:
    """The article the button names, for an editor; everyone else is told so."""
    if not await _editors_only(update, context, query):
        return None
    found = await behind_button(context, callback)
    if found is None:
        await answer_press(query, texts_of(update).article_gone, alert=True)
        return None
    await answer_press(query)
    return found


async def _editors_only(update: Update, context: BotContext, query: CallbackQuery) -> bool:
    """Whether an editor presses; everyone else is told that this is for editors."""
    if context.services.gate.is_admin(user_id(update)):
        return True
    await answer_press(query, texts_of(update).editors_only, alert=True)
    return False


async def _settle(context: BotContext, query: CallbackQuery, text: str) -> None:
    """Says what came of it, in place of the question and its buttons."""
    if query.message is not None:
        await restate(context, Place.of(query), query.message.message_id, text)
