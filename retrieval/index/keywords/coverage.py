"""How much of a question's content words a text contains.

A word counts that the text has whole, under any of its keys, or all parts of, each for itself or in
other compounds. Every token is looked at once a question: what it has of the question is a set of
bits, one for each word it has whole and one for each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.index.keywords.analysis import Language, tokens
from retrieval.index.keywords.hints import Hints
from retrieval.index.keywords.keys import Keys
from retrieval.index.keywords.terms import Term


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
        self._total = sum(weights)
        self._keys = keys
        self._language = language
        self._whole_bits: dict[str, int] = {}
        self._part_bits: dict[str, int] = {}
        for part in chain.from_iterable(term.parts for term in terms):
            self._part_bits.setdefault(part, 1 << (len(terms) + len(self._part_bits)))
        self._terms = []
        for number, (term, weight) in enumerate(zip(terms, weights, strict=True)):
            for key in term.wholes:
                self._whole_bits[key] = self._whole_bits.get(key, 0) | 1 << number
            parts = sum({self._part_bits[part] for part in term.parts})
            self._terms.append((1 << number, parts, weight))
        self._hints = Hints((*self._whole_bits, *self._part_bits))
        self._seen: set[str] = set()
        self._bits: dict[str, int] = {}

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The weighted share of the question's words that each text contains.

        Args:
            texts: Any texts.

        Returns:
            Shape (len(texts),), in [0, 1]; zeros for a question without content words.
        """
        if not self._total:
            return np.zeros(len(texts), np.float32)
        found = [set(tokens(text)) for text in texts]
        self._look_at(set().union(*found) - self._seen)
        return np.array([self._share(found_here) for found_here in found], np.float32)

    def _look_at(self, new: set[str]) -> None:
        for token in self._hints.among(new):
            bits = 0
            for wholes, parts in self._keys.tokens([token], self._language):
                for key in wholes:
                    bits |= self._whole_bits.get(key, 0)
                for key in parts:
                    bits |= self._part_bits.get(key, 0)
            if bits:
                self._bits[token] = bits
        self._seen |= new

    def _share(self, found: set[str]) -> float:
        held = 0
        for token in found & self._bits.keys():
            held |= self._bits[token]
        weights = (
            weight
            for whole, parts, weight in self._terms
            if held & whole or (parts and held & parts == parts)
        )
        return min(sum(weights) / self._total, 1.0) if held else 0.0
