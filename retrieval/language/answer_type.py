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
from enum import IntFlag
from typing import Final


class AnswerType(IntFlag):
    """Kinds of answers; a sentence may hold several."""

    NONE = 0
    DATE = 1
    QUANTITY = 2


_ASKS_DATE: Final = re.compile(
    r"\b(?:wann|welche[mnrs]? (?:jahr\w*|monat\w*|tag\w*|datum|jahrhundert\w*|jahrzehnt\w*)"
    r"|when|(?:what|which) (?:year|date|day|month|century|decade))\b",
    re.IGNORECASE,
)
_ASKS_QUANTITY: Final = re.compile(
    r"\b(?:wie ?viele?[nrs]?|wie (?:hoch|groß|lange?|alt|weit|schwer|häufig|oft|teuer|schnell)"
    r"|welche[rn]? (?:anteil|prozentsatz|zahl|anzahl|betrag|summe|höhe)"
    r"|how (?:many|much|long|old|far|tall|high|large|often|big|fast|heavy)"
    r"|(?:what|which) (?:percentage|percent|number|amount|share))\b",
    re.IGNORECASE,
)
# Whole words only: "Mais" is corn, "Junior" no June, "Dezemberwetter" no date, "Mai-Demo" neither.
_MONTHS: Final = (
    "(?:januar|jänner|februar|feber|april|juli|juni|september|oktober|november|dezember"
    "|january|february|june|july|october|december)s?|märz|maerz|mai"
)
_SHORT_MONTHS: Final = "jan|feb|febr|mrz|mär|mar|apr|jun|jul|aug|sep|sept|okt|oct|nov|dez|dec"
# English "may" and "march" are verbs too: as months they have a number or such a word beside.
_AMBIGUOUS_MONTHS: Final = r"(?:May|March|MAY|MARCH)"
_BEFORE_A_MONTH: Final = (
    r"\d(?:st|nd|rd|th)?|in|of|since|by|until|till|from|last|next|this|early|late|mid|every|during"
)
_DAYS: Final = (
    "(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)(?:s|e|es|en)?"
    "(?:(?:vor|nach)?mittags?|morgens?|abends?|nachts?|früh)?"
    "|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
)
# What follows a number that looks like a year and is none, and what stands before one.
_COUNTED: Final = (
    r"(?!\s?(?:€|\$|%|euro|dollar|prozent|percent|kilo|km|meter|metres|kg|tonnen|menschen|people"
    r"|einwohner|mitarbeiter))"
)
_NUMBERED: Final = r"(?<!\bs\.\s)(?<!\bnr\.\s)(?<!\bseite\s)(?<!\bpage\s)(?<!§\s)"
_HOLDS_DATE: Final = re.compile(
    rf"{_NUMBERED}\b(?:1\d|20)\d\d(?:er)?\b{_COUNTED}"
    rf"|\b(?:{_MONTHS}|{_DAYS}|(?-i:August|AUGUST)s?)\b(?!-\w)"
    rf"|\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:{_SHORT_MONTHS})\b|\b(?:{_SHORT_MONTHS})\.?\s\d"
    rf"|\b(?:{_BEFORE_A_MONTH})[\s-](?-i:{_AMBIGUOUS_MONTHS})\b|(?-i:\b{_AMBIGUOUS_MONTHS}\s\d)"
    r"|\b(?:jahrhundert|century|centuries)\w*"
    r"|\b\d{1,2}\.\s?\d{1,2}\.(?=\D|\d\d)|\b\d{1,2}/\d{1,2}/\d\d|\b\d{4}-\d\d-\d\d\b"
    r"|\b\d{1,2}(?:[.:]\d\d)?\s(?:uhr\b|[ap]\.?m\b)",
    re.IGNORECASE,
)
_NUMBER_WORDS: Final = (
    "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|vierzig|fünfzig"
    "|sechzig|siebzig|achtzig|neunzig|dutzend|hunderte?|tausende?|hälfte|drittel|viertel|doppelte"
    "|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty"
    "|seventy|eighty|ninety|dozens?|hundreds?|thousands?|half|third|quarter|twice"
)
_HOLDS_QUANTITY: Final = re.compile(
    rf"\d|\b(?:{_NUMBER_WORDS})n?\b|\b(?:million|milliard|billion)\w*", re.IGNORECASE
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
    held = AnswerType.NONE
    if _HOLDS_DATE.search(sentence):
        held |= AnswerType.DATE
    if _HOLDS_QUANTITY.search(sentence):
        held |= AnswerType.QUANTITY
    return held
