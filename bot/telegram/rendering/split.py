"""Dividing a text that is too long for one message.

What goes in: a text, the offsets at which its sentences end, and how much fits. What comes out:
spans that follow one another without gap or overlap, so that the parts put together are the text.

A cut falls at the end of a sentence if any sentence end is in reach, else between two words, and
only where a single word is longer than a message between two characters. The last two are reported,
for the renderer to say so: a reader must not take the break for the writer's.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.telegram.rendering.html import utf16_units


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a divided text.

    Attributes:
        start: First code point.
        end: One past the last.
        inside_sentence: Whether the part ends where no sentence ends.
    """

    start: int
    end: int
    inside_sentence: bool


def divide(text: str, budgets: Callable[[int], int], sentence_ends: Iterable[int]) -> list[Part]:
    """Divides a text into parts that fit.

    Args:
        text: The text; if it fits whole it is one part.
        budgets: How many UTF-16 code units part number n (from 0) may have; at least 2.
        sentence_ends: One past the last code point of each of the text's sentences.

    Returns:
        At least one part; together they are the text.
    """
    if utf16_units(text) <= budgets(0):
        return [Part(0, len(text), inside_sentence=False)]
    ends = sorted({*sentence_ends, len(text)})
    parts: list[Part] = []
    start = 0
    while start < len(text):
        reach = _reach(text, start, budgets(len(parts)))
        end, inside = _cut(text, start, reach, ends)
        parts.append(Part(start, end, inside))
        start = end
    return parts


def _reach(text: str, start: int, budget: int) -> int:
    """One past the last code point that fits."""
    units = 0
    for position in range(start, len(text)):
        units += 2 if text[position] > "\uffff" else 1
        if units > budget:
            return max(position, start + 1)
    return len(text)


def _cut(text: str, start: int, reach: int, ends: Sequence[int]) -> tuple[int, bool]:
    if reach == len(text):
        return reach, False
    # White space after a sentence goes with it, so that no part begins with a blank.
    last = bisect_right(ends, reach) - 1
    if last >= 0 and ends[last] > start:
        return _skip_space(text, ends[last], reach), False
    for position in range(reach, start, -1):
        if text[position - 1].isspace():
            return position, len(text[:position].rstrip()) not in {0, *ends}
    return _character_end(text, start, reach), True


def _skip_space(text: str, position: int, reach: int) -> int:
    while position < reach and text[position].isspace():
        position += 1
    return position


def _character_end(text: str, start: int, reach: int) -> int:
    """Moves a cut before marks that belong to the character ahead of them."""
    position = reach
    while position > start + 1 and (
        unicodedata.combining(text[position])
        or text[position] in "\u200d\ufe0f"
        or text[position - 1] == "\u200d"
    ):
        position -= 1
    return position
