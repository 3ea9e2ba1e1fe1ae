"""What differs between two texts: all of it, nothing else, and readable."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.word_changes import text_changes

WORDS = st.lists(
    st.sampled_from(["der", "Rat", "30", "31", ".", "„", "“", "und", "\n\n", "\n"]), max_size=40
).map(" ".join)


def shown(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.before, change.after) for change in text_changes(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("mit 30 Stimmen", "mit 31 Stimmen", [("30", "31")]),
        ("um 5,5 % gestiegen", "um 6,5 % gestiegen", [("5,5", "6,5")]),
        ("Er kommt nicht.", "Er kommt.", [("nicht", "")]),
        ("Eins. Zwei.", "Eins. Neu. Zwei.", [("", "Neu.")]),
        ("Das Ende.", "Das Ende.\n\nNachtrag: mehr.", [("", "Nachtrag: mehr.")]),
        ("Vorspann.\n\nText.", "Text.", [("Vorspann.", "")]),
        ("„Ja“", '"Ja"', [("„Ja“", '"Ja"')]),
        ("ein  Satz\nhier", "ein Satz hier", []),
        ("er ging in der Stadt um", "er ging zur Mitte der Stadt um", [("in", "zur Mitte")]),
        ("", "Neu", [("", "Neu")]),
        ("Alt", "", [("Alt", "")]),
        ("", "", []),
    ],
)
def test_changes(before: str, after: str, changes: list[tuple[str, str]]) -> None:
    assert shown(before, after) == changes


def test_a_new_paragraph_does_not_tear_the_others_apart() -> None:
    first, last = "Der Rat hat getagt und der Rat hat beschlossen.", "Der Rat ging nach Hause."
    new = "Der Rat hat der Stadt und der Presse nichts gesagt."
    assert shown(f"{first}\n\n{last}", f"{first}\n\n{new}\n\n{last}") == [("", new)]


@given(WORDS, WORDS)
def test_each_change_is_a_slice_and_what_is_between_is_the_same(before: str, after: str) -> None:
    rest: tuple[list[str], list[str]] = [], []
    ends = 0, 0
    for change in text_changes(before, after):
        assert before[change.before_start : change.before_end] == change.before
        assert after[change.start : change.end] == change.after
        assert change.before or change.after
        rest[0].append(before[ends[0] : change.before_start])
        rest[1].append(after[ends[1] : change.start])
        ends = change.before_end, change.end
    rest[0].append(before[ends[0] :])
    rest[1].append(after[ends[1] :])
    assert [re.sub(r"\s", "", t) for t in rest[0]] == [re.sub(r"\s", "", t) for t in rest[1]]


@given(WORDS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert text_changes(text, text) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("wort " * 30_000, "wort " * 20_000 + "anders " * 10_000),
        ("\n".join(map(str, range(20_000))), "\n".join(map(str, range(20_000, 0, -1)))),
        (" ".join(map(str, range(30_000))), " ".join(map(str, range(30_000, 0, -1)))),
    ],
    ids=["one word", "lines", "words"],
)
def test_a_monster_takes_no_minutes(before: str, after: str) -> None:
    began = time.process_time()
    assert text_changes(before, after)
    assert time.process_time() - began < 20
