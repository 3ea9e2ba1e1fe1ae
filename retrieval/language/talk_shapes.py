"""Talk that is told by its characters alone: links, queries, what has no words, struck keys."""

from __future__ import annotations

import re
from typing import Final

from retrieval.answer import Talk

_LINK: Final = re.compile(
    r"[<(]*(?:[a-z][a-z0-9+.-]*://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*)", re.IGNORECASE
)
# What no sentence holds: a field (unlike "lehrer:innen"), a range, boosts, fuzziness, SQL, JSON...
_QUERY: Final = re.compile(
    r"(?:^|[\s(+-])(?-i:[a-z_]{3,}+):(?!in(?:nen)?\b)[^\s/\d]"
    r"|[\[{][^\[\]{}]*\b(?-i:TO)\b[^\[\]{}]*[\]}]"
    r"|(?<![a-z])[a-z]{3,}+[~^]\d?|\*:\*"
    r"|^\s*select\s.*\sfrom\s"
    r"|^\s*\{.*\"\s*:.*\}\s*$"
    r"|^\s*/\S*/\s*$",
    re.IGNORECASE,
)
_OPERATOR: Final = re.compile(r"(?<=\s)(?:AND|OR|NOT)(?=\s)|^NOT\s")
# A plus or minus that is glued to its word; two of them, for a dash may be slipped in anywhere.
_SIGNED: Final = re.compile(r"(?:^|\s)[+-][^\W\d_]+")
_WILDCARD: Final = re.compile(r"(?:^|\s)[^\W\d_]+[*](?![\w*])")
_EMOTICON: Final = re.compile(r"(?:[:;=]['-]?[)(dpo3/\\|]+|<3|\^\^)", re.IGNORECASE)
_ROWS: Final = ("qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm")
_TOP_ROWS: Final = 2
_WORD: Final = re.compile(r"[^\W_]+")
_VOWELS: Final = frozenset("aeiouy")
_REPEATED: Final = re.compile(r"(([a-z]{1,4}?)\2+)([a-z]{0,3})")
# "Wert" and "Poi" lie side by side on a keyboard; "BBQ", "1. FC" and the like have no vowel.
_LEAST_TOP_ROW, _LEAST_ROW, _LEAST_VOWELLESS, _TWICE = 5, 4, 6, 2


def talk_by_shape(text: str) -> Talk | None:
    """Tells what a text is by its characters.

    Args:
        text: On one line.

    Returns:
        `"link"`, `"syntax"`, `"nothing"`, or None where its words have to tell.
    """
    pieces = text.split()
    if all(map(_LINK.match, pieces)):
        return "link"
    if _is_query(text):
        return "syntax"
    if not _WORD.search(text) or all(map(_EMOTICON.fullmatch, pieces)):
        return "nothing"
    return None


def is_meaningless(text: str) -> bool:
    """Whether what looks like words is none: a letter, a digit or a row of them, keys struck."""
    words = _WORD.findall(text)
    return _means_nothing(text.strip(" .!?…")) or all(map(_is_struck, words))


def _is_query(text: str) -> bool:
    if _QUERY.search(text) or len(_SIGNED.findall(text)) > 1:
        return True
    # In a text that is all capitals these are words like the others.
    shouted = text.isupper()
    return bool(_WILDCARD.search(text) or (not shouted and _OPERATOR.search(text)))


def _means_nothing(word: str) -> bool:
    """A letter, or a number that is one digit, a row of digits or the same one several times."""
    if len(word) == 1:
        return word.isdecimal() or word.islower()
    counted = word.isdecimal() and (word in "01234567890" or word in "9876543210") and len(word) > 2
    return counted or (word.isdecimal() and len(word) > 3 and len(set(word)) == 1)


def _is_struck(word: str) -> bool:
    """Whether keys were struck: neighbours on the keyboard, a bit again and again, no vowel."""
    lower = word.lower()
    if not (lower.isascii() and lower.isalpha()):
        return False
    for number, row in enumerate(_ROWS):
        least = _LEAST_TOP_ROW if number < _TOP_ROWS else _LEAST_ROW
        if len(lower) >= least and (lower in row or lower in row[::-1]):
            return True
    vowelless = _VOWELS.isdisjoint(lower)
    if vowelless and len(lower) >= _LEAST_VOWELLESS:
        return True
    repeated = _REPEATED.fullmatch(lower)
    if repeated is None or len(lower) < _LEAST_ROW or not repeated[2].startswith(repeated[3]):
        return False
    times = len(repeated[1]) // len(repeated[2])
    if len(repeated[2]) == 1:
        return times == len(lower)
    return times > _TWICE or vowelless
