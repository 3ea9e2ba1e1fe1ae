"""Citations without an address lead to the reading pages; others stay as they are."""

from bot.reading_page import with_reading_pages
from retrieval.receipt import id_of
from tests.bot.builders import answered, quote


def test_only_what_has_no_address_is_given_one():
    bare = quote(url=None, plain_url=None)
    answer = answered(bare, quote())
    given = with_reading_pages(answer, "https://zitate.example/")
    address = f"https://zitate.example/q/{id_of(bare)}"
    assert (given.quotes[0].citation.url, given.quotes[0].citation.plain_url) == (address, address)
    assert given.quotes[1] == answer.quotes[1]


def test_without_public_pages_nothing_changes():
    answer = answered(quote(url=None, plain_url=None))
    assert with_reading_pages(answer, None) is answer
