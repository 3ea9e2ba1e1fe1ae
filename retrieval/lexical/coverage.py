"""How much of a question's content words a text contains."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from retrieval.lexical.analysis import Language, tokens
from retrieval.lexical.keys import Keys
from retrieval.lexical.terms import Term


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
        self._wholes = frozenset(key for term in terms for key in term.wholes)
        self._parts = frozenset(key for term in terms for key in term.parts)

    def of(self, text: str) -> float:
        """The weighted share of the question's words that a text contains.

        Args:
            text: Any text.

        Returns:
            In [0, 1]; 0 for a question without content words.
        """
        pairs = self._keys.tokens(tokens(text), self._language) if self._total else ()
        if not pairs:
            return 0.0
        in_text = zip(*pairs, strict=True)
        wholes, parts = (
            asked.intersection(chain.from_iterable(found))
            for asked, found in zip((self._wholes, self._parts), in_text, strict=True)
        )
        held = (
            weight
            for term, weight in self._terms
            if not wholes.isdisjoint(term.wholes) or (term.parts and parts.issuperset(term.parts))
        )
        return min(sum(held) / self._total, 1.0) if wholes or parts else 0.0
