"""A quote's article, proven to hold it still."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.engine import AsyncEngine, Reading
from retrieval.answer import Highlight, Quote
from retrieval.article import Article, Paragraph
from retrieval.errors import ArticleError
from tests.bot.builders import citation

PARAGRAPHS = ("Eins.", "Zwei.", "Eins.", "Vier. Mehr.", "Fünf.")
TEXT = "\n\n".join(PARAGRAPHS)


class Paragraphs:
    """A library that knows one article."""

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


def around(found: Quote) -> Reading:
    engine = AsyncEngine(Paragraphs())  # type: ignore[arg-type]
    try:
        return asyncio.run(engine.around(found))
    finally:
        engine.close()


def test_a_quote_s_article_with_its_paragraphs() -> None:
    article, paragraphs = around(quote(0, 5, 1))
    assert article.text == TEXT
    assert [paragraph.text for paragraph in paragraphs] == list(PARAGRAPHS)


def test_an_article_that_has_changed_since_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = quote(0, 5, 1)
    monkeypatch.setattr(Paragraphs, "text", "Null.\n\n" + TEXT)
    with pytest.raises(ArticleError, match="changed"):
        around(found)


def test_paragraphs_of_another_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index may change between the text and its paragraphs."""
    found = quote(0, 5, 1)
    monkeypatch.setattr(Paragraphs, "text", TEXT.replace("\n\nZwei.", "\n\n\nZwei."))
    with pytest.raises(ArticleError, match="changed"):
        around(found)


async def test_a_file_that_takes_long_to_read_takes_no_thread_from_a_question() -> None:
    engine = AsyncEngine(Paragraphs(), threads=1)  # type: ignore[arg-type]
    answered = threading.Event()
    reading = asyncio.create_task(engine.call(lambda _: answered.wait()))
    await engine.article("a")
    answered.set()
    await reading
    engine.close()


class Ring:
    """What only the collector clears away."""

    def __init__(self) -> None:
        self.itself = self


async def test_what_a_build_leaves_behind_is_cleared_away() -> None:
    left: list[weakref.ref[Ring]] = []

    class Leaving(Paragraphs):
        def build(self, progress: object, *, allow_empty: bool) -> None:
            left.append(weakref.ref(Ring()))

        def close(self) -> None:
            pass

    engine = AsyncEngine(Leaving())  # type: ignore[arg-type]
    with seldom_collected():
        await engine.build(lambda *_: None)
        assert left[0]() is None
    engine.close()


@contextmanager
def seldom_collected() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
