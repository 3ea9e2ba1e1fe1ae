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
_MONTHS: Final = (
    "januar|jänner|februar|feber|märz|april|mai|juni|juli|august|september|oktober|november"
    "|dezember|january|february|march|may|june|july|october|december"
)
_DAYS: Final = (
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_HOLDS_DATE: Final = re.compile(
    rf"\b(?:1\d|20)\d\d\b|\b(?:{_MONTHS}|{_DAYS})\w{{0,3}}\b|\b(?:jahrhundert|century)\w*"
    r"|\b\d{1,2}[.:]\d{2} uhr\b|\b\d{1,2} uhr\b",
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
