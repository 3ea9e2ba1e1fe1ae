"""The context of a quote, from an article's own paragraphs."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator

import pytest

from bot.engine import AsyncEngine, Context
from retrieval.answer import Highlight, Quote
from retrieval.article import Article, Paragraph
from retrieval.errors import ArticleError
from retrieval.library import Library
from tests.bot.builders import citation
from tests.fakes import TinyEncoder, build_index

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


def context(found: Quote) -> tuple[str, str]:
    engine = AsyncEngine(Paragraphs())  # type: ignore[arg-type]
    try:
        around = asyncio.run(engine.context(found))
    finally:
        engine.close()
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


def test_paragraphs_of_another_text_are_no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index may change between the text and its paragraphs."""
    found = quote(0, 5, 1)
    monkeypatch.setattr(Paragraphs, "text", TEXT.replace("\n\nZwei.", "\n\n\nZwei."))
    with pytest.raises(ArticleError, match="changed"):
        context(found)


REPEATED = """# Die Schleuse am Anger

Die Schleuse am Anger öffnet im Mai. Der Rat hat zugestimmt.

## Der Rat hat zugestimmt.

Der Rat hat zugestimmt. Die Schleuse am Anger öffnet im Mai.

Die Schleuse am Anger öffnet im Mai. Sie ist dreißig Meter lang.

## Die Schleuse am Anger öffnet im Mai.

Der Rat hat zugestimmt.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("repeated")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.md").write_text(f"---\ntitle: T\n---\n{REPEATED}", "utf-8")
    build_index(folder / "corpus", folder / "index", TinyEncoder(), model="embedded")
    with Library(folder / "index", encoder=TinyEncoder()) as opened:
        yield opened


class TestRealArticle:
    """Words that stand in the text again and again: found by their place alone."""

    def around(self, library: Library, start: int, end: int) -> Context:
        words = library.article("a").text[start:end]
        source = citation(article="a")
        found = Quote(words, start, end, Highlight(words, start, end), 1.0, source)
        engine = AsyncEngine(library, threads=1)
        try:
            return asyncio.run(engine.context(found))
        finally:
            engine._threads.shutdown()

    def test_every_paragraph_with_the_one_before_and_the_one_after(self, library: Library) -> None:
        text, paragraphs = library.article("a").text, library.paragraphs("a")
        assert len(paragraphs) >= 4
        for n, paragraph in enumerate(paragraphs):
            around = self.around(library, paragraph.start, paragraph.end)
            first, last = paragraphs[max(n - 1, 0)], paragraphs[min(n + 1, len(paragraphs) - 1)]
            assert around.text == text[first.start : last.end]
            assert (around.start, around.end) == (
                paragraph.start - first.start,
                paragraph.end - first.start,
            )

    def test_a_repeated_sentence_in_each_of_its_places(self, library: Library) -> None:
        text, sentence = library.article("a").text, "Der Rat hat zugestimmt."
        places = [m.start() for m in re.finditer(re.escape(sentence), text)]
        paragraphs, tried = library.paragraphs("a"), 0
        for start in places:
            for n, paragraph in enumerate(paragraphs):
                if paragraph.start <= start < paragraph.end:
                    around = self.around(library, start, start + len(sentence))
                    assert around.start == start - paragraphs[max(n - 1, 0)].start
                    assert around.text[around.start : around.end] == sentence
                    tried += around.text.count(sentence) > 1
        assert tried >= 2

    def test_a_quote_over_two_paragraphs(self, library: Library) -> None:
        text, paragraphs = library.article("a").text, library.paragraphs("a")
        for n in range(len(paragraphs) - 1):
            start, end = paragraphs[n].start + 4, paragraphs[n + 1].end - 4
            around = self.around(library, start, end)
            assert around.text[around.start : around.end] == text[start:end]
            assert around.text.startswith(paragraphs[max(n - 1, 0)].text)
            assert around.text.endswith(paragraphs[min(n + 2, len(paragraphs) - 1)].text)


async def test_a_file_that_takes_long_to_read_takes_no_thread_from_a_question() -> None:
    engine = AsyncEngine(Paragraphs(), threads=1)  # type: ignore[arg-type]
    answered = threading.Event()
    reading = asyncio.create_task(engine.call(lambda _: answered.wait()))
    await engine.article("a")
    answered.set()
    await reading
    engine.close()
