"""BM25 over passages (tantivy): the keyword leg of retrieval.

What is read: what `writer.py` wrote. Two representations of each passage are indexed: field `word`
holds the stems of its words, field `part` the same with every compound replaced by its parts. A
passage's score is `BM25(word) + PART_WEIGHT * BM25(part)`, so that `Fabrik für Drohnen` and
`Drohnenfabrik` find each other while the exact word counts most. Field `head` holds both of what
stands above the passage (`headings.py`): there a word is looked for that stands in no text. For all
words it brought nothing (questions of several articles on one matter, weights of 0.1 and 0.3).

A passage is stemmed by its own language's rules; a question's word is looked up by the rules of
every language the corpus has and counts once.

Guaranteed: the same passages give the same ranking (score descending, then passage id), however
they were split into segments while writing, because BM25's statistics are taken over all of them;
the user's text never meets a query parser; reading changes no file and keeps nothing of the index
in memory but memory maps; any number of threads may search at once.

Deliberately not done: phrases, and learned term weights. The files' names
(random) and hence `meta.json` differ between two builds of the same corpus; what they answer does
not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray

from retrieval.errors import IndexDamagedError
from retrieval.index.keywords.analysis import (
    Language,
    is_stopword,
    question_language,
    token_words,
    tokens,
)
from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.documents import (
    GONE,
    HEAD,
    LANGUAGE,
    PART,
    SLOT,
    SLOTS_FILE,
    VOCABULARY_FILE,
    WORD,
)
from retrieval.index.keywords.index_terms import IndexTerms
from retrieval.index.keywords.near_words import NearWord, near_words
from retrieval.index.keywords.query_terms import QueryTerm, QueryTerms
from retrieval.index.keywords.sentence_terms import SentenceTerms, term_number
from retrieval.index.keywords.vocabulary import StoredVocabulary
from retrieval.language.fold import search_form
from retrieval.language.stopwords import LANGUAGES
from retrieval.machine import raise_refusal

PART_WEIGHT: Final = 0.7
"""Chosen on XQuAD articles with an even number, where 0.5 to 1 differ by three questions in 325."""

# Fetched beyond what is asked for, to see whether the last one is tied.
_TIE_MARGIN: Final = 8
_MEMO_QUESTIONS: Final = 64
# So many of a text's words tell which passages share them; the rest would only cost time.
_RAREST: Final = 10


class Wanted(NamedTuple):
    """What a text must hold of a content word of a question.

    Attributes:
        wholes: Numbers of its whole terms.
        parts: Numbers of its part terms.
        heads: Numbers of its whole terms where they stand above a text.
        head_parts: Numbers of its part terms there.
        weight: Of the word.
    """

    wholes: frozenset[int]
    parts: frozenset[int]
    heads: frozenset[int]
    head_parts: frozenset[int]
    weight: float


# So many unknown words, and more than this share of all, are those of another language: all, where
# an umlaut or the like speaks for one that we know.
_STRANGE_WORDS = 3
_STRANGE_SHARE = 0.5


class KeywordIndex:
    """`Keywords` by tantivy."""

    def __init__(
        self,
        index: tantivy.Index,
        vocabulary: StoredVocabulary,
        numbers: NDArray[np.int32],
        sentences: SentenceTerms,
    ) -> None:
        """Take an opened index.

        Args:
            index: Written by `writer.py`.
            vocabulary: Saved with it.
            numbers: The passage that each slot is, or `GONE`; shape (slots,).
            sentences: The terms of each sentence.
        """
        self._schema = index.schema
        self._vocabulary = vocabulary
        self._numbers = numbers
        self._slots = _inverted(numbers)
        self._sentences = sentences
        self._searcher = index.searcher()
        count = self._searcher.doc_freq
        held = [code for code in LANGUAGES if count(LANGUAGE, code)]
        self.languages: tuple[Language, ...] = tuple(held) or LANGUAGES[:1]
        self._index_terms = IndexTerms(Compounds(vocabulary))
        terms = QueryTerms(
            self._index_terms,
            self.languages,
            lambda term: count(WORD, term) or count(HEAD, term),
            lambda term: count(PART, term) or count(HEAD, term),
        )
        # Each question is asked about several times while it is answered.
        terms_of = lru_cache(maxsize=_MEMO_QUESTIONS)(terms.of)
        passages = len(self)
        self._terms_of = terms_of
        # Around no method: a cache that held the index would keep it open in a circle.
        self._wanted_by = lru_cache(maxsize=_MEMO_QUESTIONS)(
            lambda question: _wanted(terms_of(question), passages)
        )

    @classmethod
    def open(cls, folder: Path) -> KeywordIndex:
        """Open an index for reading, also in a folder that cannot be written.

        Args:
            folder: What `writer.py` wrote.

        Returns:
            The opened index.

        Raises:
            IndexDamagedError: Files are missing or unreadable.
        """
        try:
            slots = np.load(folder / SLOTS_FILE, mmap_mode="r", allow_pickle=False)
            vocabulary = StoredVocabulary(folder / VOCABULARY_FILE)
            numbers = slots.view(np.ndarray)
            return cls(_open(folder), vocabulary, numbers, SentenceTerms(folder))
        except (EOFError, IndexError, OSError, ValueError) as error:
            raise_refusal(error, folder)
            reason = " ".join(str(error).split())
            raise IndexDamagedError(
                "index.keywords_unreadable", folder=folder, detail=reason
            ) from error

    def __len__(self) -> int:
        """See `Keywords`."""
        return int(self._searcher.num_docs)

    def search(self, question: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """See `Keywords`."""
        terms = self._terms_of(question)
        if not terms:
            return _ranked({}, 0)
        return self._best(self._scoring(terms), k)

    def holding(self, text: str, k: int, *, above: bool = False) -> NDArray[np.int64]:
        """See `Keywords`."""
        field = HEAD if above else WORD
        every = [
            (tantivy.Occur.Must, self._alternatives(field, wholes)) for wholes in self._wholes(text)
        ]
        if not every:
            return np.empty(0, np.int64)
        return self._best(tantivy.Query.boolean_query(every), k)[0]

    def sharing(self, text: str, k: int) -> NDArray[np.int64]:
        """See `Keywords`."""
        count = self._searcher.doc_freq
        counted = {w: sum(count(WORD, whole) for whole in w) for w in self._wholes(text)}
        rarest = sorted((w for w in counted if counted[w]), key=lambda w: (counted[w], w))
        if not rarest:
            return np.empty(0, np.int64)
        queries = [self._alternatives(WORD, wholes) for wholes in rarest[:_RAREST]]
        return self._best(_any(queries), k)[0]

    def _wholes(self, text: str) -> list[tuple[str, ...]]:
        """The whole terms of a text's content words, one a language of the corpus, each once."""
        # What any of the languages leaves out may have been left out of a passage.
        words = [
            word
            for token in tokens(text)
            for word in token_words(token)
            if not word.joined and not any(is_stopword(word.form, code) for code in LANGUAGES)
        ]
        whole = self._index_terms.whole
        made = (tuple(dict.fromkeys(whole(w, code) for code in self.languages)) for w in words)
        return list(dict.fromkeys(made))

    def scores(self, question: str, numbers: Sequence[int]) -> NDArray[np.float32]:
        """See `Keywords`."""
        terms = self._terms_of(question)
        return self._among(self._scoring(terms) if terms else None, numbers)

    def coverage(self, question: str, sentences: range) -> float:
        """See `Keywords`."""
        held = self._sentences.of(sentences.start, sentences.stop)
        return _share(self._wanted_by(question), held, also_above=True)

    def coverage_of_sentences(
        self, question: str, numbers: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """See `Keywords`."""
        wanted = self._wanted_by(question)
        shares = [_share(wanted, held) for held in self._sentences.each(numbers)]
        return np.array(shares, np.float32)

    def near(self, word: str) -> list[NearWord]:
        """See `Keywords`."""
        return near_words(self._vocabulary, search_form(word))

    def unknown_words(self, question: str) -> tuple[str, ...]:
        """See `Keywords`."""
        terms = self._terms_of(question)
        unknown = [term.word.text for term in terms if not term.frequency]
        language = question_language(question)
        share = len(unknown) / max(len(terms), 1)
        strange = share > _STRANGE_SHARE if language is None else share == 1
        if (strange and len(unknown) >= _STRANGE_WORDS) or (
            language is not None and language not in self.languages
        ):
            opening = tokens(question)[0]
            named = (w for w in unknown if w[0].isupper() or w[0].isdigit())
            unknown = [word for word in named if word != opening]
        return tuple(dict.fromkeys(unknown))

    def _scoring(self, terms: Sequence[QueryTerm]) -> tantivy.Query:
        queries = []
        for term in terms:
            queries.append(self._alternatives(WORD, term.wholes))
            parts = [self._term(PART, part) for part in term.parts]
            for query in parts or [self._alternatives(PART, term.wholes)]:
                queries.append(tantivy.Query.boost_query(query, PART_WEIGHT))
            if not self._stands_in_text(term):
                queries.append(self._alternatives(HEAD, (*term.wholes, *term.parts)))
        return _any(queries)

    def _stands_in_text(self, term: QueryTerm) -> bool:
        count = self._searcher.doc_freq
        return any(count(WORD, whole) for whole in term.wholes) or (
            bool(term.parts) and all(count(PART, part) for part in term.parts)
        )

    def _alternatives(self, field: str, terms: Sequence[str]) -> tantivy.Query:
        queries = [self._term(field, term) for term in terms]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")

    def _among(self, query: tantivy.Query | None, numbers: Sequence[int]) -> NDArray[np.float32]:
        found: dict[int, float] = {}
        if query is not None and numbers:
            slots = self._slots[np.array(numbers, np.int64)].tolist()
            # Three times as fast as a term set query, which builds an automaton.
            chosen = _any([tantivy.Query.term_query(self._schema, SLOT, slot) for slot in slots])
            silent = tantivy.Query.const_score_query(chosen, 0.0)
            both = [(tantivy.Occur.Must, silent), (tantivy.Occur.Must, query)]
            found = self._run(tantivy.Query.boolean_query(both), len(set(numbers)))
        return np.array([found.get(number, 0.0) for number in numbers], np.float32)

    def _best(self, query: tantivy.Query, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        limit = min(k + _TIE_MARGIN, len(self))
        if k < 1 or not limit:
            return _ranked({}, 0)
        found = self._run(query, limit)
        # Passages tied with the last one must not be decided by where they lie on disk.
        while len(found) == limit < len(self) and _tied(found, k):
            limit = min(limit * 2, len(self))
            found = self._run(query, limit)
        return _ranked(found, k)

    def _run(self, query: tantivy.Query, limit: int) -> dict[int, float]:
        hits = self._searcher.search(query, limit, count=False).hits
        slots = self._searcher.fast_field_values(SLOT, [address for _, address in hits])
        numbers = self._numbers[np.array(slots, np.int64)].tolist()
        return dict(zip(numbers, (float(score) for score, _ in hits), strict=True))


def _wanted(terms: Sequence[QueryTerm], passages: int) -> tuple[Wanted, ...]:
    """What a text must hold of each content word of a question, and what that one weighs."""
    return tuple(
        Wanted(
            frozenset(term_number(WORD, whole) for whole in term.wholes),
            frozenset(term_number(PART, part) for part in term.parts),
            frozenset(term_number(HEAD, whole) for whole in term.wholes),
            frozenset(term_number(HEAD, part) for part in term.parts),
            _idf(term, passages),
        )
        for term in terms
    )


def _idf(term: QueryTerm, passages: int) -> float:
    # Passages that were taken out count until their segment is merged.
    frequency = min(term.frequency, passages)
    # The inverse document frequency that tantivy's BM25 uses.
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def _inverted(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """The slot of each passage."""
    slots = np.flatnonzero(numbers != GONE)
    inverted = np.empty(len(slots), np.int32)
    inverted[numbers[slots]] = slots
    return inverted


def _open(folder: Path) -> tantivy.Index:
    """Open where it lies, or through links elsewhere: tantivy locks a file beside what it opens."""
    try:
        return _open_still(folder)
    except ValueError as error:
        if "lock" not in str(error).lower():
            raise
    import tempfile

    with tempfile.TemporaryDirectory(prefix="wortlaut-") as aside:
        for file in sorted(folder.iterdir()):
            if file.suffix != ".lock":
                (Path(aside) / file.name).symlink_to(file.resolve())
        # What is open stays open when the links go.
        return _open_still(Path(aside))


def _open_still(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    # A generation never changes, and an index that is open must not notice when it is deleted.
    index.config_reader("manual", 0)
    return index


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _tied(found: dict[int, float], k: int) -> bool:
    ranked = sorted(found.values(), reverse=True)
    return ranked[k - 1] == ranked[-1]


def _share(wanted: Sequence[Wanted], held: set[int], *, also_above: bool = False) -> float:
    """The weighted share of the words that a text has whole, under any term, or all parts of."""
    total = sum(word.weight for word in wanted)
    contained = sum(
        word.weight
        for word in wanted
        if _holds(held, word.wholes, word.parts)
        or (also_above and _holds(held, word.heads, word.head_parts))
    )
    return min(contained / total, 1.0) if total else 0.0


def _holds(held: set[int], wholes: frozenset[int], parts: frozenset[int]) -> bool:
    return not wholes.isdisjoint(held) or (bool(parts) and parts <= held)


def _ranked(found: dict[int, float], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
    numbers = np.array([number for number, _ in best], np.int64)
    return numbers, np.array([score for _, score in best], np.float32)
