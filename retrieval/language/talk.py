"""Talk that asks nothing of a corpus, told apart before anything is searched.

What goes in: what was typed. What comes out: which kind of talk it is, or None for a question. A
vector always has a nearest neighbour, so "Danke!" would be answered with whatever speaks of money.

A text is talk only if *every* word of it is known to be: part of a phrase of talk, a function word,
or one that means nothing beside those. So one word of substance makes it a question: "Hilfe" asks
for help, "Hilfe für Flüchtlinge?" is searched; "Hallo, wann tagt der Stadtrat?" is, too. What
cannot be told is a question: a wrong search costs less than an answer withheld.

Deliberately not done: no model, no look at the corpus, no word of the conversation before ("Und
wann?" hangs on it and is told so), and no language but German and English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, get_args

from retrieval.answer import Talk
from retrieval.language.stopwords import LANGUAGES
from retrieval.language.talk_shapes import is_meaningless, talk_by_shape
from retrieval.language.talk_words import FUNCTION, TalkWords, talk_words

_WORD: Final = re.compile(r"[^\W_]+(?:['’`´-][^\W_]+)*")
_EMOJI: Final = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_BEGINS_ANEW: Final = re.compile(rf"[.!?:…]|{_EMOJI.pattern}")
_KINDS: Final = frozenset(get_args(Talk))
# Of several kinds in a text, the one that wants an answer most; greetings come with all others.
_BY_WEIGHT: Final[tuple[Talk, ...]] = (
    *("help", "identity", "hanging", "thanks", "complaint", "apology", "praise"),
    *("goodbye", "test", "greeting", "reply", "nothing"),
)
_COURTESIES: Final = frozenset({"greeting", "thanks", "goodbye", "apology", "reply"})
_JUDGEMENTS: Final = frozenset({"praise", "complaint"})
_EXCLAIMED: Final = "exclaimed "
# The one question word that is an acronym as well.
_ACRONYM: Final = "who"


@dataclass(frozen=True, slots=True)
class _Part:
    """A phrase found in a text.

    Attributes:
        keys: Of its words.
        roles: What it may be; empty where it is none of talk.
        named: Whether it is a single word and written as a name.
    """

    keys: tuple[str, ...]
    roles: frozenset[str]
    named: bool


def talk_in(text: str) -> Talk | None:
    """Tells talk from questions.

    Args:
        text: What was typed, on one line.

    Returns:
        The kind of talk; None for a question.
    """
    shape = talk_by_shape(text)
    if shape:
        return shape
    told = (_by_words(text, talk_words(language)) for language in LANGUAGES)
    return next(filter(None, told), None) or ("nothing" if is_meaningless(text) else None)


def _by_words(text: str, words: TalkWords) -> Talk | None:
    found = list(_WORD.finditer(text))
    keys = [words.key(match.group()) for match in found]
    if not words.words.issuperset(keys):
        return None
    parts = list(_parts(keys, _names(text, found, keys, words), words))
    if not all(part.roles for part in parts):
        return None
    if _asks(parts, words) or ("?" in text and not _certain(parts)):
        return _hanging(parts)
    kinds = _certain(parts) or {kind for part in parts for kind in part.roles & _KINDS}
    kinds |= _exclaimed(parts, bool(kinds) or "!" in text or bool(_EMOJI.search(text)))
    if not kinds:
        only_grammar = all(FUNCTION in part.roles for part in parts)
        return "nothing" if only_grammar and not words.telling.isdisjoint(keys) else None
    kind = next(kind for kind in _BY_WEIGHT if kind in kinds)
    if not _is_whole(parts, kind, text):
        return None
    negated = kind == "praise" and any("negation" in part.roles for part in parts)
    return "complaint" if negated else kind


def _parts(keys: Sequence[str], names: Sequence[bool], words: TalkWords) -> Iterator[_Part]:
    """Cuts a text into the longest phrases there are; a name is never one of a single word."""
    start = 0
    while start < len(keys):
        end = start + min(words.longest, len(keys) - start)
        while end > start + 1 and tuple(keys[start:end]) not in words.roles:
            end -= 1
        phrase = tuple(keys[start:end])
        roles = words.roles.get(phrase, frozenset())
        named = names[start] and end == start + 1
        if named:
            roles -= {FUNCTION, "light"} | ({"filler"} if FUNCTION in roles else set())
        yield _Part(phrase, roles, named)
        start = end


def _names(
    text: str, found: Sequence[re.Match[str]], keys: Sequence[str], words: TalkWords
) -> list[bool]:
    """Which words are written as names: "IT", "WHO", "Was sagt May?"."""
    typed = [match.group() for match in found]
    if len(typed) == 1:
        acronym = len(typed[0]) > 1 and typed[0].isupper()
        acronym &= keys[0] == _ACRONYM or keys[0] not in words.asking
        return [acronym or words.has_role(keys[0], "noun")]
    if text.isupper() or (len(typed) > 2 and all(word[0].isupper() for word in typed)):
        return [False] * len(typed)
    # At the beginning of a sentence, any word has a capital.
    between = [text[a.end() : b.start()] for a, b in pairwise(found)]
    inside = [False, *(not _BEGINS_ANEW.search(gap) for gap in between)]
    return [
        within and word[0].isupper() and not words.has_role(key, "polite")
        for within, word, key in zip(inside, typed, keys, strict=True)
    ]


def _certain(parts: Sequence[_Part]) -> set[str]:
    """The kinds of what is talk and nothing else."""
    ordinary = {FUNCTION, "light", "filler"}
    return {kind for part in parts if not part.roles & ordinary for kind in part.roles & _KINDS}


def _asks(parts: Sequence[_Part], words: TalkWords) -> bool:
    """Whether a question word stands outside the phrases."""
    return any(len(part.keys) == 1 and part.keys[0] in words.asking for part in parts)


def _hanging(parts: Sequence[_Part]) -> Talk | None:
    """A question that names nothing, perhaps with courtesies before it."""
    certain = _certain(parts)
    if certain - _COURTESIES - {"hanging"}:
        return None
    grammar = {FUNCTION, "light", "hanging"} | _COURTESIES | ({"filler"} if certain else set())
    whole = all(
        part.roles & grammar and (not part.named or "filler" in part.roles) for part in parts
    )
    return "hanging" if whole and any(FUNCTION in part.roles for part in parts) else None


def _exclaimed(parts: Sequence[_Part], allowed: bool) -> set[str]:
    """Kinds of nouns that are talk only as an exclamation or beside other talk."""
    roles = {role for part in parts for role in part.roles if role.startswith(_EXCLAIMED)}
    return {role.removeprefix(_EXCLAIMED) for role in roles} if allowed else set()


def _is_whole(parts: Sequence[_Part], kind: Talk, text: str) -> bool:
    """Whether every part is talk beside talk of this kind."""
    if kind in _JUDGEMENTS and len(parts) == 1 and "?" in text:
        return False  # "Idiot?" may be a headline's word
    beside = {"filler"}
    if kind in _COURTESIES | _JUDGEMENTS | {"hanging"}:
        beside |= {FUNCTION, "light"}
    return all(
        part.roles & (_KINDS | beside) or any(role.startswith(_EXCLAIMED) for role in part.roles)
        for part in parts
    )
