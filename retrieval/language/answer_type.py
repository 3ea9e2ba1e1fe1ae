"""What kind of answer a question expects: a date, an amount, or nothing that can be told.

"Wann …?" is answered by a sentence that names a time, "Was kostet …?" by one that names a sum of
money, "Wie viele …?" by one with a number that is neither; vectors blur that. Sentences are looked
through once, when they are indexed, and what each can answer is kept as bits; a question is looked
through when it is asked. German and English; a question in another language expects nothing in
particular.

The idea is the expected answer type of question answering systems (Hovy, Hermjakob and Lin 2001,
"The Use of External Knowledge in Factoid QA"; Li and Roth 2002, "Learning Question Classifiers").
Only those types are told apart that word forms show; persons and places would need a tagger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntFlag
from functools import reduce
from operator import or_
from typing import Final

from retrieval.language.amounts import (
    LANGUAGES,
    SPANS_AS_DATES,
    amounts_in,
    any_of,
    compiled,
)


class AnswerType(IntFlag):
    """Kinds of answers; a sentence may hold several, and a question be content with any of some."""

    NONE = 0
    DATE = 1
    MONEY = 2
    PERCENT = 4
    DURATION = 8
    MEASURE = 16
    AGE = 32
    COUNT = 64
    QUESTION = 128  # what somebody asked; no sentence's, `segmentation.roles` tells those


def _any(words: Iterable[str]) -> str:
    """A regular expression for any of these words; they may be parted by blanks, too."""
    return "|".join(dict.fromkeys(map(re.escape, " ".join(words).split())))


def _written(words: Iterable[str]) -> str:
    """The same for words that begin with a capital letter, or are capitals altogether."""
    plain = " ".join(words).split()
    return f"(?-i:{_any([*map(str.capitalize, plain), *map(str.upper, plain)])})"


_ASKED: Final = [
    (names.split(), re.compile(rf"\b(?:{way})\b", re.IGNORECASE))
    for names, way in (
        ("DATE", any_of(lambda words: words.asks_date)),
        *(asked for words in LANGUAGES for asked in words.asks),
        ("QUESTION", any_of(lambda words: words.asks_question)),
    )
]
_DOUBTFUL: Final = _written(words.doubtful_months for words in LANGUAGES)
_PROPER: Final = _written(words.proper_months for words in LANGUAGES)
_UNCERTAIN: Final = " ".join(f"{w.doubtful_months} {w.proper_months}" for w in LANGUAGES).split()
_CERTAIN: Final = [
    name for words in LANGUAGES for name in " ".join(words.months).split() if name not in _UNCERTAIN
]
# Whole words only: "Mais" is corn, "Junior" no June, "Dezemberwetter" no date, "Mai-Demo" neither.
# März and Mai have no genitive in -s.
_MONTHS: Final = (
    f"(?:{_any(name for name in _CERTAIN if len(name) > 3 and name[-1] != 'z')}|{_PROPER})s?"
    f"|{_any(_CERTAIN)}"
)
_SHORT_MONTHS: Final = _any(month for words in LANGUAGES for month in words.short_months)
# What stands before a month whose name is another word too; the number of a day does always.
_BEFORE: Final = rf"\d{{1,2}}(?:st|nd|rd|th)?|{_any(words.before_month for words in LANGUAGES)}"
_WEEKDAYS: Final = "|".join(
    f"(?:{_any([words.weekdays])}){words.weekday_endings}" for words in LANGUAGES
)
_CENTURIES: Final = _any(words.centuries for words in LANGUAGES)
_CLOCK: Final = any_of(lambda words: words.clock)
# What follows a number that looks like a year and is none, and what stands before one.
_COUNTED: Final = rf"(?!\s?(?:€|\$|%|{_any(words.counted for words in LANGUAGES)}))"
_NUMBERED: Final = "".join(
    rf"(?<!{re.escape(label)}\s)" if label == "§" else rf"(?<!\b{re.escape(label)}\s)"
    for words in LANGUAGES
    for label in words.numbered.split()
)
_DATES: Final = (
    rf"\b(?=1\d|20){_NUMBERED}\d{{4}}(?:er)?\b{_COUNTED}"
    rf"|\b(?:{_MONTHS}|{_WEEKDAYS})\b(?!-\w)"
    rf"|\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:{_SHORT_MONTHS})\b|\b(?:{_SHORT_MONTHS})\.?\s\d"
    rf"|\b(?:{_BEFORE})[\s-]{_DOUBTFUL}\b|\b{_DOUBTFUL}\s\d"
    rf"|\b(?:{_CENTURIES})\w*"
    r"|\b\d{1,2}\.\s?\d{1,2}\.(?=\D|\d\d)|\b\d{1,2}/\d{1,2}/\d\d|\b\d{4}-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}(?:[.:]\d\d)?\s(?:{_CLOCK})\b|\b(?:{any_of(lambda w: w.relative)})\b"
)


def expected_type(question: str) -> AnswerType:
    """What kinds of answers would do for a question; `NONE` if that cannot be told."""
    for names, asked in _ASKED:
        if asked.search(question):
            return _all_of(names)
    return AnswerType.NONE


def held_types(sentence: str) -> AnswerType:
    """What kinds of answers a sentence can hold."""
    dates = dates_in(sentence)
    held = _all_of({name for name, _ in amounts_in(sentence, dates)})
    if dates or compiled(SPANS_AS_DATES).search(sentence):
        held |= AnswerType.DATE
    return held


def dates_in(sentence: str) -> list[tuple[int, int]]:
    """First code point and one past the last of each part of a date: a month, a year, a time."""
    return [found.span() for found in compiled(_DATES).finditer(sentence)]


def _all_of(names: Iterable[str]) -> AnswerType:
    return reduce(or_, (AnswerType[name] for name in names), AnswerType.NONE)
