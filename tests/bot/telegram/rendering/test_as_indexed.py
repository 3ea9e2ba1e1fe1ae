"""What is too long for one message is divided as its sentences were split when it was indexed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.engine import AsyncEngine
from bot.telegram.rendering.answer import Style, render_page
from bot.telegram.rendering.article import article_pages, context_pages
from bot.texts.telegram_en import EN
from retrieval.answer import Certainty
from retrieval.library import Library
from tests.e2e import bot_api_html
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors, write_corpus

# English for which German rules end a sentence too early, or which a careless cut would break.
ABBREVIATED = {
    "number": "the shed at No. {n} Harbour Street",
    "volume": "vol. II and vol. III of report {n}",
    "avenue": "the corner of Park Ave. Bridge {n}",
    "brothers": "the yard of Lamb Bros. Boats {n}",
    "company": "the {n} shares of Acme Corp. Shipping",
    "mister": "Mr. Smith and Mrs. Jones with {n} guests",
    "hour": "the boat at 3 p.m. on Tuesday {n}",
    "states": "the U.S. Navy ship {n}",
}
GERMAN = "der Vertrag vom {n}. Januar, den u. a. Dr. Lang unterschrieb, und das ca. 5. Mal"


def one_sentence(pattern: str, count: int) -> str:
    return "The mayor named " + ", ".join(pattern.format(n=n) for n in range(1, count)) + " today."


def paragraph(pattern: str) -> str:
    """Sentences of several lengths, each with the pattern, more than a message holds."""
    return " ".join(one_sentence(pattern, 3 + n % 5) for n in range(60))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("long")
    articles = {
        f"{name}-{kind}.md": f"---\ntitle: {name}\nlanguage: en\n---\n\n{text}\n"
        for name, pattern in ABBREVIATED.items()
        for kind, text in (("one", one_sentence(pattern, 260)), ("many", paragraph(pattern)))
    }
    german = " ".join(f"Am Montag galt {GERMAN.format(n=n % 30 + 1)}." for n in range(90))
    articles["deutsch.md"] = f"# Vertrag\n\n{german}\n"
    write_corpus(folder / "corpus", articles)
    with few_impostors():
        build_index(folder / "corpus", folder / "index", TinyEncoder())
    with Library(folder / "index", encoder=TinyEncoder()) as opened:
        yield opened


def parts(messages: tuple[str, ...]) -> list[str]:
    parsed = [bot_api_html.parse(message) for message in messages]
    assert len(parsed) > 1
    return ["".join(message.of("blockquote", "expandable_blockquote")) for message in parsed]


@pytest.mark.parametrize("name", ABBREVIATED)
def test_one_english_sentence_too_long_is_said_to_be_broken(library: Library, name: str) -> None:
    words = library.article(f"{name}-one").text
    quotes = library.ask(words[:1500], k=50).quotes
    [quote] = [quote for quote in quotes if quote.citation.article == f"{name}-one"]
    assert quote.text == words
    messages = render_page([quote], 0, Style(EN), Certainty.ANSWERED)
    assert "".join(parts(messages)) == words
    for message in messages[:-1]:
        assert EN.sentence_broken in bot_api_html.parse(message).text


@pytest.mark.parametrize("name", [*ABBREVIATED, "deutsch"])
def test_a_context_and_a_page_end_where_a_sentence_does(library: Library, name: str) -> None:
    article = "deutsch" if name == "deutsch" else f"{name}-many"
    text, paragraphs = library.article(article).text, library.paragraphs(article)
    last = ("Mal.",) if name == "deutsch" else ("today.",)
    quotes = library.ask(text[:300], k=50).quotes
    quote = next(quote for quote in quotes if quote.citation.article == article)
    engine = AsyncEngine(library)
    assert asyncio.run(engine.around(quote))[0].text == text
    whole, around = (
        article_pages(text, paragraphs),
        context_pages(text, paragraphs, quote.highlight),
    )
    for pages in (whole, around[0]):
        assert len(pages) > 1
        assert all(text[start:end].rstrip().endswith(last) for start, end in pages)
