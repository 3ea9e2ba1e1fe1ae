"""What kind of answer a question expects: a date, a quantity, or nothing that can be told.

"Wann …?" is answered by a sentence that names a time, "Wie viele …?" by one that holds a number;
vectors blur that. Sentences are looked through once, when they are indexed, and what each can
answer is kept as bits; a question is looked through when it is asked. German and English; a
question in another language expects nothing in particular.

The idea is the expected answer type of question answering systems (Hovy, Hermjakob and Lin 2001,
"The Use of External Knowledge in Factoid QA"; Li and Roth 2002, "Learning Question Classifiers").
Only the two types are told apart that word forms show; persons and places would need a tagger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntFlag
from functools import cache
from typing import Final

from retrieval.language.de import DE
from retrieval.language.en import EN


class AnswerType(IntFlag):
    """Kinds of answers; a sentence may hold several."""

    NONE = 0
    DATE = 1
    QUANTITY = 2


_LANGUAGES: Final = (DE, EN)


def _any(words: Iterable[str]) -> str:
    """A regular expression for any of these words; they may be parted by blanks, too."""
    return "|".join(dict.fromkeys(map(re.escape, " ".join(words).split())))


def _written(words: Iterable[str]) -> str:
    """The same for words that begin with a capital letter, or are capitals altogether."""
    plain = " ".join(words).split()
    return f"(?-i:{_any([*map(str.capitalize, plain), *map(str.upper, plain)])})"


_ASKS_DATE: Final = re.compile(
    rf"\b(?:{'|'.join(words.asks_date for words in _LANGUAGES)})\b", re.IGNORECASE
)
_ASKS_QUANTITY: Final = re.compile(
    rf"\b(?:{'|'.join(words.asks_quantity for words in _LANGUAGES)})\b", re.IGNORECASE
)
_DOUBTFUL: Final = _written(words.doubtful_months for words in _LANGUAGES)
_PROPER: Final = _written(words.proper_months for words in _LANGUAGES)
_UNCERTAIN: Final = " ".join(f"{w.doubtful_months} {w.proper_months}" for w in _LANGUAGES).split()
_CERTAIN: Final = [
    name
    for words in _LANGUAGES
    for name in " ".join(words.months).split()
    if name not in _UNCERTAIN
]
# Whole words only: "Mais" is corn, "Junior" no June, "Dezemberwetter" no date, "Mai-Demo" neither.
# März and Mai have no genitive in -s.
_MONTHS: Final = (
    f"(?:{_any(name for name in _CERTAIN if len(name) > 3 and name[-1] != 'z')}|{_PROPER})s?"
    f"|{_any(_CERTAIN)}"
)
_SHORT_MONTHS: Final = _any(month for words in _LANGUAGES for month in words.short_months)
# What stands before a month whose name is another word too; the number of a day does always.
_BEFORE: Final = rf"\d{{1,2}}(?:st|nd|rd|th)?|{_any(words.before_month for words in _LANGUAGES)}"
_WEEKDAYS: Final = "|".join(
    f"(?:{_any([words.weekdays])}){words.weekday_endings}" for words in _LANGUAGES
)
_CENTURIES: Final = _any(words.centuries for words in _LANGUAGES)
_CLOCK: Final = "|".join(words.clock for words in _LANGUAGES)
# What follows a number that looks like a year and is none, and what stands before one.
_COUNTED: Final = rf"(?!\s?(?:€|\$|%|{_any(words.counted for words in _LANGUAGES)}))"
_NUMBERED: Final = "".join(
    rf"(?<!{re.escape(label)}\s)" if label == "§" else rf"(?<!\b{re.escape(label)}\s)"
    for words in _LANGUAGES
    for label in words.numbered.split()
)
_DATES: Final = (
    rf"\b(?=1\d|20){_NUMBERED}\d{{4}}(?:er)?\b{_COUNTED}"
    rf"|\b(?:{_MONTHS}|{_WEEKDAYS})\b(?!-\w)"
    rf"|\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:{_SHORT_MONTHS})\b|\b(?:{_SHORT_MONTHS})\.?\s\d"
    rf"|\b(?:{_BEFORE})[\s-]{_DOUBTFUL}\b|\b{_DOUBTFUL}\s\d"
    rf"|\b(?:{_CENTURIES})\w*"
    r"|\b\d{1,2}\.\s?\d{1,2}\.(?=\D|\d\d)|\b\d{1,2}/\d{1,2}/\d\d|\b\d{4}-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}(?:[.:]\d\d)?\s(?:{_CLOCK})\b"
)
_QUANTITIES: Final = (
    rf"\b(?:{_any(words.numbers for words in _LANGUAGES)})n?\b"
    rf"|\b(?:{_any(words.large_numbers for words in _LANGUAGES)})\w*"
)
# Without a digit and all of these a sentence holds neither; looking for them is quicker by far.
_DIGIT: Final = re.compile(r"\d")
_OF_DATES: Final = (
    " ".join(" ".join([*words.months, words.weekdays, words.centuries]) for words in _LANGUAGES)
    .casefold()
    .split()
)
_OF_QUANTITIES: Final = (
    " ".join(f"{words.numbers} {words.large_numbers}" for words in _LANGUAGES).casefold().split()
)


def expected_type(question: str) -> AnswerType:
    """What kind of answer a question expects; `NONE` if that cannot be told."""
    if _ASKS_DATE.search(question):
        return AnswerType.DATE
    if _ASKS_QUANTITY.search(question):
        return AnswerType.QUANTITY
    return AnswerType.NONE


def held_types(sentence: str) -> AnswerType:
    """What kinds of answers a sentence can hold."""
    folded, digit = sentence.casefold(), _DIGIT.search(sentence)
    held = AnswerType.NONE
    if (digit or _holds_any(folded, _OF_DATES)) and _compiled(_DATES).search(sentence):
        held |= AnswerType.DATE
    if digit or (_holds_any(folded, _OF_QUANTITIES) and _compiled(_QUANTITIES).search(sentence)):
        held |= AnswerType.QUANTITY
    return held


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a sentence is first looked through: whoever only asks needs neither."""
    return re.compile(pattern, re.IGNORECASE)


def _holds_any(folded: str, words: Iterable[str]) -> bool:
    return any(word in folded for word in words)
