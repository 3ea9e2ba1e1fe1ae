from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering.citation import MAX_COPY_CHARS, best_url, copy_line, shorten
from bot.telegram.rendering.html import linkable, utf16_units
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.bot.builders import citation

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def test_copy_line_holds_everything_where_it_fits() -> None:
    line = copy_line(citation(), DE)
    assert line == (
        "„Vertrag unterzeichnet“, Tagblatt, 18. Januar 2025, Absatz 3, https://tagblatt.example/a"
    )


def test_copy_line_gives_up_the_address_before_the_title() -> None:
    line = copy_line(citation(plain_url="https://tagblatt.example/" + "a" * 250), EN)
    assert line == "“Vertrag unterzeichnet”, Tagblatt, 18 January 2025, paragraph 3"


def test_copy_line_shortens_the_title_last() -> None:
    line = copy_line(citation(title="Wort " * 100), DE)
    assert line.startswith("„Wort Wort")
    assert "…“, Tagblatt, 18. Januar 2025, Absatz 3" in line


@given(text, st.none() | text, st.none() | text)
def test_copy_line_is_never_too_long_nor_empty(title, publisher, url) -> None:
    line = copy_line(citation(title=title, publisher=publisher, plain_url=url), DE)
    assert 0 < utf16_units(line) <= MAX_COPY_CHARS
    assert "\n" not in line or url


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
