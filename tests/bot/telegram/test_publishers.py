"""Which publisher a text names, and what it asks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.telegram.publishers import Named, publisher_number, publishers_of, read_publisher

KNOWN = ["Talbote", "Talbote am Sonntag", "Landpost", "Neue Zürcher Zeitung"]
ASKED = "Was kostet die Brücke?"


@pytest.mark.parametrize(
    ("text", "publisher", "question"),
    [
        (f"Talbote {ASKED}", "Talbote", ASKED),
        (f"talbote: {ASKED}", "Talbote", ASKED),
        (f"TALBOTE,  {ASKED}", "Talbote", ASKED),
        (f"Talbote am Sonntag {ASKED}", "Talbote am Sonntag", ASKED),
        (f"Neue  Zürcher\nZeitung {ASKED}", "Neue Zürcher Zeitung", ASKED),
        ("Landpost", "Landpost", ""),
        ("Landpost Talbote", "Landpost", "Talbote"),
    ],
)
def test_a_known_publisher_is_read(text, publisher, question):
    assert read_publisher(text, KNOWN) == Named(publisher, publisher, question)


@pytest.mark.parametrize(
    ("text", "typed", "question"),
    [
        (f"Tagblatt {ASKED}", "Tagblatt", ASKED),
        (f"Das Blatt vom Ort: {ASKED}", "Das Blatt vom Ort", ASKED),
        (f"Neue Zürcher Zeitug {ASKED}", "Neue Zürcher Zeitug", ASKED),
        (f"Talboten {ASKED}", "Talboten", ASKED),
        (ASKED, "", ASKED),
        ("Tagblatt", "Tagblatt", ""),
        ("", "", ""),
    ],
)
def test_an_unknown_one_is_told_from_the_question(text, typed, question):
    assert read_publisher(text, KNOWN) == Named(None, typed, question)


def test_publishers_with_more_articles_come_first():
    names = ["B", None, "A", "C", "C"]
    assert publishers_of([SimpleNamespace(publisher=name) for name in names]) == ["C", "A", "B"]


def test_a_number_stands_for_one_publisher_and_fits_into_a_button():
    numbers = [publisher_number(name) for name in KNOWN]
    assert len(set(numbers)) == len(KNOWN)
    assert all(0 <= number < 1_000_000 for number in numbers)
