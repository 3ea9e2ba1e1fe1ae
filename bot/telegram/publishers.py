"""Which publisher a text names at its beginning, as `/from PUBLISHER QUESTION` does."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from retrieval.article import ArticleSummary
from retrieval.library import Library

COMMANDS: Final = ("from", "von")
_MAX_NAME_WORDS: Final = 4
_CLOSE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Named:
    """What a text says.

    Attributes:
        publisher: The publisher it names; None where it names none that is known.
        typed: What stands in the place of the name; may be empty.
        question: The rest; may be empty.
    """

    publisher: str | None
    typed: str
    question: str


def publishers_of(articles: Iterable[ArticleSummary]) -> list[str]:
    """The publishers, those with the most articles first."""
    counted = Counter(article.publisher for article in articles if article.publisher)
    return sorted(counted, key=lambda name: (-counted[name], name))


def publisher_number(name: str) -> int:
    """A number of at most six digits that stands for a publisher in a button."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 1_000_000


def read_publisher(text: str, known: Sequence[str]) -> Named:
    """Parts a text into a publisher and a question.

    Args:
        text: What follows the command; a colon may part both.
        known: The publishers.

    Returns:
        The longest known name it begins with, in any case. Where there is none, what is close to
        one, what stands before a colon, or the first word is in its place, unless that asks.
    """
    text = " ".join(text.split())
    for name in sorted(known, key=len, reverse=True):
        if found := re.match(rf"{re.escape(name)}(?!\w)[:,]?\s*", text, re.IGNORECASE):
            return Named(name, name, text[found.end() :])
    before, colon, after = text.partition(":")
    if colon and len(before.split()) <= _MAX_NAME_WORDS:
        return Named(None, before, after.strip())
    words = text.split(" ")
    counts = range(1, min(_MAX_NAME_WORDS, len(words)) + 1)
    likeness = {n: _likeness(" ".join(words[:n]), known) for n in counts}
    closest = max(counts, key=likeness.__getitem__)
    if likeness[closest] >= _CLOSE:
        return Named(None, " ".join(words[:closest]), " ".join(words[closest:]))
    if Library.hangs(words[0]):
        return Named(None, "", text)
    return Named(None, words[0], " ".join(words[1:]))


def _likeness(typed: str, known: Sequence[str]) -> float:
    """How much some words are like the publisher most like them, in [0, 1]."""
    like = (SequenceMatcher(None, typed.casefold(), name.casefold()).ratio() for name in known)
    return max(like, default=0.0)
