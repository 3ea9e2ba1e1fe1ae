"""/sources and /article: what is in the corpus, and reading it."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardMarkup, Update

from bot.engine import Reading
from bot.telegram.context import BotContext, texts_of
from bot.telegram.questions import question_in
from bot.telegram.rendering.article import (
    ARTICLES_PER_PAGE,
    article_pages,
    page_at,
    publisher_url,
    render_article,
    render_sources,
)
from bot.telegram.rendering.callbacks import Callback, article_key
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.keyboards import article_keyboard, sources_keyboard
from bot.telegram.wire.deliver import Place, answer_button, replace, say, send
from bot.texts.telegram import TelegramTexts
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.errors import ArticleError

Rendered = tuple[str, InlineKeyboardMarkup | None]


async def on_sources(update: Update, context: BotContext) -> None:
    """`/sources`: the first page of the list."""
    message = update.effective_message
    if message is None:
        return
    articles = await context.services.engine.articles()
    text, keyboard = _sources(articles, 0, texts_of(update))
    await send(context.bot, Place.below(message), (text,), keyboard)


async def on_article(update: Update, context: BotContext) -> None:
    """`/article` and part of a title, or an id."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    place, wanted = Place.below(message), question_in(message, context.bot.username)
    found = await look_up(context, place, wanted, texts.article_which, texts)
    if len(found) > 1:
        header = texts.article_several.format(name=shorten(wanted, 100))
        keyboard = sources_keyboard(found[:ARTICLES_PER_PAGE], 0, 1)
        await say(context.bot, place, header, keyboard)
    elif found:
        read = await context.services.engine.article(found[0].id)
        text, keyboard = _article(context, *read, 0, texts)
        await send(context.bot, place, (text,), keyboard)


async def read_at(
    context: BotContext, place: Place, key: str, offset: int, texts: TelegramTexts
) -> None:
    """Opens the article of that key where a code point of its text stands, as a link asks for."""
    read = await _read(context, key)
    if read is None:
        await say(context.bot, place, texts.article_gone)
        return
    article, paragraphs = read
    page = page_at(article_pages(article.text, paragraphs), offset)
    text, keyboard = _article(context, article, paragraphs, page, texts)
    await send(context.bot, place, (text,), keyboard)


async def on_sources_page(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Another page of the list."""
    articles = await context.services.engine.articles()
    await answer_button(query)
    await _show(context, query, _sources(articles, callback.number, texts_of(update)))


async def on_article_page(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Opens an article from the list below the list, or turns to another of its pages in place."""
    texts = texts_of(update)
    read = await _read(context, callback.target)
    if read is None:
        await answer_button(query, texts.article_gone, alert=True)
        return
    await answer_button(query)
    await _show(context, query, _article(context, *read, callback.number, texts))


async def look_up(
    context: BotContext, place: Place, wanted: str, usage: str, texts: TelegramTexts
) -> list[ArticleSummary]:
    """The articles whose id or title a command names; where there are none, that is said."""
    if not wanted:
        await say(context.bot, place, usage)
        return []
    found = _matching(await context.services.engine.articles(), wanted)
    if not found:
        await say(context.bot, place, texts.article_unknown.format(name=shorten(wanted, 100)))
    return found


async def behind_key(context: BotContext, key: str) -> ArticleSummary | None:
    """The article that a button or a link names by its key; None if it is gone."""
    articles = await context.services.engine.articles()
    return next((a for a in articles if article_key(a.id) == key), None)


async def _read(context: BotContext, key: str) -> Reading | None:
    """The article of that key and its paragraphs; None if it is gone."""
    found = await behind_key(context, key)
    try:
        return await context.services.engine.article(found.id) if found else None
    except ArticleError:
        return None


def _matching(articles: Sequence[ArticleSummary], wanted: str) -> list[ArticleSummary]:
    """The articles of that id or title, else those whose title or id holds all its words."""
    folded = wanted.casefold()
    exact = [a for a in articles if folded in (a.id.casefold(), a.title.casefold())]
    if exact:
        return exact
    words = folded.split()
    return [a for a in articles if all(w in f"{a.title} {a.id}".casefold() for w in words)]


def _sources(articles: Sequence[ArticleSummary], page: int, texts: TelegramTexts) -> Rendered:
    pages = max(1, -(-len(articles) // ARTICLES_PER_PAGE))
    page = min(page, pages - 1)
    shown = articles[page * ARTICLES_PER_PAGE : (page + 1) * ARTICLES_PER_PAGE]
    text = render_sources(shown, page, len(articles), texts)
    return text, sources_keyboard(shown, page, pages)


def _article(
    context: BotContext,
    article: Article,
    paragraphs: Sequence[Paragraph],
    page: int,
    texts: TelegramTexts,
) -> Rendered:
    pages = article_pages(article.text, paragraphs)
    page = min(page, len(pages) - 1)
    keyboard = article_keyboard(article.id, page, len(pages), publisher_url(article), texts)
    return render_article(article, paragraphs, pages[page], context.style(texts)), keyboard


async def _show(context: BotContext, query: CallbackQuery, rendered: Rendered) -> None:
    if query.message is not None:
        text, keyboard = rendered
        old = (query.message.message_id,)
        await replace(context.bot, Place.of(query), old, (text,), keyboard)
