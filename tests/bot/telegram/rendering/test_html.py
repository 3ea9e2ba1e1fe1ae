from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering import html
from bot.telegram.rendering.answer import Style, render_page
from bot.telegram.rendering.html import MAX_MESSAGE_UNITS, Fragment, utf16_units
from bot.texts.telegram_de import DE
from retrieval.answer import Certainty
from tests.bot.builders import quote
from tests.e2e import bot_api_html

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(texts)
def test_units_are_those_of_utf_16(text: str) -> None:
    assert utf16_units(text) == len(text.encode("utf-16-le")) // 2


def test_what_is_beyond_the_basic_plane_counts_twice() -> None:
    assert utf16_units("aä€") == 3
    assert utf16_units("😀") == 2
    messages = render_page([quote("", "😀" * 5000, "")], 0, Style(DE), Certainty.ANSWERED)
    assert all(bot_api_html.parse(m).units <= MAX_MESSAGE_UNITS for m in messages)


@given(texts, texts, texts)
def test_a_fragment_knows_its_size(one: str, two: str, three: str) -> None:
    inner = html.text(one) + html.bold(two)
    whole = html.join("\n", [html.quote_block(inner), html.italic(three), html.code(one)])
    parsed = bot_api_html.parse(whole.html)
    assert parsed.units == whole.units
    assert len(parsed.entities) == whole.entities
    assert parsed.text == "\n".join(part for part in (one + two, three, one) if part)


def test_nothing_is_no_tag() -> None:
    assert html.bold("") == html.quote_block(html.text("")) == Fragment()
    assert html.join(", ", [Fragment(), html.text("a"), Fragment(), html.text("b")]).html == "a, b"


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    (entity,) = bot_api_html.parse(html.link("x", 'https://a.example/"><b>').html).entities
    assert entity["url"] == 'https://a.example/"><b>'
    assert html.link("<x>", "javascript:alert(1)").html == "&lt;x&gt;"


@pytest.mark.parametrize(
    ("fragment", "fits"),
    [
        (Fragment("x", 4096, 100), True),
        (Fragment("x", 4097, 1), False),
        (Fragment("x", 1, 101), False),
        (Fragment("ü" * 15_001, 1, 1), False),
    ],
)
def test_what_fits_into_a_message(fragment: Fragment, fits: bool) -> None:
    assert fragment.fits is fits


def test_plainer_forms() -> None:
    source = (html.bold("<Wann?>") + html.day(dt.date(2025, 1, 18), "18. Januar 2025")).html
    assert html.without_days(source) == "<b>&lt;Wann?&gt;</b>18. Januar 2025"
    assert html.as_plain(source) == "<Wann?>18. Januar 2025"
