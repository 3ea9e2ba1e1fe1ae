"""A question → the terms to look up, as the corpus has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from retrieval.index.keywords.analysis import (
    Language,
    Word,
    is_stopword,
    question_language,
    token_words,
    tokens,
)
from retrieval.index.keywords.keys import Keys

MAX_SEARCHED_WORDS: Final = 8
"""Of so many unknown words of a question, other forms are looked for in the corpus."""


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question.

    Attributes:
        word: The word.
        wholes: Keys of the whole word, alternatives of each other: one a language of the corpus,
            or, where none of these stands in it, those of close inflections and of compounds
            with it that do.
        parts: Keys of its parts; empty where it is no compound.
        known: Whether any of the wholes or all the parts stand in the corpus.
    """

    word: Word
    wholes: tuple[str, ...]
    parts: tuple[str, ...]
    known: bool


class Terms:
    """Makes the terms of questions to one corpus."""

    def __init__(
        self,
        keys: Keys,
        languages: tuple[Language, ...],
        whole_count: Callable[[str], int],
        part_count: Callable[[str], int],
    ) -> None:
        """Take what the corpus knows.

        Args:
            keys: Its keys.
            languages: Its languages; at least one.
            whole_count: Number of passages with a whole key.
            part_count: Number of passages with a part key.
        """
        self._keys = keys
        self._languages = languages
        self._whole_count = whole_count
        self._part_count = part_count

    def of(self, question: str) -> tuple[Term, ...]:
        """The content words of a question.

        Args:
            question: Any text.

        Returns:
            Each once, in order. Of a hyphenated word: the members, and the whole where the corpus
            has it; a member that stands in the corpus only within it is left out.
        """
        asked_in = question_language(question) or self._languages[0]
        terms: dict[tuple[str, ...], Term] = {}
        unknown = 0
        for token in tokens(question):
            for term in self._token_terms(token, asked_in):
                if not term.known and unknown < MAX_SEARCHED_WORDS:
                    unknown += 1
                    term = self._searched(term)
                terms.setdefault(term.wholes, term)
        return tuple(terms.values())

    def _token_terms(self, token: str, asked_in: Language) -> Iterator[Term]:
        words = [word for word in token_words(token) if not is_stopword(word.form, asked_in)]
        terms = [self._term(word) for word in words]
        whole_known = any(w.joined and t.known for w, t in zip(words, terms, strict=True))
        for word, term in zip(words, terms, strict=True):
            if term.known or not (word.joined or whole_known):
                yield term

    def _term(self, word: Word) -> Term:
        wholes = tuple(dict.fromkeys(self._keys.whole(word, code) for code in self._languages))
        parts = self._keys.parts(word)
        known = any(map(self._whole_count, wholes))
        known = known or (bool(parts) and all(map(self._part_count, parts)))
        return Term(word, wholes, parts, known)

    def _searched(self, term: Term) -> Term:
        """The term under keys that the corpus has, if any are like it."""
        similar = tuple(filter(self._whole_count, self._keys.similar(term.word)))
        return replace(term, wholes=similar, known=True) if similar else term
