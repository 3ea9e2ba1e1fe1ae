"""Articles → messages: a quote in context, an article's pages, the list of articles, the status."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from bot.telegram.rendering.answer import CUT, MARKS, Mark, Style, quoted
from bot.telegram.rendering.callbacks import receipt_link
from bot.telegram.rendering.citation import shorten, source_line
from bot.telegram.rendering.html import (
    Fragment,
    as_plain,
    bold,
    day,
    join,
    link,
    linkable,
    quote_block,
    text,
)
from bot.telegram.rendering.split import Part, divide
from bot.texts.counting import Count
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Certainty, Highlight, Quote
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.receipt import id_of
from retrieval.reports import IndexInfo

ARTICLES_PER_PAGE: Final = 8
# A page of an article: what a phone scrolls through in a few strokes.
_PAGE_UNITS: Final = 2_500
# A page around a quote: what a phone shows at once, the sentence in sight.
_CONTEXT_UNITS: Final = 750
_CHARS_BEFORE: Final = 300
_HEADING: Final = re.compile(
    r"\s*(?:>\s*)*(?:#{1,6}\s+)?(?P<stars>[*_]*)(?P<words>.*?)(?P=stars)(?:\s+#+)?\s*"
)


def article_pages(
    text: str, paragraphs: Sequence[Paragraph], anchor: int = 0, units: int = _PAGE_UNITS
) -> list[tuple[int, int]]:
    """The spans of an article's text that its pages show; together they are the text.

    A page ends with a paragraph where one ends in reach, else with a sentence, else with a word.

    Args:
        text: The article's text.
        paragraphs: Its paragraphs.
        anchor: Where a page begins in any case, in code points.
        units: The most UTF-16 code units of a page.

    Returns:
        First code point and one past the last of each page, in order.
    """
    breaks = [paragraph.end for paragraph in paragraphs]  # a heading goes with what follows
    sentence_ends = [end for paragraph in paragraphs for _, end in paragraph.sentences]
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        limit = anchor if start < anchor else len(text)
        window = text[start : min(start + units + 1, limit)]
        part = _first_part(window, start, breaks, units)
        if part.inside_sentence:  # a paragraph longer than a page
            part = _first_part(window, start, sentence_ends, units)
        spans.append((start, start + part.end))
        start += part.end
    return spans


def context_pages(
    text: str, paragraphs: Sequence[Paragraph], highlight: Highlight
) -> tuple[list[tuple[int, int]], int]:
    """The pages of an article read from a quote on, and the index of the one with its sentence.

    That page begins a few lines before the sentence: with a paragraph and the heading above it
    where one begins there, else with a sentence.
    """
    near = highlight.start - _CHARS_BEFORE
    beginnings = [0, *(paragraph.end for paragraph in paragraphs)]  # the gap goes with what follows
    starts = [start for paragraph in paragraphs for start, _ in paragraph.sentences]
    anchor = next(
        (at for at in (*beginnings, *starts) if near <= at <= highlight.start), highlight.start
    )
    pages = article_pages(text, paragraphs, anchor, _CONTEXT_UNITS)
    return pages, page_at(pages, highlight.start)


def page_at(pages: Sequence[tuple[int, int]], offset: int) -> int:
    """Index of the page that holds a code point; 0 where none does."""
    return next((n for n, (start, end) in enumerate(pages) if start <= offset < end), 0)


def render_article(
    article: Article, paragraphs: Sequence[Paragraph], page: tuple[int, int], style: Style
) -> str:
    """One page of an article, under its headline; `page` is one of `article_pages`."""
    body = _set_out(article.text, paragraphs, page)
    return _within_limits(join("\n\n", [_head(article, style), *body])).html


def render_context(
    article: Article,
    paragraphs: Sequence[Paragraph],
    page: tuple[int, int],
    quote: Quote,
    certainty: Certainty,
    style: Style,
) -> str:
    """One page of an article, with the paragraph and the sentence of a quote set off."""
    source = source_line(quote.citation, style.texts, date_entity=style.date_entity)
    if receipt := receipt_link(style.bot, id_of(quote)):
        source = join(" · ", [source, link(style.texts.receipt_link, receipt)])
    body = _set_out(article.text, paragraphs, page, quote.highlight, MARKS[certainty])
    before = text(CUT) if article.text[: page[0]].strip() else Fragment()
    after = text(CUT) if article.text[page[1] :].strip() else Fragment()
    return _within_limits(join("\n\n", [source, before, *body, after])).html


def _within_limits(page: Fragment) -> Fragment:
    """A page, without its markup where it has more headings than Telegram would show as such."""
    return page if page.fits else text(as_plain(page.html))


def _first_part(window: str, start: int, ends: Sequence[int], units: int) -> Part:
    """What of a window from `start` on fits on a page; `ends` count from the text's start."""
    within = (end - start for end in ends if start < end <= start + len(window))
    return divide(window, lambda _: units, within)[0]


def _set_out(
    source: str,
    paragraphs: Sequence[Paragraph],
    span: tuple[int, int],
    highlight: Highlight | None = None,
    mark: Mark | None = None,
) -> list[Fragment]:
    """What of a text lies in a span, as blocks: paragraphs word for word, headings in bold.

    Of what stands between paragraphs, only Markdown's signs are left out.
    """
    start, end = span
    blocks: list[Fragment] = []
    at = start
    for paragraph in paragraphs:
        if paragraph.end <= start or end <= paragraph.start:
            continue
        first = max(at, _beginning(source, at, paragraph))
        blocks += _headings(source[at:first])
        at = min(paragraph.end, end)
        shown = first, first + len(source[first:at].rstrip())
        if highlight is None or not _holds(paragraph, highlight):
            blocks.append(text(source[slice(*shown)]))
            continue
        marked = (highlight.start, highlight.end) if mark else None
        blocks.append(quote_block(quoted(source, shown, marked, mark or bold)))
    return blocks + _headings(source[at:end])


def _beginning(source: str, at: int, paragraph: Paragraph) -> int:
    """Where a paragraph begins, with the bullet or number before the first item of a list."""
    line = max(at, source.rfind("\n", 0, paragraph.start) + 1)
    return line if source[line : paragraph.start].strip(" \t>") else paragraph.start


def _headings(gap: str) -> list[Fragment]:
    """The headings in what stands between two paragraphs, without Markdown's signs."""
    matches = filter(None, map(_HEADING.fullmatch, gap.splitlines()))
    return [bold(m["words"]) for m in matches if any(map(str.isalnum, m["words"]))]


def _holds(paragraph: Paragraph, highlight: Highlight) -> bool:
    return paragraph.start < highlight.end and highlight.start < paragraph.end


def render_sources(
    articles: Sequence[ArticleSummary], page: int, total: int, texts: TelegramTexts
) -> str:
    """A page of the list of articles, from 0; `total` counts those of all pages."""
    if not articles:
        return text(texts.sources_empty).html
    first = page * ARTICLES_PER_PAGE + 1
    lines = [_entry(number, article, texts) for number, article in enumerate(articles, first)]
    return join("\n\n", [bold(texts.sources_header.format(count=Count(total))), *lines]).html


def render_status(info: IndexInfo, texts: TelegramTexts, *, rebuilding: bool) -> str:
    """What the index holds and how old it is."""
    span = "–"
    if info.first_date and info.last_date:
        span = f"{texts.day(info.first_date)} – {texts.day(info.last_date)}"
    built = info.built_at.astimezone(dt.UTC)
    body = text(
        texts.status.format(
            articles=Count(info.articles),
            passages=Count(info.passages),
            sentences=Count(info.sentences),
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
        texts.article_words.format(words=Count(article.words)),
    ]
    title = text(f"{number}. {shorten(article.title, 200)}")
    return join("\n", [title, text(shorten(" · ".join(filter(None, facts)), 200))])
