"""What an article's original holds and the article does not, line by line, each with the reason.

Read by the present reader and cleaner: what they would drop now. A line of a page that is no part
of what was found to be the article has no reason but that. A short line counts as the article's
only where it is a line of the article, a longer one where its words stand in it one after the
other.

And the other way round: a word of the article that does not stand in the original, or not in that
order, was not taken from there; somebody has changed it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.corpus.additions import Given, compose
from retrieval.corpus.cleaning import Dropped
from retrieval.corpus.cleaning.recurrence import Recurrences
from retrieval.corpus.readers.whole import whole_lines
from retrieval.language.shingles import words_of

_SHORT_WORDS = 4


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A line that only the original has.

    Attributes:
        line_number: Among the original's lines that hold a letter or digit, from 1.
        text: The whole line.
        dropped: Why cleaning dropped it; None where it stands beside the article.
    """

    line_number: int
    text: str
    dropped: Dropped | None


@dataclass(frozen=True, slots=True)
class OriginalDiff:
    """What parts an article from its original.

    Attributes:
        left: The lines that only the original has, in its order.
        own: The lines of the article's text of which a word does not stand in the original, or not
            in that order.
        lines: How many lines with a letter or digit the original has.
    """

    left: tuple[LeftLine, ...]
    own: tuple[str, ...]
    lines: int


def compare_with_original(
    raw: bytes,
    stem: str,
    suffix: str,
    given: Given,
    recurrences: Recurrences,
    title: str,
    text: str,
) -> OriginalDiff:
    """Compares an article with its original.

    Args:
        raw: The original.
        stem: Its name, without the suffix.
        suffix: With the dot.
        given: What is known of the article by hand.
        recurrences: As for `compose`.
        title: The article's headline.
        text: Its text.

    Returns:
        What parts them.

    Raises:
        ArticleError: The original cannot be read; the message is the reason.
    """
    lines = whole_lines(raw, suffix)
    composed = compose(raw, stem, suffix, given, frozenset(), recurrences)
    dropped: dict[tuple[str, ...], list[Dropped]] = {}
    for each in composed.dropped:
        dropped.setdefault(_words(each.text), []).append(each)
    own_lines = {_words(part) for line in (title, *text.split("\n")) for part in _parts(line)}
    whole = _run(words_of(text))
    left = []
    for number, line in enumerate(lines, 1):
        words = _words(line)
        reasons = dropped.get(words)
        reason = reasons.pop(0) if reasons else None
        is_own = words in own_lines or (len(words) >= _SHORT_WORDS and _run(words) in whole)
        if not is_own or (reason is not None and not reason.moved):
            left.append(LeftLine(number, line, reason))
    return OriginalDiff(tuple(left), tuple(_not_in(text, lines)), len(lines))


def _not_in(text: str, lines: Sequence[str]) -> Iterator[str]:
    """The lines of a text of which a word stands nowhere in the rest of the original."""
    words = [word for line in lines for word in words_of(line)]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    here = 0
    for line in text.split("\n"):
        found = _place_after(words_of(line), places, here)
        if found is None:
            yield line
        else:
            here = found


def _place_after(words: Sequence[str], places: dict[str, list[int]], here: int) -> int | None:
    """Where a line's words end if they are looked for in order from a place on; None if nowhere."""
    for word in words:
        known = places.get(word, [])
        next_ = bisect_left(known, here)
        if next_ == len(known):
            return None
        here = known[next_] + 1
    return here


def _parts(line: str) -> Iterator[str]:
    """A line, and what a row of a table holds."""
    yield line
    if line.startswith("|"):
        yield from line.split("|")


def _words(line: str) -> tuple[str, ...]:
    return tuple(words_of(line))


def _run(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
