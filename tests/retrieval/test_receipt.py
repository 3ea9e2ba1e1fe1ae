"""Receipts' ids: short, the same for ever, right for one quote alone."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ReceiptError
from retrieval.receipt import read_receipt_id, receipt_id
from tests.bot.builders import SENTENCE

ID = receipt_id("2025-01-18-brücke", 1204, 1378, SENTENCE)


def test_an_id_is_what_it_always_was():
    assert ID == "n5whqd09nr0g2ac3gyg0"


@given(st.text(), st.integers(0, 2**40), st.integers(0, 2**20), st.text())
def test_an_id_says_where_and_proves_the_words(article, start, length, words):
    made = receipt_id(article, start, start + length, words)
    key = read_receipt_id(made)
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{16,29}", made)
    assert (key.start, key.end) == (start, start + length)
    assert key.is_of(article)
    assert key.proves(article, words)
    assert not key.proves(article, words + ".")
    assert not key.proves(article + "x", words)


@given(st.data())
def test_whatever_character_is_mistyped_it_proves_nothing(data):
    at = data.draw(st.integers(0, len(ID) - 1))
    other = data.draw(st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz".replace(ID[at], "")))
    try:
        key = read_receipt_id(ID[:at] + other + ID[at + 1 :])
    except ReceiptError:
        return
    assert not (key.is_of("2025-01-18-brücke") and key.proves("2025-01-18-brücke", SENTENCE))


def test_capitals_hyphens_and_look_alikes_are_read_as_meant():
    typed = "-".join(re.findall(".{1,4}", ID.upper())).replace("0", "O").replace("1", "I")
    assert read_receipt_id(f" {typed} ") == read_receipt_id(ID)
    assert read_receipt_id(ID.replace("1", "l")) == read_receipt_id(ID)


def test_the_same_article_by_another_normal_form_is_the_same():
    assert receipt_id("bru\u0308cke", 0, 1, "x") == receipt_id("br\u00fccke", 0, 1, "x")


@pytest.mark.parametrize(
    "typed", ["", " ", "a", ID[:-1], ID + "0", ID + "00", "u" * 20, "ß" * 20, "0" * 400, ID + "\0"]
)
def test_what_is_no_id_is_refused_by_name(typed):
    with pytest.raises(ReceiptError, match="no id of a receipt"):
        read_receipt_id(typed)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_id_or_refused(typed):
    with suppress(ReceiptError):
        read_receipt_id(typed)
