"""Words → the index terms they stand under, the same for a passage, a sentence and a question.

A word has one *whole* term, its stem, and *part* terms: the stems of its parts if it is a compound,
the whole term otherwise.
"""

from __future__ import annotations

from typing import Final

from retrieval.index.keywords.analysis import (
    Language,
    Word,
    inflections,
    is_stopword,
    stem,
    token_words,
    tokens,
)
from retrieval.index.keywords.compounds import Compounds
from retrieval.language.stopwords import LANGUAGES

_MEMO_TOKENS: Final = 200_000

TokenTerms = tuple[tuple[str, ...], tuple[str, ...]]
"""Whole terms and part terms."""


class IndexTerms:
    """Index terms by one corpus's compounds. Thread-safe."""

    def __init__(self, compounds: Compounds) -> None:
        """Take the splitter."""
        self._compounds = compounds
        # Dictionaries, for a cache around a method would hold what it is part of.
        self._memo: dict[Language, dict[str, TokenTerms]] = {code: {} for code in LANGUAGES}

    def whole(self, word: Word, language: Language) -> str:
        """The term of the word itself: its stem by the rules of a language."""
        form = self._compounds.base(word.form) if language == "de" else word.form
        return stem(form, language)

    def parts(self, word: Word) -> tuple[str, ...]:
        """The terms of a German compound's parts, each once.

        None for a word that is no compound, and for a hyphenated one, whose members are words of
        their own.
        """
        split = () if word.joined else self._compounds.parts(word.form)
        return tuple(dict.fromkeys(stem(self._compounds.base(part)) for part in split))

    def similar(self, word: Word) -> tuple[str, ...]:
        """Whole terms to try for a German word whose own the corpus does not have.

        Those of its inflections and of the corpus's compounds with it; some may be unknown.
        """
        holding = (stem(form) for form in self._compounds.holding(word.form))
        return tuple(dict.fromkeys((*inflections(word.form), *holding)))

    def of(self, text: str, language: Language) -> tuple[list[str], list[str]]:
        """The terms of a passage or sentence.

        Args:
            text: Its words.
            language: Whose rules apply; words that are its stop words have no term.

        Returns:
            Whole terms and part terms, each in the order of the words.
        """
        memo = self._memo[language]
        if len(memo) >= _MEMO_TOKENS:
            memo.clear()
        found = [memo.get(token) or self._looked_up(token, language) for token in tokens(text)]
        return (
            [term for wholes, _ in found for term in wholes],
            [term for _, parts in found for term in parts],
        )

    def _looked_up(self, token: str, language: Language) -> TokenTerms:
        made = self._memo[language][token] = self._token(token, language)
        return made

    def _token(self, token: str, language: Language) -> TokenTerms:
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
