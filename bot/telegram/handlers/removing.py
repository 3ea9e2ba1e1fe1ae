"""/remove: choosing an article, a question before it goes, and taking it back."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

from telegram import CallbackQuery, InlineKeyboardMarkup, Update

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.documents import remove
from bot.telegram.handlers.adding import show_done
from bot.telegram.handlers.admission import admin_only, admin_presses
from bot.telegram.handlers.articles import behind_key, look_up
from bot.telegram.handlers.corpus import start_rebuild
from bot.telegram.questions import question_in
from bot.telegram.rendering.article import ARTICLES_PER_PAGE
from bot.telegram.rendering.callbacks import Action, Callback, article_key
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.html import text as escaped
from bot.telegram.rendering.keyboards import choice_keyboard, removal_keyboard
from bot.telegram.rendering.problem import problem_line
from bot.telegram.wire.deliver import Place, answer_button, replace, restate, say, send
from bot.texts.telegram import TelegramTexts
from retrieval.article import ArticleSummary
from retrieval.errors import WortlautError

_LOGGER = logging.getLogger(__name__)
_MAX_UNITS: Final = 200


async def on_command(update: Update, context: BotContext) -> None:
    """`/remove` lists the articles; with a name or words of a title it asks before it removes."""
    message, texts = update.effective_message, texts_of(update)
    if message is None or not await admin_only(update, context, message, texts):
        return
    place, wanted = Place.below(message), question_in(message, context.bot.username)
    if not wanted:
        said, keyboard = await _choice(context, 0, texts)
        await send(context.bot, place, (escaped(said).html,), keyboard)
        return
    found = await look_up(context, place, wanted, "", texts)
    if len(found) > 1:
        header = texts.article_several.format(name=shorten(wanted, 100))
        await say(context.bot, place, header, removal_keyboard(found[:ARTICLES_PER_PAGE], 0, 1))
    elif found:
        await say(context.bot, place, *_question(found[0], texts))


async def on_pick(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Asks about the article picked from the list, or turns to another page of it."""
    texts = texts_of(update)
    if callback.target:
        article = await _article(update, context, query, callback)
        if article is None:
            return
        said, keyboard = _question(article, texts)
    elif await admin_presses(update, context, query):
        await answer_button(query)
        said, choice = await _choice(context, callback.number, texts)
        if choice is None:
            return
        keyboard = choice
    else:
        return
    if query.message is not None:
        place, old = Place.of(query), (query.message.message_id,)
        await replace(context.bot, place, old, (escaped(said).html,), keyboard)


async def on_remove(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Removes the article and builds the index."""
    services, texts, editor = context.services, texts_of(update), user_id(update)
    article = await _article(update, context, query, callback)
    if article is None or query.message is None or editor is None:
        return
    place, message = Place.of(query), query.message.message_id
    try:
        done = await services.engine.call(partial(remove, article))
    except WortlautError as error:
        await restate(context.bot, place, message, problem_line(error, texts))
        return
    log_event(_LOGGER, "article_removed", file=article.path)
    title, named = shorten(article.title, _MAX_UNITS), shorten(article.id, _MAX_UNITS)
    said = texts.removed.format(title=title, article=named)
    await show_done(context, place, message, said, done, editor, texts)
    await start_rebuild(context, place, texts, allow_empty=True)


async def on_keep(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Leaves the article where it is."""
    article = await _article(update, context, query, callback)
    if article is not None and query.message is not None:
        said = texts_of(update).remove_kept.format(title=shorten(article.title, _MAX_UNITS))
        await restate(context.bot, Place.of(query), query.message.message_id, said)


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


async def _choice(
    context: BotContext, page: int, texts: TelegramTexts
) -> tuple[str, InlineKeyboardMarkup | None]:
    """A page of all articles, newest first."""
    articles = await context.services.engine.articles()
    if not articles:
        return texts.sources_empty, None
    pages = -(-len(articles) // ARTICLES_PER_PAGE)
    page = min(page, pages - 1)
    shown = articles[page * ARTICLES_PER_PAGE : (page + 1) * ARTICLES_PER_PAGE]
    return texts.remove_usage, removal_keyboard(shown, page, pages)


def _question(article: ArticleSummary, texts: TelegramTexts) -> tuple[str, InlineKeyboardMarkup]:
    """Whether to remove an article."""
    title, named = shorten(article.title, _MAX_UNITS), shorten(article.id, _MAX_UNITS)
    keyboard = choice_keyboard(
        (texts.button_remove, Action.REMOVE),
        (texts.button_keep, Action.KEEP),
        article_key(article.id),
    )
    return texts.remove_confirm.format(title=title, article=named), keyboard
