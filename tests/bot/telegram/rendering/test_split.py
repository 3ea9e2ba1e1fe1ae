from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering.html import utf16_units
from bot.telegram.rendering.split import divide

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
sprinkled = st.lists(st.sampled_from(["ab", "c.", " ", "\n", "😀", "e\u0301"]), max_size=200)


def dots(text: str) -> list[int]:
    return [i + 1 for i, c in enumerate(text) if c == "."]


@given(texts | sprinkled.map("".join), st.integers(2, 60))
def test_the_parts_are_the_text_and_each_fits(text: str, budget: int) -> None:
    parts = divide(text, lambda _: budget, dots(text))
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(utf16_units(text[part.start : part.end]) <= budget for part in parts)
    assert all(a.end == b.start for a, b in itertools.pairwise(parts))


@given(sprinkled.map("".join), st.integers(4, 60))
def test_a_part_that_ends_inside_a_sentence_says_so(text: str, budget: int) -> None:
    ends = {0, *dots(text), len(text)}
    for part in divide(text, lambda _: budget, dots(text)):
        at_an_end = part.end in ends or len(text[: part.end].rstrip()) in ends
        assert part.inside_sentence is not at_an_end


def test_a_cut_prefers_the_last_sentence_end_in_reach() -> None:
    text = "Eins zwei. Drei vier. Fünf sechs."
    parts = divide(text, lambda _: 24, dots(text))
    assert [text[p.start : p.end] for p in parts] == ["Eins zwei. Drei vier. ", "Fünf sechs."]


def test_a_word_longer_than_a_part_is_cut_between_characters_not_inside_one() -> None:
    text = "e\u0301" * 10
    parts = divide(text, lambda _: 5, dots(text))
    assert all(text[p.start] == "e" for p in parts)
    assert all(p.inside_sentence for p in parts[:-1])


def test_budgets_may_differ() -> None:
    text = "a. " * 10
    sizes = [p.end - p.start for p in divide(text, lambda n: 9 if n else 3, dots(text))]
    assert sizes == [3, 9, 9, 9]
