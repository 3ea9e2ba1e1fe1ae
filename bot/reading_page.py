"""Citations without a web address lead to the reading pages, where those can be reached."""

from __future__ import annotations

from dataclasses import replace

from retrieval.answer import Answer, Quote
from retrieval.receipt import id_of


def with_reading_pages(answer: Answer, public_url: str | None) -> Answer:
    """Gives each quote whose article has no address that of its words on the reading page.

    Args:
        answer: The answer.
        public_url: Where `wortlaut serve` is reached; None where it is not.

    Returns:
        The answer; the same if there is nothing to give.
    """
    if public_url is None:
        return answer
    return replace(answer, quotes=tuple(_addressed(quote, public_url) for quote in answer.quotes))


def _addressed(quote: Quote, public_url: str) -> Quote:
    if quote.citation.plain_url:
        return quote
    address = f"{public_url.rstrip('/')}/q/{id_of(quote)}"
    return replace(quote, citation=replace(quote.citation, url=address, plain_url=address))
