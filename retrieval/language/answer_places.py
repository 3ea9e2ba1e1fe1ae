"""Where in a sentence the kind of answer stands that a question asks for: the date, the sum.

What a sentence can hold is told by the same expressions when it is indexed (`answer_type.py`,
`amounts.py`); here they say where. A date is the whole of it: "Freitag, 18. Januar 2025", of which
the parts alone are dates too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from retrieval.language.amounts import SPANS_AS_DATES, amounts_in, compiled
from retrieval.language.answer_type import AnswerType, dates_in

Place = tuple[int, int]
"""First code point and one past the last, in the sentence."""

# What may stand between the parts of one date, and before the first of them.
_BETWEEN: Final = re.compile(r"[\s,]{0,2}(?:(?:den|dem|der|the|of|um|at)\s)?(?:\d{1,2}\.?,?\s)?")
_DAY_BEFORE: Final = re.compile(r"(?<!\d)\d{1,2}(?:\.|st|nd|rd|th)?\s(?:of\s)?$")


def answer_place(sentence: str, expected: AnswerType) -> Place | None:
    """Where the one thing stands that is of an expected kind.

    Args:
        sentence: Its words.
        expected: What the question expects.

    Returns:
        Its place; None where the kind has no place, or the sentence holds none of it or several.
    """
    if not expected:  # the expressions need not be compiled
        return None
    found = sorted(set(_places(sentence, expected)), key=lambda place: (place[0], -place[1]))
    if not found:
        return None
    start, end = found[0]
    # "Prozent" is a share, and "7,5 Prozent" is.
    return (start, end) if all(within <= end for _, within in found) else None


def _places(sentence: str, expected: AnswerType) -> Iterator[Place]:
    dates = dates_in(sentence)
    if AnswerType.DATE in expected:
        ago = [match.span() for match in compiled(SPANS_AS_DATES).finditer(sentence)]
        yield from _whole_dates(sentence, sorted([*dates, *ago]))
    for name, place in amounts_in(sentence, dates):
        if AnswerType[name] in expected and place[0] < place[1]:
            yield place


def _whole_dates(sentence: str, parts: list[Place]) -> Iterator[Place]:
    """Dates of which the parts stand together, from the day on."""
    whole: Place | None = None
    for start, end in parts:
        if whole and _BETWEEN.fullmatch(sentence, whole[1], max(start, whole[1])):
            whole = whole[0], max(end, whole[1])
            continue
        if whole:
            yield whole
        day = _DAY_BEFORE.search(sentence, 0, start)
        whole = (day.start() if day else start), end
    if whole:
        yield whole
