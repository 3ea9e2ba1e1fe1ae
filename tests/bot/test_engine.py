"""The context of a quote, from an article's own paragraphs."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine import AsyncEngine
from retrieval.answer import Highlight, Quote
from retrieval.article import Article, Paragraph
from retrieval.errors import ArticleError
from tests.bot.builders import citation

PARAGRAPHS = ("Eins.", "Zwei.", "Eins.", "Vier. Mehr.", "Fünf.")
TEXT = "\n\n".join(PARAGRAPHS)


class Paragraphs:
    """A searcher that knows one article."""

    text = TEXT

    def article(self, article_id: str) -> Article:
        return Article(article_id, "Titel", self.text, "a.md")

    def paragraphs(self, article_id: str) -> tuple[Paragraph, ...]:
        starts = [len("\n\n".join(PARAGRAPHS[:n])) + 2 * (n > 0) for n in range(len(PARAGRAPHS))]
        return tuple(
            Paragraph(number, start, start + len(text), text, ((start, start + len(text)),))
            for number, (start, text) in enumerate(zip(starts, PARAGRAPHS, strict=True), 1)
        )

    def close(self) -> None:
        pass


def quote(start: int, end: int, paragraph: int) -> Quote:
    words = TEXT[start:end]
    return Quote(
        words, start, end, Highlight(words, start, end), 1.0, citation(paragraph=paragraph)
    )


def context(found: Quote) -> tuple[str, str]:
    library = AsyncEngine(Paragraphs())  # type: ignore[arg-type]
    try:
        around = asyncio.run(library.context(found))
    finally:
        library.close()
    return around.text, around.text[around.start : around.end]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(0, 0, (0, 1)), (1, 1, (0, 2)), (2, 2, (1, 3)), (4, 4, (3, 4)), (1, 3, (0, 4))],
)
def test_one_paragraph_before_and_one_after(first: int, last: int, shown: tuple) -> None:
    starts = [len("\n\n".join(PARAGRAPHS[:n])) + 2 * (n > 0) for n in range(len(PARAGRAPHS))]
    found = quote(starts[first], starts[last] + len(PARAGRAPHS[last]), first + 1)
    around, bold = context(found)
    assert bold == found.text
    assert around == "\n\n".join(PARAGRAPHS[shown[0] : shown[1] + 1])


def test_an_article_that_has_changed_since_is_no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    found = quote(0, 5, 1)
    monkeypatch.setattr(Paragraphs, "text", "Null.\n\n" + TEXT)
    with pytest.raises(ArticleError, match="changed"):
        context(found)
