"""Questions that nobody meant to be asked: the same for the same number on every machine."""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence

from tests.retrieval.press import ARTICLES, QUESTIONS

_WORDS = re.findall(r"[^\s]+", " ".join(ARTICLES.values()))
_QUERY = (
    'title:"x"', "a AND NOT b", "(((", '"', "+a -b", "a^9999999", "a~2", "[a TO z]", "*", "a*",
    "\\", "/re.*/", "{!x}", "field:", "a:b:c", "NEAR(a b, 1)", "IN [a b", "<(", ">=1", "id:1..2",
)  # fmt: skip
_CODE = (
    "'; DROP TABLE articles; --", "1 OR 1=1", "<script>alert(1)</script>", "<b>Fett</b>", "&amp;",
    "{{7*7}}", "${HOME}", "%s%n%x", "../../etc/passwd", "\x1b[2J\x1b]0;x\x07", "$(ls)", "`ls`",
    '{"question": "x"}', "[link](http://a)", "= HYPERLINK(1)", "--help", "-k", "-", "--", "@file",
)  # fmt: skip
_ODD = (
    "\0", "\ud800", "\udfff", "\u202e", "\u200f", "\u2066", "\u200b", "\ufeff", "\ufffe", "\u2028",
    "\x85", "\x7f", "\xad", "\u0301" * 60, "\U000e0001", "\U0010ffff", "\ue000", "İ", "ſ", "ß",
    "ﬃ", "ﷺ", "👨\u200d👩\u200d👧", "🇩🇪", "½", "①", "Ⅷ", "𝔄", "\u1160", "\u3164",
)  # fmt: skip
_STARTS = (0x20, 0xA0, 0x250, 0x370, 0x400, 0x530, 0x590, 0x600, 0x900, 0xE00, 0x1000, 0x10A0,
           0x1100, 0x1200, 0x13A0, 0x1780, 0x1800, 0x2000, 0x2500, 0x2E80, 0x3040, 0x4E00, 0xA000,
           0xAC00, 0xE000, 0xFB00, 0xFE00, 0xFFF0, 0x10000, 0x10300, 0x12000, 0x1D400, 0x1F300,
           0x20000, 0xE0000, 0x10FFF0)  # fmt: skip
_PUNCTUATION = "".join(
    chr(code) for code in range(0x3100) if unicodedata.category(chr(code)).startswith(("P", "S"))
)
_LENGTHS = (1, 2, 5, 20, 100, 500, 1_999, 2_000, 2_001, 20_000)


def question(seed: int, number: int) -> str:
    """The question of that number."""
    rng = random.Random(f"{seed}-{number}")  # noqa: S311
    text = _KINDS[number % len(_KINDS)](rng)
    return _mutated(rng, text) if rng.random() < 0.3 else text


def _real(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.choice((1, 2, 3, 6, 12, 40))))


def _known(rng: random.Random) -> str:
    return _mutated(rng, rng.choice(QUESTIONS))


def _script(rng: random.Random) -> str:
    start = rng.choice(_STARTS)
    codes = (rng.randrange(start, min(start + 96, sys.maxunicode + 1)) for _ in range(30))
    return "".join(chr(code) + " " * (rng.random() < 0.2) for code in codes)


def _anything(rng: random.Random) -> str:
    return "".join(chr(rng.randrange(sys.maxunicode + 1)) for _ in range(rng.choice((1, 9, 99))))


def _long(rng: random.Random) -> str:
    length = rng.choice(_LENGTHS)
    part = rng.choice((*_WORDS, *_ODD, "a", " ", "?", "donaudampfschiff", "a b "))
    return (part * (length // len(part) + 1))[:length]


def _punctuation(rng: random.Random) -> str:
    return "".join(rng.choices(_PUNCTUATION, k=rng.choice((1, 3, 20))))


def _one_of(some: Sequence[str]) -> Callable[[random.Random], str]:
    return lambda rng: " ".join((rng.choice(some), *rng.choices(_WORDS, k=rng.randrange(3))))


def _mutated(rng: random.Random, text: str) -> str:
    for _ in range(rng.choice((1, 2, 5))):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            text = text[:at] + rng.choice((*_ODD, *_QUERY, *_CODE)) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + rng.choice((1, 3)) :]
        elif kind == 2:
            text = text[:at] + text[at:].swapcase()
        elif kind == 3:
            text = unicodedata.normalize(rng.choice(("NFD", "NFKD", "NFKC")), text)
        else:
            text = text[:at] + text[at:][::-1]
    return text


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    _real, _known, _script, _anything, _long, _punctuation, _one_of(_QUERY), _one_of(_CODE),
    _one_of(_ODD), _real,
)  # fmt: skip
