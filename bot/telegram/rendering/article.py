"""Articles → messages: a quote in context, an article's pages, the list of articles, the status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.engine import Context
from bot.telegram.rendering.answer import Style, quoted
from bot.telegram.rendering.citation import shorten, source_line
from bot.telegram.rendering.html import (
    MAX_MESSAGE_UNITS,
    Fragment,
    bold,
    day,
    join,
    linkable,
    quote_block,
    text,
)
from bot.telegram.rendering.split import Part, divide
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Citation
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.reports import IndexInfo

ARTICLES_PER_PAGE: Final = 8
# A page of an article: what a phone scrolls through in a few strokes.
_PAGE_UNITS: Final = 2_500


def render_context(around: Context, citation: Citation, style: Style) -> tuple[str, ...]:
    """A quote in the text around it, the quote in bold; at least one message."""
    source = source_line(citation, style.texts, date_entity=style.date_entity)
    room = MAX_MESSAGE_UNITS - source.units - 2
    parts = divide(around.text, lambda _: room, around.sentence_ends)
    span = (around.start, around.end)
    blocks = [quote_block(quoted(around.text, (part.start, part.end), span)) for part in parts]
    blocks[-1] = join("\n", [blocks[-1], source])
    return tuple(block.html for block in blocks)


def article_pages(text: str, paragraphs: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """The spans of an article's text that its pages show; together they are the text.

    A page ends with a paragraph where one ends in reach, else with a sentence, else with a word.
    """
    breaks = [i + 1 for i, character in enumerate(text) if character == "\n"]
    sentence_ends = [end for paragraph in paragraphs for _, end in paragraph.sentences]
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        window = text[start : start + _PAGE_UNITS + 1]  # never fits whole, but for the last
        part = _first_part(window, start, breaks)
        if part.inside_sentence:  # a paragraph longer than a page
            part = _first_part(window, start, sentence_ends)
        spans.append((start, start + part.end))
        start += part.end
    return spans


def _first_part(window: str, start: int, ends: Sequence[int]) -> Part:
    """What of a window from `start` on fits on a page; `ends` count from the text's start."""
    within = (end - start for end in ends if start < end <= start + len(window))
    return divide(window, lambda _: _PAGE_UNITS, within)[0]


def render_article(article: Article, page: tuple[int, int], style: Style) -> str:
    """One page of an article, under its headline; `page` is one of `article_pages`."""
    start, end = page
    return join("\n\n", [_head(article, style), text(article.text[start:end].strip("\n"))]).html


def render_sources(
    articles: Sequence[ArticleSummary], page: int, total: int, texts: TelegramTexts
) -> str:
    """A page of the list of articles, from 0; `total` counts those of all pages."""
    if not articles:
        return text(texts.sources_empty).html
    first = page * ARTICLES_PER_PAGE + 1
    lines = [_entry(number, article, texts) for number, article in enumerate(articles, first)]
    return join("\n\n", [bold(texts.sources_header.format(count=total)), *lines]).html


def render_status(info: IndexInfo, texts: TelegramTexts, *, rebuilding: bool) -> str:
    """What the index holds and how old it is."""
    span = "–"
    if info.first_date and info.last_date:
        span = f"{texts.day(info.first_date)} – {texts.day(info.last_date)}"
    built = info.built_at.astimezone(dt.UTC)
    body = text(
        texts.status.format(
            articles=info.articles,
            passages=info.passages,
            sentences=info.sentences,
            built=f"{texts.day(built.date())}, {built:%H:%M} UTC",
            span=span,
            model=shorten(info.model, 100),
        )
    )
    notes = [text(texts.status_rebuilding)] if rebuilding else []
    return join("\n\n", [body, *notes]).html


def publisher_url(article: Article) -> str | None:
    """The article's address, where a button may have it."""
    return article.url if article.url and linkable(article.url) else None


def _head(article: Article, style: Style) -> Fragment:
    texts = style.texts
    facts = [text(shorten(value, 100)) for value in (article.publisher, article.section) if value]
    if article.date:
        facts.append(day(article.date, texts.day(article.date), entity=style.date_entity))
    authors = text(shorten(", ".join(article.authors), 200))
    return join("\n", [bold(shorten(article.title, 300)), join(" · ", facts), authors])


def _entry(number: int, article: ArticleSummary, texts: TelegramTexts) -> Fragment:
    facts = [
        shorten(article.publisher or "", 100),
        texts.day(article.date) if article.date else texts.undated,
        texts.article_words.format(words=article.words),
    ]
    title = text(f"{number}. {shorten(article.title, 200)}")
    return join("\n", [title, text(shorten(" · ".join(filter(None, facts)), 200))])
