"""Which amounts a sentence holds: money, shares, spans of time, measures, ages, counts.

An amount is a number with its unit; a number that has none, and is no part of a date, counts
something. Number words count as digits do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from retrieval.language.de import DE
from retrieval.language.en import EN
from retrieval.language.words import Words

LANGUAGES: Final = (DE, EN)


def any_of(part: Callable[[Words], str]) -> str:
    """A regular expression for what any of the languages knows, given as one."""
    return "|".join(part(words) for words in LANGUAGES)


def listed(part: Callable[[Words], str]) -> str:
    """The same for what they list, parted by blanks."""
    return "|".join(map(re.escape, " ".join(part(words) for words in LANGUAGES).split()))


_LARGER: Final = rf"(?:{listed(lambda w: w.large_numbers)})\w*"
_WORDED: Final = rf"\b(?:(?:{any_of(lambda w: w.numbers)})(?:mal)?|{_LARGER})\b"
_ONE: Final = rf"\b(?:{any_of(lambda w: w.one)})\b"
_LARGE: Final = rf"(?:\s?(?:mio|mrd|{_LARGER})\b\.?)?[\s-]?"
_NUMBER: Final = rf"(?P<number>\d[\d.,]*(?<!\.)(?<!,)|{_WORDED})|(?P<one>{_ONE})"
_CURRENCY: Final = rf"(?:us-)?(?:{listed(lambda w: w.currencies)})n?(?!\w)"
_TIME: Final = rf"(?:{any_of(lambda w: w.time_units)})\b"
_SPAN: Final = rf"(?:\b\d[\d.,]{{0,20}}|{_WORDED}|{_ONE})[\s-]?{_TIME}"

SPANS_AS_DATES: Final = (
    rf"\b(?:{any_of(lambda w: w.since)})\s(?:\w+\s)?{_SPAN}"
    rf"|{_SPAN}\s(?:{any_of(lambda w: w.ago)})\b|\b\d0(?:er\sjahren?|s)\b"
)
# By what follows a number, and by what needs none.
_UNITS: Final = {
    "MONEY": rf"{_LARGE}{_CURRENCY}",
    "PERCENT": rf"\s?%|[\s-]?(?:{any_of(lambda w: w.shares)})\b",
    "DURATION": rf"{_LARGE}{_TIME}",
    "MEASURE": rf"{_LARGE}(?:{any_of(lambda w: w.measures)})(?!\w)",
}
_SIGNED: Final = r"[€$£]\s?\d[\d.,]*"
_UNNUMBERED: Final = {
    "MONEY": rf"{_SIGNED}|\b(?:{any_of(lambda w: w.free)})\b",
    "PERCENT": rf"\b(?:{any_of(lambda w: w.shares)})\b",
    "DURATION": rf"\b(?:{any_of(lambda w: w.lasting)})\b",
}
_AGED: Final = rf"(?:\d{{1,3}}(?!\d)|{_WORDED})"
_AGE: Final = (
    rf"\b(?:{any_of(lambda w: w.ages)})".replace("#", _AGED)
    + r"|\(\d{1,3}\)|(?<=[^\W\d]),\s\d{1,3},\s"
)
_ORDINAL: Final = r"\.\s?\w|(?:st|nd|rd|th)\b"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a sentence is first looked through: whoever only asks needs none of these."""
    return re.compile(pattern, re.IGNORECASE)


def amounts_in(
    sentence: str, dates: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Finds the amounts that a sentence holds.

    Args:
        sentence: Its words.
        dates: Start and end of its dates and times of day, whose numbers count nothing.

    Yields:
        The kind's name in `AnswerType`; first code point and one past the last. Where a verb alone
        says that something lasts, both are the same.
    """
    for name, words in _UNNUMBERED.items():
        for found in compiled(words).finditer(sentence):
            yield name, (found.start(), found.start() if name == "DURATION" else found.end())
    ages = [found.span() for found in compiled(_AGE).finditer(sentence)]
    yield from (("AGE", place) for place in ages)
    taken = bytearray(len(sentence))
    for start, end in (*dates, *ages, *(m.span() for m in compiled(_SIGNED).finditer(sentence))):
        taken[start:end] = b"\1" * (end - start)
    for number in compiled(_NUMBER).finditer(sentence):
        units = [
            (name, counted.end())
            for name, unit in _UNITS.items()
            if (counted := compiled(unit).match(sentence, number.end()))
        ]
        yield from ((name, (number.start(), end)) for name, end in units)
        if (
            number["number"]
            and not units
            and not compiled(_ORDINAL).match(sentence, number.end())
            and not taken[number.start()]
        ):
            yield "COUNT", number.span()
