"""Runs of combining marks, in which normal forms take time that grows with the square of the run.

No word of any language has more than a handful; the Stream-Safe Text Format of UAX #15 (Unicode
Normalization Forms, section 13) stops at 30, and so does this.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

MAX_MARKS: Final = 30
# Marks are no word characters, and none is ASCII; nor is what is invisible, which may part them and
# be dropped later. Whatever is not found so has no long run.
_CANDIDATES: Final = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")


def has_long_run(text: str) -> bool:
    """Whether more than `MAX_MARKS` marks stand in a row anywhere."""
    return any(
        run > MAX_MARKS
        for candidate in _CANDIDATES.finditer(text)
        for run in _runs(candidate.group())
    )


def _runs(text: str) -> Iterator[int]:
    """At each character, how many marks stand in a row up to it, the invisible not counted."""
    run = 0
    for character in text:
        if unicodedata.combining(character):
            run += 1
        elif unicodedata.category(character) != "Cf":
            run = 0
        yield run


def without_long_runs(text: str) -> str:
    """The text with no more than `MAX_MARKS` marks in a row; those that follow are dropped."""
    if not has_long_run(text):
        return text
    kept = zip(text, _runs(text), strict=True)
    return "".join(
        character
        for character, run in kept
        if run <= MAX_MARKS or not unicodedata.combining(character)
    )
