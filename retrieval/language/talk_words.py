"""What people say without asking anything: phrases by kind, from `data/talk-LANGUAGE.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from retrieval.language.fold import spell_ascii
from retrieval.language.stopwords import Language, function_words

FUNCTION: Final = "function"
"""The role of a function word; those of phrases are the sections of the data files."""

_DATA: Final = Path(__file__).with_name("data")
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")
_LAUGHTER: Final = re.compile("a?(?:h[aei]){2,}h?")
_ASKING: Final = 2.0


@dataclass(frozen=True, slots=True)
class TalkWords:
    """The words of one language by which talk is told.

    Attributes:
        roles: Of each phrase, as the keys of its words, what it may be.
        words: Every key that stands in a phrase.
        longest: How many words the longest phrase has.
        asking: Keys of the question words.
        telling: Keys of the function words that are none of another language, too.
    """

    roles: dict[tuple[str, ...], frozenset[str]]
    words: frozenset[str]
    longest: int
    asking: frozenset[str]
    telling: frozenset[str]

    def has_role(self, key: str, role: str) -> bool:
        """Whether a word by itself may be that."""
        return role in self.roles.get((key,), ())

    def key(self, word: str) -> str:
        """The key of a word as typed; one drawn out ("hallooo") has that of the word meant."""
        plain = spell_ascii(word)
        if plain in self.words:
            return plain
        if _LAUGHTER.fullmatch(plain):
            return "haha"
        shortened = (_LONG_RUN.sub(run, plain) for run in (r"\1\1", r"\1"))
        return next((short for short in shortened if short in self.words), plain)


@cache
def talk_words(language: Language) -> TalkWords:
    """The words of a language; read once."""
    found: dict[tuple[str, ...], set[str]] = {}
    for section, phrases in _sections(language):
        for phrase in phrases:
            found.setdefault(tuple(map(spell_ascii, phrase.split())), set()).add(section)
    weights = {spell_ascii(word): weight for word, weight in function_words(language).items()}
    for word in weights:
        found.setdefault((word,), set()).add(FUNCTION)
    return TalkWords(
        roles={phrase: frozenset(roles) for phrase, roles in found.items()},
        words=frozenset(word for phrase in found for word in phrase),
        longest=max(map(len, found)),
        asking=frozenset(word for word, weight in weights.items() if weight == _ASKING),
        telling=frozenset(word for word, weight in weights.items() if weight),
    )


def _sections(language: Language) -> list[tuple[str, list[str]]]:
    """Each line's section with the line's phrases."""
    section, lines = "", []
    for line in (_DATA / f"talk-{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            lines.append((section, line.split(", ")))
    return lines
