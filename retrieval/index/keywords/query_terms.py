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
from retrieval.index.keywords.index_terms import IndexTerms

MAX_SEARCHED_WORDS: Final = 8
"""Of so many unknown words of a question, other forms are looked for in the corpus."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One content word of a question.

    Attributes:
        word: The word.
        wholes: Index terms of the whole word, alternatives of each other: one a language of the
            corpus, or, where none of these stands in it, those of close inflections and of
            compounds with it that do.
        parts: Index terms of its parts; empty where it is no compound.
        frequency: How many passages contain it: one of the wholes, or at most those parts that
            are in the fewest. 0 where it is unknown to the corpus.
    """

    word: Word
    wholes: tuple[str, ...]
    parts: tuple[str, ...]
    frequency: int


class QueryTerms:
    """Makes the terms of questions to one corpus."""

    def __init__(
        self,
        index_terms: IndexTerms,
        languages: tuple[Language, ...],
        whole_count: Callable[[str], int],
        part_count: Callable[[str], int],
    ) -> None:
        """Take what the corpus knows.

        Args:
            index_terms: By its compounds.
            languages: Its languages; at least one.
            whole_count: Number of passages with a whole term.
            part_count: Number of passages with a part term.
        """
        self._index_terms = index_terms
        self._languages = languages
        self._whole_count = whole_count
        self._part_count = part_count

    def of(self, question: str) -> tuple[QueryTerm, ...]:
        """The content words of a question, each once, in order.

        Of a hyphenated word: the members, and the whole where the corpus has it; a member that
        stands in the corpus only within it is left out.
        """
        asked_in = question_language(question) or self._languages[0]
        terms: dict[tuple[str, ...], QueryTerm] = {}
        unknown = 0
        for token in tokens(question):
            for term in self._token_terms(token, asked_in):
                if not term.frequency and unknown < MAX_SEARCHED_WORDS:
                    unknown += 1
                    term = self._searched(term)
                terms.setdefault(term.wholes, term)
        return tuple(terms.values())

    def _token_terms(self, token: str, asked_in: Language) -> Iterator[QueryTerm]:
        words = [word for word in token_words(token) if not is_stopword(word.form, asked_in)]
        terms = [self._term(word) for word in words]
        whole_known = any(term.word.joined and term.frequency for term in terms)
        for term in terms:
            if term.frequency or not (term.word.joined or whole_known):
                yield term

    def _term(self, word: Word) -> QueryTerm:
        whole = self._index_terms.whole
        wholes = tuple(dict.fromkeys(whole(word, code) for code in self._languages))
        parts = self._index_terms.parts(word)
        frequency = max(map(self._whole_count, wholes))
        if parts:
            frequency = max(frequency, min(map(self._part_count, parts)))
        return QueryTerm(word, wholes, parts, frequency)

    def _searched(self, term: QueryTerm) -> QueryTerm:
        """The term as others that the corpus has, if any are like it."""
        counted = {like: self._whole_count(like) for like in self._index_terms.similar(term.word)}
        similar = tuple(like for like, count in counted.items() if count)
        if not similar:
            return term
        return replace(term, wholes=similar, frequency=max(counted.values()))
