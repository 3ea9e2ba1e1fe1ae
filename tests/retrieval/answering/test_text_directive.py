"""The search that browsers run for a text directive, case by case after the draft."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.text_directive import TextDirective, render
from tests.retrieval.answering.browser_search import find_matches, parse

WRITTEN = [
    (TextDirective("ein Wort"), "ein%20Wort"),
    (TextDirective("von", "bis"), "von,bis"),
    (TextDirective("von", "bis", "vor", "nach"), "vor-,von,bis,-nach"),
    (TextDirective("S-400, 5 % & mehr"), "S%2D400%2C%205%20%25%20%26%20mehr"),
    (TextDirective("Öl", prefix="ß-"), "%C3%9F%2D-,%C3%96l"),
    (TextDirective("a", suffix="-b"), "a,-%2Db"),
]
FOUND = [
    # text, directive, what is matched
    ("Der Rat tagt.", "rat", ["Rat"]),
    ("Der Verrat am Rathaus.", "rat", []),
    ("Der Rat, der Rat.", "der%20rat", ["Der Rat", "der Rat"]),
    ("Die STRAẞE, die Strasse", "stra%C3%9Fe", ["STRAẞE", "Strasse"]),
    ("Über uns", "uber", ["Über"]),
    ("Ein  langer\u00a0Satz", "ein%20langer%20satz", ["Ein  langer\u00a0Satz"]),
    ("Ein\nSatz", "ein%20satz", []),
    ("Ein Satz.\n\nNoch ein Satz.", "ein,satz", ["Ein Satz", "ein Satz"]),
    ("Ein Anfang.\nDas Ende.", "anfang,ende", ["Anfang.\nDas Ende"]),
    ("Anfang Mitte Ende Ende", "anfang,ende", ["Anfang Mitte Ende"]),
    ("Ende Anfang", "anfang,ende", []),
    ("Anfang endete", "anfang,ende", []),
    ("rot eins, blau eins", "blau-,eins", ["eins"]),
    ("rot eins, blau eins", "rot-,eins,-%2C%20blau", ["eins"]),
    ("blau\neins", "blau-,eins", ["eins"]),
    ("eins zwei, eins drei", "eins,-drei", ["eins"]),
    ("eins drei", "eins,-dr", []),
    ("a b x, a b y", "a,b,-y", ["a b x, a b", "a b"]),
    ("hellblau eins", "blau-,eins", []),
    ("hell-blau eins", "blau-,eins", ["eins"]),
    ("Trump's Haus", "trump", []),
    ("um 3,5 Prozent", "5", []),
    ("das Ende.", "ende", ["Ende"]),
    ("a_b", "b", []),
]


@pytest.mark.parametrize(("directive", "written"), WRITTEN)
def test_a_directive_is_written_and_read_back(directive, written):
    assert str(directive) == written
    assert parse(written) == directive


@pytest.mark.parametrize("value", ["", ",", "a,b,c", "a-", "-b", "a-,-b", "a-,", ",b", "-,a"])
def test_a_directive_that_browsers_ignore(value):
    assert parse(value) is None
    assert find_matches("a b c", value) == []


@pytest.mark.parametrize(("text", "directive", "found"), FOUND)
def test_matches(text, directive, found):
    assert [text[start:end] for start, end in find_matches(text, directive)] == found


terms = st.text(min_size=1, max_size=12)
optional = st.none() | terms


@given(st.text() | st.text("aAßÄ™ϒϲİ\u0307\u200b \n\t\r\u00a0\u2003\x1c\x85", max_size=30))
def test_rendering_folds_each_character_by_itself(text):
    def folded(character):
        for _ in range(2):  # ™, TM, tm
            decomposed = unicodedata.normalize("NFKD", character.casefold())
            kept = (c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
            character = "".join(kept)
        return character

    def collapsed(space):
        return "\n" if "\n" in space.group() else " "

    assert render(text) == re.sub(r"\s+", collapsed, "".join(map(folded, text)))


@given(st.builds(TextDirective, terms, optional, optional, optional))
def test_any_directive_survives_its_encoding(directive):
    assert parse(str(directive)) == directive


@given(st.text(max_size=60), st.integers(0, 60))
def test_rendering_keeps_beginnings(text, cut):
    cut = min(cut, len(text))
    if render(text[cut : cut + 1]).strip():
        assert render(text).startswith(render(text[:cut]))


@given(st.text(alphabet="aäß \n.x", max_size=40), st.text(alphabet="aäß x", min_size=1, max_size=4))
def test_matches_lie_in_the_text_and_render_to_the_term(text, term):
    for start, end in find_matches(text, TextDirective(term.strip() or "a")):
        assert 0 <= start < end <= len(text)
        assert render(term.strip() or "a") in render(text[start:end])
