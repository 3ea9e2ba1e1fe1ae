from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.rendering.answer import CUT, Style
from bot.telegram.rendering.article import (
    ARTICLES_PER_PAGE,
    article_pages,
    context_pages,
    render_article,
    render_context,
    render_sources,
    render_status,
)
from bot.telegram.rendering.html import MAX_MESSAGE_ENTITIES, MAX_MESSAGE_UNITS, utf16_units
from bot.texts.telegram_de import DE
from retrieval.answer import Certainty, Highlight, Quote
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.reports import IndexInfo
from retrieval.segmentation.segment import segment
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
    assert len(parsed.entities) <= MAX_MESSAGE_ENTITIES
    return parsed


@given(words, st.integers(0, 3_000), st.sampled_from([300, 750, 2_500]))
@settings(max_examples=50, deadline=None)
def test_the_pages_of_an_article_are_its_text(text: str, anchor: int, units: int) -> None:
    whole = article(text, title="T" * 400, authors=("A" * 150,) * 3, publisher="P" * 200)
    anchor = min(anchor, len(text))
    spans = article_pages(text, paragraphs(text), anchor, units)
    assert "".join(text[start:end] for start, end in spans) == text
    assert anchor in {len(text), *(start for start, _ in spans)}
    for start, end in spans:
        assert utf16_units(text[start:end]) <= units
        parse(render_article(whole, paragraphs(text), (start, end), STYLE))


def test_pages_end_with_paragraphs_and_a_heading_goes_with_what_follows() -> None:
    text = "\n\n".join(
        f"## Teil {n}\n\n{'Ein Absatz mit einigen Worten. ' * 29}." for n in range(6)
    )
    spans = article_pages(text, marked_up(text))
    assert len(spans) > 1
    assert all(text[start:].startswith("## Teil") for start, _ in spans)


@given(words.filter(bool), st.data(), st.sampled_from(Certainty))
@settings(max_examples=50, deadline=None)
def test_context_shows_the_article_word_for_word_from_the_quote_on(
    text: str, data, certainty
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    highlight = Highlight(text[start:end], start, end)
    found = Quote(highlight.text, start, end, highlight, 1.0, citation())
    pages, first = context_pages(text, paragraphs(text), highlight)
    assert "".join(text[s:e] for s, e in pages) == text
    assert pages[first][0] <= start < pages[first][1]
    shown, marked = "", ""
    for page in pages:
        message = parse(
            render_context(article(text), paragraphs(text), page, found, certainty, STYLE)
        )
        shown += "".join(message.of("blockquote")) or text[slice(*page)]
        marked += "".join(message.of(LOOK[certainty])) if certainty in LOOK else ""
        assert certainty is not Certainty.NOT_IN_CORPUS or not message.of("bold")
    assert bare(shown) == bare(text)
    assert bare(marked) == (bare(highlight.text) if certainty in LOOK else "")


LOOK = {Certainty.ANSWERED: "bold", Certainty.UNSURE: "italic"}


def bare(text: str) -> str:
    return "".join(text.split())


ARTICLE = """Vorspann eins. Vorspann zwei.

## Die **Brücke** und C#

> Zitierter Satz.

**Der Streit**

Um die Brücke streiten zwei Gemeinden seit zehn Jahren, und kein Ende ist in Sicht.

- Erster Punkt.
- Zweiter Punkt.

---

### Am Ende ##

1. Punkt eins.
2. Punkt zwei.

Schluss & aus."""


def marked_up(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs as indexing finds them."""
    return tuple(
        Paragraph(number, p.start, p.end, text[p.start : p.end], ((p.start, p.end),))
        for number, p in enumerate(segment(text, "de").paragraphs, 1)
    )


def test_headings_are_headings_and_no_sign_of_markdown_is_left() -> None:
    whole = (0, len(ARTICLE))
    parsed = parse(render_article(article(ARTICLE), marked_up(ARTICLE), whole, STYLE))
    assert parsed.of("bold") == ["Titel", "Die **Brücke** und C#", "Der Streit", "Am Ende"]
    _, *shown = parsed.text.split("\n\n")
    assert shown == [
        "Vorspann eins. Vorspann zwei.",
        "Die **Brücke** und C#",
        "Zitierter Satz.",
        "Der Streit",
        "Um die Brücke streiten zwei Gemeinden seit zehn Jahren, und kein Ende ist in Sicht.",
        "- Erster Punkt.\n- Zweiter Punkt.",
        "Am Ende",
        "1. Punkt eins.\n2. Punkt zwei.",
        "Schluss & aus.",
    ]


def test_a_quote_s_paragraph_is_a_block_and_what_is_cut_off_is_seen() -> None:
    start = ARTICLE.index("Schluss")
    highlight = Highlight("Schluss & aus.", start, start + 14)
    found = Quote(highlight.text, start, start + 14, highlight, 1.0, citation())
    page = (ARTICLE.index("### Am"), len(ARTICLE))
    parsed = parse(
        render_context(article(ARTICLE), marked_up(ARTICLE), page, found, Certainty.ANSWERED, STYLE)
    )
    assert parsed.of("blockquote") == ["Schluss & aus."]
    assert parsed.of("bold") == ["Am Ende", "Schluss & aus."]
    head, mark, *_ = parsed.text.split("\n\n")
    assert head == "Vertrag unterzeichnet · Tagblatt · 18. Januar 2025"
    assert mark == CUT
    assert not parsed.text.endswith(CUT)


def test_more_headings_than_telegram_shows_are_plain() -> None:
    text = "\n\n".join(f"## T{n}\n\nA." for n in range(150))
    parsed = parse(render_article(article(text), marked_up(text), (0, len(text)), STYLE))
    assert "T149" in parsed.text


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
