"""How much of a question's content words a text contains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from retrieval.lexical.analysis import Language, tokens
from retrieval.lexical.keys import Keys
from retrieval.lexical.terms import Term

_NOTHING: Final[tuple[set[str], set[str]]] = (set(), set())


class Coverage:
    """One question's words, looked for in texts of one language. Thread-safe."""

    def __init__(
        self, terms: Sequence[Term], weights: Sequence[float], keys: Keys, language: Language
    ) -> None:
        """Take the question.

        Args:
            terms: Its content words.
            weights: What each one counts, > 0; shape (terms,).
            keys: By the corpus's compounds.
            language: The texts' language.
        """
        self._terms = tuple(zip(terms, weights, strict=True))
        self._total = sum(weights)
        self._keys = keys
        self._language = language
        self._wholes = {key for term in terms for key in term.wholes}
        self._parts = {key for term in terms for key in term.parts}
        # What a token holds of the question: most hold nothing, and most come again.
        self._memo: dict[str, tuple[set[str], set[str]]] = {}

    def of(self, text: str) -> float:
        """The weighted share of the question's words that a text contains.

        Args:
            text: Any text.

        Returns:
            In [0, 1]; 0 for a question without content words.
        """
        wholes: set[str] = set()
        parts: set[str] = set()
        for token in tokens(text) if self._total else ():
            found = self._memo.get(token) or self._looked_up(token)
            if found is not _NOTHING:
                wholes |= found[0]
                parts |= found[1]
        held = (
            weight
            for term, weight in self._terms
            if not wholes.isdisjoint(term.wholes) or (term.parts and parts.issuperset(term.parts))
        )
        return min(sum(held) / self._total, 1.0) if wholes or parts else 0.0

    def _looked_up(self, token: str) -> tuple[set[str], set[str]]:
        wholes, parts = self._keys.token(token, self._language)
        found = self._wholes.intersection(wholes), self._parts.intersection(parts)
        self._memo[token] = found if any(found) else _NOTHING
        return self._memo[token]
