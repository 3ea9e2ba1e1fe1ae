"""Words → the keys they are indexed under, the same for a passage and for a question.

A word has one *whole* key, its stem, and *part* keys: the stems of its parts if it is a compound,
the whole key otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from retrieval.index.keywords.analysis import (
    Language,
    Word,
    inflections,
    is_stopword,
    stem,
    token_words,
)
from retrieval.index.keywords.compounds import Compounds
from retrieval.language.stopwords import LANGUAGES

_MEMO_TOKENS: Final = 200_000

TokenKeys = tuple[tuple[str, ...], tuple[str, ...]]
"""Whole keys and part keys."""


class Keys:
    """Keys by one corpus's compounds. Thread-safe."""

    def __init__(self, compounds: Compounds) -> None:
        """Take the splitter.

        Args:
            compounds: What `Compounds.learn` made of the corpus.
        """
        self._compounds = compounds
        # Dictionaries, for a cache around a method would hold what it is part of.
        self._memo: dict[Language, dict[str, TokenKeys]] = {code: {} for code in LANGUAGES}

    def whole(self, word: Word, language: Language) -> str:
        """The key of the word itself.

        Args:
            word: A word that is no stop word.
            language: Whose stemmer to use.

        Returns:
            Its stem.
        """
        form = self._compounds.base(word.form) if language == "de" else word.form
        return stem(form, language)

    def parts(self, word: Word) -> tuple[str, ...]:
        """The keys of a German compound's parts.

        Args:
            word: A word that is no stop word.

        Returns:
            Each key once; empty for a word that is no compound, and for a hyphenated one, whose
            members are words of their own.
        """
        split = () if word.joined else self._compounds.parts(word.form)
        return tuple(dict.fromkeys(stem(self._compounds.base(part)) for part in split))

    def similar(self, word: Word) -> tuple[str, ...]:
        """Whole keys to try for a German word whose own key the corpus does not have.

        Args:
            word: A word that is no stop word.

        Returns:
            Those of its inflections and of the corpus's compounds with it; some may be unknown.
        """
        holding = (stem(form) for form in self._compounds.holding(word.form))
        return tuple(dict.fromkeys((*inflections(word.form), *holding)))

    def tokens(self, found: Sequence[str], language: Language) -> list[TokenKeys]:
        """The whole keys and the part keys of a passage's tokens.

        Args:
            found: What `tokens` returned.
            language: The passage's.

        Returns:
            The keys of each token, of either kind in order.
        """
        memo = self._memo[language]
        if len(memo) >= _MEMO_TOKENS:
            memo.clear()
        return [memo.get(token) or self._looked_up(token, language) for token in found]

    def _looked_up(self, token: str, language: Language) -> TokenKeys:
        made = self._memo[language][token] = self._token(token, language)
        return made

    def _token(self, token: str, language: Language) -> TokenKeys:
        wholes: list[str] = []
        parts: list[str] = []
        for word in token_words(token):
            if is_stopword(word.form, language):
                continue
            whole = self.whole(word, language)
            wholes.append(whole)
            if not word.joined:
                parts.extend((self.parts(word) if language == "de" else ()) or (whole,))
        return tuple(wholes), tuple(parts)
