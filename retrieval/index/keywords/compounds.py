"""German compounds, split with the corpus's own words: `drohnenfabrik` → `drohnen`, `fabrik`.

What goes in: a folded word and the vocabulary of the corpus. What comes out: the parts the word is
made of, each of which stands in the corpus by itself; or none.

Of all ways to cut a word into known parts the one with the fewest parts wins, then the one whose
parts have the highest geometric mean of counts (Koehn and Knight 2003, "Empirical Methods for
Compound Splitting"). Unlike there, the whole word's own count does not compete: the whole stays
indexed beside its parts.

Deliberately not done: no outside dictionary, so nothing is ever split into words that no article
uses; no verbs and adjectives (words mostly written small), whose endings and prefixes look like
words too often (`stehende`, `vereinbaren`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from retrieval.index.keywords.vocabulary import Vocabulary

MIN_PART_CHARS: Final = 4
MAX_PARTS: Final = 4
MAX_HOLDING: Final = 8
# What may stand between two parts (Kooperation|s|vertrag); "" where they meet directly.
_LINKS: Final = ("", "s", "es", "n", "en", "ns", "ens", "er", "e")
# A modifier may have lost its -e (Schul|buch) or changed it to -s (Hilfs|organisation).
_REGAINED: Final = (("", "e"), ("s", "e"))
# A head may be inflected otherwise than wherever else it stands (Bundeskriminal|amts).
_ENDINGS: Final = ("", "s", "es", "e", "en", "n")
# Four or five letters coincide by chance (Kombi|nation): such a part, and the word left when a
# genitive -s is taken off, must be at least this share as frequent as the whole.
_SHORT_PART_CHARS: Final = 5
_LEAST_SHARE: Final = 0.2
# Of what stands before a word in a compound, where it is no word of the corpus (See|bad),
_LEAST_BEFORE: Final = 3
# and is none of these, with which a noun is derived: Ver|handlung.
_PREFIXES: Final = frozenset(
    ("ver", "zer", "ent", "vor", "auf", "aus", "ein", "bei", "mit", "hin", "her", "nach", "uber")
)
# Nouns that far more often are the tail of a derivation: Teil|chen, Gründung, Her|steller,
# Vorsitz|ende, profit|abel, Wirtschaft.
_NEVER_HEADS: Final = frozenset(
    ("abel", "chen", "dung", "dungen", "ende", "enden", "lein", "schaft", "schaften", "teller")
)
_MEMO_WORDS: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Cut:
    """One way to cut a word.

    Attributes:
        score: Sum of the logarithms of the parts' counts.
        parts: The parts.
    """

    score: float
    parts: tuple[str, ...]


class Compounds:
    """The splitter of one corpus. Thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the corpus's words."""
        self._vocabulary = vocabulary
        self._memo: dict[str, tuple[str, ...]] = {}

    def parts(self, form: str) -> tuple[str, ...]:
        """Split a word.

        Args:
            form: A folded word.

        Returns:
            Its parts in order, without linking elements; a part that is itself a compound is
            followed by its own parts. Empty if it is no compound of the corpus's words.
        """
        if len(form) < 2 * MIN_PART_CHARS:
            return ()
        found = self._memo.get(form)
        if found is None:
            found = self._vocabulary.split(form)
            if found is None:
                found = tuple(self._with_own_parts(self._split(form)))
            if len(self._memo) >= _MEMO_WORDS:
                self._memo.clear()
            self._memo[form] = found
        return found

    def base(self, form: str) -> str:
        """Take off a genitive or plural -s that no stemming rule can tell from the word's own.

        Args:
            form: A folded word.

        Returns:
            `china` for `chinas`, `foto` for `fotos`, where the corpus has the shorter word as a
            noun or name; otherwise the form itself: `erdgas`.
        """
        if not form.endswith("s"):
            return form
        shorter = self._vocabulary.nouns(form[:-1])
        known = shorter and shorter >= _LEAST_SHARE * self._vocabulary.count(form)
        return form[:-1] if known else form

    def holding(self, form: str) -> tuple[str, ...]:
        """Find the corpus's compounds of which a word is a part that stands nowhere by itself.

        Args:
            form: A folded word that the corpus does not have.

        Returns:
            At most `MAX_HOLDING` of them, the most frequent first: `drohnenfabrik` for `fabrik`,
            `kooperationsvertrag` for `kooperation`. The rest of each is a word of the corpus or,
            where there is none such, long enough not to be an ending: `muhlenkanal` for `kanal`.
        """
        if len(form) < MIN_PART_CHARS or not form.isalpha():
            return ()
        ending = list(self._vocabulary.ending(form))
        starting = list(self._vocabulary.starting(form))
        found = [word for word in ending if self._modifier(word[: -len(form)], 0)]
        found += [word for word in starting if self._may_head(word[len(form) :])]
        ranked = self._most_frequent(found)
        if not ranked and len(form) >= _SHORT_PART_CHARS:
            befores = ((word, word[: -len(form)]) for word in ending)
            loose = [w for w, b in befores if len(b) >= _LEAST_BEFORE and b not in _PREFIXES]
            loose += [word for word in starting if len(word) >= len(form) + MIN_PART_CHARS]
            ranked = self._most_frequent(loose)
        return ranked

    def _may_head(self, rest: str) -> bool:
        """Whether what follows a word in a compound is one of the corpus's nouns."""
        rests = (rest.removeprefix(link) for link in _LINKS)
        return any(len(rest) >= MIN_PART_CHARS and self._head(rest, 0) for rest in rests)

    def _most_frequent(self, words: Iterable[str]) -> tuple[str, ...]:
        """The nouns among some words, at most `MAX_HOLDING`."""
        nouns = [(word, self._vocabulary.nouns(word)) for word in dict.fromkeys(words)]
        ranked = sorted((-count, word) for word, count in nouns if count)
        return tuple(word for _, word in ranked[:MAX_HOLDING])

    def _with_own_parts(self, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            yield part
            yield from self.parts(part)

    def _split(self, form: str) -> tuple[str, ...]:
        if not form.isalpha():
            return ()
        count = self._vocabulary.count(form)
        if count and not self._vocabulary.nouns(form):
            return ()
        memo: dict[tuple[int, int], _Cut | None] = {}
        for parts in range(2, MAX_PARTS + 1):
            found = self._best(form, 0, parts, _LEAST_SHARE * count, memo)
            if found:
                return found.parts
        return ()

    def _best(
        self,
        form: str,
        start: int,
        parts: int,
        short_floor: float,
        memo: dict[tuple[int, int], _Cut | None],
    ) -> _Cut | None:
        """The best way to cut what begins at `start` into so many parts."""
        if (start, parts) in memo:
            return memo[start, parts]
        if parts == 1:
            memo[start, parts] = self._head(form[start:], short_floor)
            return memo[start, parts]
        cuts = []
        last = len(form) - MIN_PART_CHARS * (parts - 1)
        for middle in range(start + MIN_PART_CHARS, last + 1):
            tail = self._best(form, middle, parts - 1, short_floor, memo)
            modifier = self._modifier(form[start:middle], short_floor) if tail else None
            if tail and modifier:
                cuts.append(_Cut(modifier.score + tail.score, modifier.parts + tail.parts))
        # Of equals the first: the shortest modifier.
        memo[start, parts] = max(cuts, key=lambda cut: cut.score, default=None)
        return memo[start, parts]

    def _head(self, form: str, short_floor: float) -> _Cut | None:
        bases = _stripped(form, _ENDINGS) if form not in _NEVER_HEADS else ()
        return _known([(base, self._vocabulary.nouns(base)) for base in bases], short_floor)

    def _modifier(self, form: str, short_floor: float) -> _Cut | None:
        counted = [(base, self._vocabulary.count(base)) for base in _stripped(form, _LINKS)]
        for lost, regained in _REGAINED:
            if form.endswith(lost):
                base = form.removesuffix(lost) + regained
                counted.append((base, self._vocabulary.nouns(base)))
        return _known(counted, short_floor)


def _stripped(form: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if form.endswith(ending) and len(form) - len(ending) >= MIN_PART_CHARS:
            yield form[: len(form) - len(ending)]


def _known(counted: Iterable[tuple[str, int]], short_floor: float) -> _Cut | None:
    """The first base that the corpus has, scored by the most frequent of them."""
    found = [(base, count) for base, count in counted if count]
    if not found:
        return None
    base = found[0][0]
    most = max(count for _, count in found)
    if len(base) <= _SHORT_PART_CHARS and most < short_floor:
        return None
    return _Cut(math.log(most), (base,))
