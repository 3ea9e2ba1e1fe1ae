from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering.citation import MAX_COPY_CHARS, best_url, copied, shorten, source_line
from bot.telegram.rendering.html import linkable, utf16_units
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.bot.builders import citation, quote

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def test_what_is_copied_holds_the_sentence_and_its_source() -> None:
    assert copied(quote(), DE) == (
        "„Der Vertrag wurde am 17. Januar unterzeichnet.“ („Vertrag unterzeichnet“, Tagblatt,"
        " 18. Januar 2025, Absatz 3, https://tagblatt.example/a)"
    )


def test_the_address_goes_before_the_title_and_the_title_before_the_words() -> None:
    far = quote(plain_url="https://tagblatt.example/" + "a" * 250)
    assert copied(far, EN) == (
        "“Der Vertrag wurde am 17. Januar unterzeichnet.” (“Vertrag unterzeichnet”, Tagblatt,"
        " 18 January 2025, paragraph 3)"
    )
    assert copied(quote(title="Wort " * 100), DE) == (
        "„Der Vertrag wurde am 17. Januar unterzeichnet.“ (Tagblatt, 18. Januar 2025, Absatz 3)"
    )


LONGEST = MAX_COPY_CHARS - len("„“ (Tagblatt, 18. Januar 2025, Absatz 3)")


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_words_that_do_not_fit_with_a_source_are_not_copied(length: int) -> None:
    sentence = "x" * length
    line = copied(quote(sentence=sentence), DE)
    if length == LONGEST:
        assert line == f"„{sentence}“ (Tagblatt, 18. Januar 2025, Absatz 3)"
        assert utf16_units(line) == MAX_COPY_CHARS
    else:
        assert line is None


@given(text, text, st.none() | text, st.none() | text)
def test_what_is_copied_is_verbatim_and_never_too_long(words, title, publisher, url) -> None:
    line = copied(quote(sentence=words, title=title, publisher=publisher, plain_url=url), DE)
    if line is not None:
        assert line.startswith(f"„{words}“ (")
        assert utf16_units(line) <= MAX_COPY_CHARS


@given(text, st.integers(1, 100))
def test_shorten_keeps_the_limit(value: str, limit: int) -> None:
    short = shorten(value, limit)
    assert utf16_units(short) <= limit
    whole = " ".join(value.split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


def test_an_address_with_a_proven_fragment_is_preferred() -> None:
    assert best_url(citation()) == "https://tagblatt.example/a#:~:text=Der%20Vertrag"
    long = "https://tagblatt.example/a#:~:text=" + "x" * 3000
    assert best_url(citation(url=long)) == "https://tagblatt.example/a"
    assert best_url(citation(url=None, plain_url=None)) is None


def test_what_telegram_takes_as_a_link() -> None:
    for url in ("https://a.example", "http://a.example:80/x?y#z", "HTTPS://Ä.example/ö"):
        assert linkable(url)
    for url in (
        *("ftp://a.example", "javascript:alert(1)", "https://localhost/x", "https:///x"),
        *("https://a.example/ b", "https://a.example/\n", "a.example", "https://./x"),
        "https://a.example/" + "&" * 500,
    ):
        assert not linkable(url)


def test_the_page_of_a_document_is_named_below_a_quote_and_copied() -> None:
    paged = quote(page=4, url=None, plain_url=None)
    assert source_line(paged.citation, DE, date_entity=False).html == (
        "Vertrag unterzeichnet · Tagblatt · 18. Januar 2025 · Seite 4"
    )
    assert "18 January 2025, page 4, paragraph 3)" in (copied(paged, EN) or "")
