"""BM25 over passages (tantivy): the keyword leg of retrieval.

What goes in: the passages' texts, numbered 0 to n-1, and the compound splitter learned from the
corpus. Two representations of each passage are indexed: field `word` holds the stems of its words,
field `part` the same with every compound replaced by its parts. A passage's score is
`BM25(word) + PART_WEIGHT * BM25(part)`, so that `Fabrik für Drohnen` and `Drohnenfabrik` find each
other while the exact word counts most.

A passage is stemmed by its own language's rules; a question's word is looked up by the rules of
every language the corpus has and counts once.

Guaranteed: the same passages give the same ranking (score descending, then passage id), however
they were split into segments while writing, because BM25's statistics are taken over all of them;
the user's text never meets a query parser; reading changes no file and keeps nothing of the index
in memory but memory maps; any number of threads may search at once.

Deliberately not done: phrases, fields for titles, and learned term weights. The files' names
(random) and hence `meta.json` differ between two builds of the same corpus; what they answer does
not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import tantivy
from numpy.typing import NDArray

from retrieval.errors import IndexDamagedError
from retrieval.lexical.analysis import Language, question_language, tokens
from retrieval.lexical.compounds import Compounds
from retrieval.lexical.keys import Keys
from retrieval.lexical.stopwords import LANGUAGES, language_of
from retrieval.lexical.terms import Term, Terms

PART_WEIGHT: Final = 0.7
"""Chosen on XQuAD articles with an even number, where 0.5 to 1 differ by three questions in 325."""

WRITER_HEAP_BYTES: Final = 30_000_000
VOCABULARY_FILE: Final = "vocabulary.tsv"
_WORD, _PART, _LANGUAGE, _ID = "word", "part", "language", "id"
# Fetched beyond what is asked for, to see whether the last one is tied.
_TIE_MARGIN: Final = 8


class LexicalIndex:
    """An opened lexical index. Thread-safe."""

    def __init__(self, index: tantivy.Index, compounds: Compounds) -> None:
        """Take an opened index.

        Args:
            index: Written by `build`.
            compounds: The splitter saved with it.
        """
        self._schema = index.schema
        self._searcher = index.searcher()
        held = [code for code in LANGUAGES if self._searcher.doc_freq(_LANGUAGE, code)]
        self.languages: tuple[Language, ...] = tuple(held) or LANGUAGES[:1]
        self._keys = Keys(compounds)
        self._terms = Terms(self._keys, self.languages, self._counter(_WORD), self._counter(_PART))

    @classmethod
    def build(
        cls, folder: Path, passages: Iterable[tuple[int, str]], compounds: Compounds | None = None
    ) -> None:
        """Write an index.

        Args:
            folder: An empty or missing folder.
            passages: Id (dense, from 0) and text of each, in order of id.
            compounds: What `Compounds.learn` made of the corpus; None splits nothing.
        """
        compounds = compounds or Compounds.learn(())
        folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), path=str(folder))
        # One thread: the same passages always fill the same segments in the same order.
        writer = index.writer(heap_size=WRITER_HEAP_BYTES, num_threads=1)
        keys = Keys(compounds)
        for number, text in passages:
            writer.add_document(_document(number, text, keys))
        writer.commit()
        writer.wait_merging_threads()
        compounds.save(folder / VOCABULARY_FILE)
        # The other lock stays: readers lock it, and could not create it in a read-only folder.
        (folder / ".tantivy-writer.lock").unlink(missing_ok=True)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open an index for reading, also in a folder that cannot be written.

        Args:
            folder: What `build` wrote.

        Returns:
            The opened index.

        Raises:
            IndexDamagedError: Files are missing or unreadable.
        """
        try:
            return cls(_open(folder), Compounds.open(folder / VOCABULARY_FILE))
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise IndexDamagedError(
                f"the keyword index in {folder} cannot be read ({reason}): run `wortlaut index`"
            ) from error

    def __len__(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def search(self, question: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the passages that share words with a question.

        Args:
            question: Any text.
            k: How many to return at most.

        Returns:
            Passage ids and their BM25 scores (> 0), best first, equal scores by id; fewer than `k`
            where fewer passages share a word, none for a question without content words.
        """
        terms = self._terms.of(question)
        limit = min(k + _TIE_MARGIN, len(self))
        if not terms or k < 1 or not limit:
            return _ranked({}, 0)
        query = self._scoring(terms)
        found = self._run(query, limit)
        # Passages tied with the last one must not be decided by where they lie on disk.
        while len(found) == limit < len(self) and _tied(found, k):
            limit = min(limit * 2, len(self))
            found = self._run(query, limit)
        return _ranked(found, k)

    def scores(self, question: str, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """BM25 of given passages.

        Args:
            question: Any text.
            ids: Passage ids, in any order.

        Returns:
            Shape (len(ids),): what `search` gives these passages, 0 where no word is shared.
        """
        terms = self._terms.of(question)
        return self._among(self._scoring(terms) if terms else None, ids)

    def coverage(
        self, question: str, ids: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """How much of a question's content words given passages contain, rare words counting more.

        A word counts with its inverse document frequency in the corpus; one that stands in no
        passage counts most and is contained by none.

        Args:
            question: Any text.
            ids: Passage ids, in any order.

        Returns:
            Shape (len(ids),), in [0, 1]; zeros for a question without content words.
        """
        terms = self._terms.of(question)
        weights = [self._idf(term) for term in terms]
        total = sum(weights)
        if not total:
            return np.zeros(len(ids), np.float32)
        weighted = [
            tantivy.Query.const_score_query(self._containing(term), weight / total)
            for term, weight in zip(terms, weights, strict=True)
        ]
        shares = self._among(_any(weighted), ids)
        return np.minimum(shares, np.float32(1.0))

    def coverage_of_texts(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """`coverage` for texts that are no passages, such as the sentences of one.

        Args:
            question: Any text.
            texts: Any texts.

        Returns:
            Shape (len(texts),), in [0, 1]; zeros for a question without content words.
        """
        terms = self._terms.of(question)
        weights = [self._idf(term) for term in terms]
        total = sum(weights)
        shares = np.zeros(len(texts), np.float32)
        for row, text in enumerate(texts if total else ()):
            wholes, parts = _text_keys(text, self._keys)
            held = (
                weight
                for term, weight in zip(terms, weights, strict=True)
                if not wholes.isdisjoint(term.wholes)
                or (term.parts and parts.issuperset(term.parts))
            )
            shares[row] = min(sum(held) / total, 1.0)
        return shares

    def unknown_words(self, question: str) -> tuple[str, ...]:
        """Content words of a question that stand in no passage.

        Args:
            question: Any text.

        Returns:
            The words as typed, in order, each once: neither their stem, nor all their compound
            parts, nor a close inflection, nor a compound with them stands in any passage. Of a
            question in a language that no passage has, only what is not a word of that language:
            numbers and words with a capital, but for the first.
        """
        unknown = [term.word.text for term in self._terms.of(question) if not term.known]
        language = question_language(question)
        if language is not None and language not in self.languages:
            opening = tokens(question)[0]
            named = (w for w in unknown if w[0].isupper() or w[0].isdigit())
            unknown = [word for word in named if word != opening]
        return tuple(dict.fromkeys(unknown))

    def _scoring(self, terms: Sequence[Term]) -> tantivy.Query:
        queries = []
        for term in terms:
            queries.append(self._alternatives(_WORD, term.wholes))
            parts = [self._term(_PART, part) for part in term.parts]
            for query in parts or [self._alternatives(_PART, term.wholes)]:
                queries.append(tantivy.Query.boost_query(query, PART_WEIGHT))
        return _any(queries)

    def _containing(self, term: Term) -> tantivy.Query:
        queries = [self._term(_WORD, key) for key in term.wholes]
        if term.parts:
            parts = [(tantivy.Occur.Must, self._term(_PART, part)) for part in term.parts]
            queries.append(tantivy.Query.boolean_query(parts))
        return _any(queries)

    def _idf(self, term: Term) -> float:
        count = self._searcher.doc_freq
        frequency = max(count(_WORD, key) for key in term.wholes)
        if term.parts:
            frequency = max(frequency, min(count(_PART, part) for part in term.parts))
        # The inverse document frequency that tantivy's BM25 uses.
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    def _alternatives(self, field: str, keys: Sequence[str]) -> tantivy.Query:
        queries = [self._term(field, key) for key in keys]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)

    def _counter(self, field: str) -> Callable[[str], int]:
        return lambda key: self._searcher.doc_freq(field, key)

    def _term(self, field: str, key: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, key, index_option="freq")

    def _among(
        self, query: tantivy.Query | None, ids: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        wanted = [int(number) for number in ids]
        found: dict[int, float] = {}
        if query is not None and wanted:
            chosen = tantivy.Query.term_set_query(self._schema, _ID, wanted)
            silent = tantivy.Query.const_score_query(chosen, 0.0)
            both = [(tantivy.Occur.Must, silent), (tantivy.Occur.Must, query)]
            found = self._run(tantivy.Query.boolean_query(both), len(set(wanted)))
        return np.array([found.get(number, 0.0) for number in wanted], np.float32)

    def _run(self, query: tantivy.Query, limit: int) -> dict[int, float]:
        hits = self._searcher.search(query, limit, count=False).hits
        numbers = self._searcher.fast_field_values(_ID, [address for _, address in hits])
        scores = [float(score) for score, _ in hits]
        return dict(zip(np.array(numbers, np.int64).tolist(), scores, strict=True))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ID, stored=False, indexed=True, fast=True)
    for field in (_WORD, _PART):
        builder.add_text_field(
            field, stored=False, tokenizer_name="whitespace", index_option="freq"
        )
    builder.add_text_field(_LANGUAGE, stored=False, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _document(number: int, text: str, keys: Keys) -> tantivy.Document:
    found = tokens(text)
    language = language_of(found) or LANGUAGES[0]
    pairs = [keys.token(token, language) for token in found]
    document = tantivy.Document()
    document.add_unsigned(_ID, number)
    document.add_text(_WORD, " ".join(wholes for wholes, _ in pairs if wholes))
    document.add_text(_PART, " ".join(parts for _, parts in pairs if parts))
    document.add_text(_LANGUAGE, language)
    return document


def _text_keys(text: str, keys: Keys) -> tuple[set[str], set[str]]:
    found = tokens(text)
    language = language_of(found) or LANGUAGES[0]
    pairs = [keys.token(token, language) for token in found]
    return (
        {key for wholes, _ in pairs for key in wholes.split()},
        {key for _, parts in pairs for key in parts.split()},
    )


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


def _ranked(found: dict[int, float], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
    numbers = np.array([number for number, _ in best], np.int64)
    return numbers, np.array([score for _, score in best], np.float32)
