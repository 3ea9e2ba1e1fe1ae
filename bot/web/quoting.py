"""An answer, ready to be shown on a page: each quote in pieces, its source, its links."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from bot.export.cited import web_address
from bot.texts.shared import SharedTexts
from retrieval.answer import Citation, Quote
from retrieval.receipt import id_of


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote on a page.

    Attributes:
        head: The head of the table it is a row of, if it is one.
        before: Its words before the sentence that answers.
        sentence: That sentence, in pieces; those that are underlined are true.
        after: Its words after it.
        title: The article's.
        facts: Publisher, day, page and paragraph.
        reading: Address of the reading page, at the quote.
        source: Address of the article on the web, if it has one.
        receipt: The id of its receipt.
        also_in: Other articles that have it.
    """

    head: str
    before: str
    sentence: tuple[tuple[str, bool], ...]
    after: str
    title: str
    facts: str
    reading: str
    source: str | None
    receipt: str
    also_in: str


def shown(quote: Quote, texts: SharedTexts) -> ShownQuote:
    """Cuts a quote into what a page shows; its words together are the quote's."""
    first, last = quote.highlight.start - quote.start, quote.highlight.end - quote.start
    sentence = quote.text[first:last]
    pieces: tuple[tuple[str, bool], ...] = ((sentence, False),)
    if span := quote.answer_span:
        begin, end = span.start - quote.highlight.start, span.end - quote.highlight.start
        cut = ((sentence[:begin], False), (sentence[begin:end], True), (sentence[end:], False))
        pieces = tuple(piece for piece in cut if piece[0])
    receipt = id_of(quote)
    return ShownQuote(
        quote.head.text if quote.head else "",
        quote.text[:first],
        pieces,
        quote.text[last:],
        quote.citation.title,
        " · ".join(facts_of(quote.citation, texts)),
        reading_address(quote.citation.article, receipt),
        web_address(quote.citation.url),
        receipt,
        "; ".join(named(other, texts) for other in quote.also_in),
    )


def facts_of(citation: Citation, texts: SharedTexts) -> list[str]:
    """Publisher, day, page and paragraph of a citation, as far as they are known."""
    return [
        *([citation.publisher] if citation.publisher else []),
        *([texts.day_in_words(citation.date)] if citation.date else []),
        *([texts.page.format(number=citation.page)] if citation.page else []),
        *([texts.paragraph.format(number=citation.paragraph)] if citation.paragraph else []),
    ]


def named(citation: Citation, texts: SharedTexts) -> str:
    """An article by its title, publisher and day."""
    day = texts.day_in_words(citation.date) if citation.date else None
    facts = ", ".join(fact for fact in (citation.publisher, day) if fact)
    return f"{citation.title} ({facts})" if facts else citation.title


def reading_address(article_id: str, receipt: str = "") -> str:
    """The path of an article's reading page, at the words of a receipt if one is given."""
    path = f"/a/{percent_encoded(article_id)}"
    return f"{path}?{urlencode({'q': receipt})}#q_{receipt}" if receipt else path
