"""Phrases in quotation marks, told and found word for word."""

from __future__ import annotations

import pytest

from retrieval.answering.phrases import holds_phrase, passages_with, phrases_in, words_of
from retrieval.library import Library
from tests.retrieval.press import generation_of

MARKED = [
    "Wer sagte „auf lange Sicht“?",
    "Wer sagte „auf lange Sicht”?",
    "Wer sagte “auf lange Sicht”?",
    "Wer sagte «auf lange Sicht»?",
    "Wer sagte »auf lange Sicht«?",
    'Wer sagte "auf lange Sicht"?',
    "Wer sagte 'auf lange Sicht'?",
    "Wer sagte ‚auf lange Sicht‘?",
    "Wer sagte ‹auf lange Sicht›?",
    "Wer sagte " + '"' + " auf lange Sicht " + '"',
]


@pytest.mark.parametrize("question", MARKED)
def test_any_quotation_marks_will_do(question: str) -> None:
    assert phrases_in(question) == ("auf lange Sicht",)


@pytest.mark.parametrize(
    "question",
    ["Was ist das?", "Wie geht's dir, Hans' Hund?", "Don't stop, it's John's", '"', '""', "„ …“"],
)
def test_apostrophes_and_empty_marks_are_no_phrases(question: str) -> None:
    assert phrases_in(question) == ()


def test_several_phrases() -> None:
    assert phrases_in("Steht „der Rat“ oder «die Stadt»?") == ("der Rat", "die Stadt")


def test_words_stand_in_a_row_in_whatever_case() -> None:
    text = "Der RAT der\n Stadt, so hieß es, tagt auf der Straße."
    for phrase in ("der rat der stadt", "so hiess es", "Stadt so hieß", "auf der STRASSE"):
        assert holds_phrase(text, phrase)
    for phrase in ("Rat Stadt", "at der", "Straße auf", "auf der Strass"):
        assert not holds_phrase(text, phrase)


def test_only_passages_that_hold_it_are_found(press: Library) -> None:
    index = generation_of(press)
    phrase = "ruht auf zwei Pfeilern"
    [found] = passages_with(index, phrase, None)
    assert phrase in words_of(index, found)
    assert passages_with(index, "zwei Pfeilern ruht auf", None) == []
    assert passages_with(index, "auf der", None) == []
    assert passages_with(index, phrase, index.catalog.passages_of_articles(None, None, "x")) == []
