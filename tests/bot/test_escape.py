import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escape import escape_in_json, one_line, visible

UNSAFE = [chr(code) for code in (0x00, 0x07, 0x08, 0x0D, 0x1B, 0x7F, 0x85, 0x9B)] + [
    "\u061c",
    "\u200e",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u2028",
    "\ufeff",
    "\ud800",
]
anything = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize("character", UNSAFE, ids=[f"{ord(c):04x}" for c in UNSAFE])
def test_a_steering_character_becomes_an_escape(character):
    shown = visible(f"vor{character}nach")

    assert character not in shown
    assert shown.startswith("vor\\")
    assert shown.endswith("nach")


def test_an_escape_sequence_is_shown_with_its_words():
    assert visible("\x1b[2Jweg \u202ekehrt") == "\\x1b[2Jweg \\u202ekehrt"


@pytest.mark.parametrize(
    "text", ["„Zitat“ – 5 %", "a\nb\tc", "👩\u200d🚀", "Ελλάδα", "שלום", "e\u0301"]
)
def test_words_stay_as_they_are(text):
    assert visible(text) == text


@given(anything)
def test_nothing_that_steers_is_left(text):
    left = {unicodedata.category(character) for character in visible(text)} - {"Cf"}

    assert not {c for c in visible(text) if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
    assert not left & {"Cs", "Zl", "Zp"}


@given(anything)
def test_json_escapes_are_read_back_exactly(text):
    document = escape_in_json(json.dumps({"text": text}, ensure_ascii=False))

    assert json.loads(document) == {"text": text}
    assert len(document.splitlines()) == 1
    document.encode()


def test_one_line_folds_white_space():
    assert one_line(" Titel\n zwei\t\x1b ") == "Titel zwei \\x1b"
