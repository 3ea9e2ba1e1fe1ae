from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Context
from bot.telegram.rendering.answer import Style
from bot.telegram.rendering.article import (
    ARTICLES_PER_PAGE,
    article_pages,
    render_article,
    render_context,
    render_sources,
    render_status,
)
from bot.telegram.rendering.html import MAX_MESSAGE_UNITS
from bot.texts.telegram_de import DE
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.reports import IndexInfo
from tests.bot.builders import citation
from tests.e2e import bot_api_html

words = st.lists(
    st.sampled_from(["Wort ", "Satz. ", "\n\n", "<b>", "&", "😀", "x" * 800]), max_size=60
).map("".join)


def dots(text: str) -> tuple[int, ...]:
    return tuple(i + 1 for i, c in enumerate(text) if c == ".")


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The whole as one paragraph, its sentences ended by dots."""
    starts = [0, *dots(text)]
    return (Paragraph(1, 0, len(text), text, tuple(itertools.pairwise(starts))),)


STYLE = Style(DE)


def article(text: str, **changes: object) -> Article:
    fields: dict[str, object] = {"id": "a", "title": "Titel", "text": text, "path": "a.md"}
    return Article(**(fields | changes))  # type: ignore[arg-type]


def parse(message: str) -> bot_api_html.Parsed:
    parsed = bot_api_html.parse(message)
    assert 0 < parsed.units <= MAX_MESSAGE_UNITS
    return parsed


@given(words)
@settings(max_examples=50, deadline=None)
def test_the_pages_of_an_article_are_its_text(text: str) -> None:
    whole = article(text, title="T" * 400, authors=("A" * 150,) * 3, publisher="P" * 200)
    spans = article_pages(text, paragraphs(text))
    assert "".join(text[start:end] for start, end in spans) == text
    for span in spans:
        parse(render_article(whole, span, STYLE))


def test_pages_end_with_paragraphs_where_they_can() -> None:
    text = "\n\n".join(["Ein Absatz mit einigen Worten. " * 30] * 6)
    spans = article_pages(text, paragraphs(text))
    assert len(spans) > 1
    assert all(text[:end].endswith("\n") for _, end in spans[:-1])


@given(words.filter(bool), st.data())
@settings(max_examples=50, deadline=None)
def test_context_shows_the_text_around_with_the_quote_in_bold(text: str, data) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    messages = render_context(Context(text, start, end, dots(text)), citation(), STYLE)
    parsed = [parse(message) for message in messages]
    assert "".join("".join(m.of("blockquote")) for m in parsed) == text
    assert "".join("".join(m.of("bold")) for m in parsed) == text[start:end]


def test_a_page_of_the_list_fits_whatever_the_titles() -> None:
    long = ArticleSummary("i" * 300, "Ü<" * 500, "P" * 500, None, None, "p", None, 10**6, 5)
    parsed = parse(render_sources([long] * ARTICLES_PER_PAGE, 3, 999, DE))
    assert "25. " in parsed.text
    assert "ohne Datum" in parsed.text
    assert render_sources([], 0, 0, DE) == DE.sources_empty


def test_status() -> None:
    built = dt.datetime(2025, 1, 18, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    info = IndexInfo("000001", "embedded", "e5-v4", 14, 96, 610, built, dt.date(2024, 10, 1), None)
    text = parse(render_status(info, DE, rebuilding=True)).text
    assert "14 Artikel, 96 Passagen, 610 Sätze" in text
    assert "18. Januar 2025, 08:30 UTC" in text
    assert DE.status_rebuilding in text
