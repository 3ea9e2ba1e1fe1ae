"""Mending SoMaJo's sentence ends; the golden tables show the rules at work on whole sentences."""

from __future__ import annotations

import pytest

from retrieval.segmentation.boundaries import Token, sentence_ends


def tokens(marked: str) -> list[Token]:
    """Reads tokens apart by blanks: "|" after one is SoMaJo's end, "_" sticks to the next."""
    found = []
    for word in marked.split():
        text, _, kind = word.rstrip("|_").partition("/")
        found.append(Token(text, kind or "regular", "|" in word, not word.endswith("_")))
    return found


@pytest.mark.parametrize(
    ("marked", "ends"),
    [
        ("Er geht_ ./symbol| Sie bleibt_ ./symbol|", [3, 6]),
        ("aus Iran./abbreviation Das stimmt", [2, 4]),
        ("aus Iran./abbreviation dem", [3]),
        ("Iran./abbreviation Das", [2]),
        ("der iran./abbreviation Botschafter", [3]),
        ("die EM./abbreviation Man", [2, 3]),
        ("am 18./ordinal Januar", [3]),
        ("war 5./ordinal Danach", [2, 3]),
        ("1./ordinal Der Vertrag", [3]),
        ("z./abbreviation B./abbreviation Die Zeit", [4]),
        ("Frau Dr./abbreviation Von Trotha", [4]),
        ("ernst_ ./symbol 1.500/number Menschen", [2, 4]),
        ("Tab_ ./symbol 4./ordinal Es", [3, 4]),
        ("ernst_ ./symbol|_ [_ 3_ ] Niemand", [5, 6]),
        ("ernst_ ./symbol| (_ AFP_ )", [5]),
        ("“| Er ging", [3]),
        ("ging_ .| “", [3]),
    ],
)
def test_german_rules(marked, ends):
    assert sentence_ends(tokens(marked), "de") == ends


def test_german_words_mend_no_english():
    marked = "from Iran./abbreviation Das"
    assert sentence_ends(tokens(marked), "de") == [2, 3]
    assert sentence_ends(tokens(marked), "en") == [3]


def test_no_tokens_no_sentences():
    assert sentence_ends([], "de") == []
