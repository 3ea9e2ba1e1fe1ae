"""Writes the keyword index: whole, or as the previous one with what has changed.

What a passage is indexed under depends on the whole corpus, for a compound is split into words that
the corpus has. Still, one article seldom changes how another one's words are split: to bring an
index up to date, the few words that are now split otherwise are found (`split_otherwise`), and only
the passages and sentences that hold one are analysed again, beside those that are new. All other
documents stay in the files of the previous index, which the new one shares with it by hard links:
such a file is never written to. The terms of all other sentences are copied.

Guaranteed: every document is what writing the whole would have made of it. A document that was
taken out counts in BM25's statistics until tantivy merges its segment, which shifts scores by less
than the order of most rankings notices; where more than `MAX_GONE_SHARE` are gone, and always in an
index so small that writing it whole takes a moment, the whole is written.
"""

from __future__ import annotations

import heapq
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
import tantivy
from numpy.typing import NDArray

from retrieval.index.keywords.analysis import Word
from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.documents import (
    GONE,
    HEAD,
    SLOT,
    SLOTS_FILE,
    VOCABULARY_FILE,
    WORD,
    document,
    schema,
)
from retrieval.index.keywords.index_terms import IndexTerms
from retrieval.index.keywords.sentence_terms import (
    STARTS_FILE,
    TERMS_FILE,
    Sentences,
    SentenceTerms,
    analysed,
    term_number,
    write_sentence_terms,
)
from retrieval.index.keywords.vocabulary import LearnedVocabulary
from retrieval.index.vector_files import RowRun
from retrieval.regular_file import share_file

WRITER_HEAP_BYTES: Final = 30_000_000
MAX_GONE_SHARE: Final = 0.1
WRITTEN_WHOLE_BELOW: Final = 20_000
"""Passages; so many take some ten seconds."""

_WRITER_LOCK: Final = ".tantivy-writer.lock"
# What tantivy replaces when it commits; all its other files it only ever adds or removes.
_REPLACED: Final = frozenset(("meta.json", ".managed.json", _WRITER_LOCK, ".tantivy-meta.lock"))

_WRITTEN: Final = frozenset((VOCABULARY_FILE, SLOTS_FILE, TERMS_FILE, STARTS_FILE))

Texts = Iterable[tuple[int, str, str]]
"""Number and words of each passage, and what stands above it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What of a corpus has changed since its previous index.

    Attributes:
        moved: Shape (previous passages,): the number each one has now, `GONE` where it has none.
        kept: Runs of sentences that were in the previous index, by new number.
        passages: The passages that were not.
        sentences: The sentences that were not.
        passages_of: Numbers → passages.
        sentences_of: Numbers, ascending → sentences.
        added: Texts of the articles that were not in the previous index.
        removed: Texts of the articles that are no longer there.
    """

    moved: NDArray[np.int32]
    kept: Sequence[RowRun]
    passages: Texts
    sentences: Sentences
    passages_of: Callable[[Sequence[int]], Texts]
    sentences_of: Callable[[Sequence[int]], Sentences]
    added: Iterable[str]
    removed: Iterable[str]


def write_index(
    folder: Path, passages: Texts, sentences: Sentences, vocabulary: LearnedVocabulary
) -> None:
    """Writes an index.

    Args:
        folder: An empty or missing folder.
        passages: Numbered densely from 0, in order.
        sentences: Numbered densely from 0, in order.
        vocabulary: The corpus's words, by which compounds are split.
    """
    compounds = Compounds(vocabulary)
    index_terms = IndexTerms(compounds)
    folder.mkdir(parents=True, exist_ok=True)
    slots = _add(tantivy.Index(schema(), path=str(folder)), passages, index_terms, 0, [])
    write_sentence_terms(folder, analysed(sentences, index_terms), iter(()))
    _finish(folder, np.array(slots, np.int32), vocabulary, compounds)


def update_index(folder: Path, previous: Path, change: Change) -> bool:
    """Writes an index that shares the files of a previous one.

    Args:
        folder: A missing folder.
        previous: What `write_index` or `update_index` wrote.
        change: What has changed since.

    Returns:
        Whether it was written; if not, the whole should be, and `folder` is missing.
    """
    before = LearnedVocabulary.load(previous / VOCABULARY_FILE)
    after = before.changed(change.added, change.removed)
    index = _open(previous)
    held = np.load(previous / SLOTS_FILE, allow_pickle=False)
    slots = np.where(held == GONE, GONE, change.moved[held]).astype(np.int32)
    resplit = split_otherwise(before, after)
    places = _slots_with(index, resplit)
    again = slots[places][slots[places] != GONE]
    slots[places] = GONE
    gone = np.flatnonzero((slots == GONE) & (held != GONE))
    share = np.count_nonzero(slots == GONE) / max(len(slots), 1)
    if len(gone) and (len(slots) < WRITTEN_WHOLE_BELOW or share > MAX_GONE_SHARE):
        return False
    _share(previous, folder)
    compounds = Compounds(after)
    index_terms = IndexTerms(compounds)
    passages = chain(change.passages, change.passages_of(sorted(again.tolist())))
    new = _add(_open(folder), passages, index_terms, len(slots), gone.tolist())
    _update_sentences(folder, previous, change, index_terms, resplit)
    _finish(folder, np.concatenate([slots, np.array(new, np.int32)]), after, compounds)
    return True


def split_otherwise(before: LearnedVocabulary, after: LearnedVocabulary) -> tuple[str, ...]:
    """Finds the words that stand under other index terms than before.

    Args:
        before: The vocabulary of the corpus as it was.
        after: What `before.changed` made of it.

    Returns:
        The whole terms under which these words stood, each once, sorted.
    """
    old, new = IndexTerms(Compounds(before)), IndexTerms(Compounds(after))
    found = set()
    for form in after.unsplit():
        word = Word(form, form)
        whole = old.whole(word, "de")
        if (whole, old.parts(word)) != (new.whole(word, "de"), new.parts(word)):
            found.add(whole)
    return tuple(sorted(found))


def _update_sentences(
    folder: Path, previous: Path, change: Change, index_terms: IndexTerms, resplit: Sequence[str]
) -> None:
    before = SentenceTerms(previous)
    wanted = [term_number(field, term) for field in (WORD, HEAD) for term in resplit]
    again = before.holding(wanted).tolist()
    kept = list(_without(again, change.kept))
    moved = [run.new + old - run.old for run in change.kept for old in _within(run, again)]
    fresh = analysed(change.sentences, index_terms)
    anew = analysed(change.sentences_of(moved), index_terms)
    write_sentence_terms(folder, heapq.merge(fresh, anew, key=itemgetter(0)), before.rows(kept))


def _without(ascending: Sequence[int], runs: Iterable[RowRun]) -> Iterator[RowRun]:
    """The runs without some old rows."""
    for run in runs:
        first = run.old
        for old in (*_within(run, ascending), run.old + run.count):
            yield RowRun(first, run.new + first - run.old, old - first)
            first = old + 1


def _within(run: RowRun, ascending: Sequence[int]) -> Sequence[int]:
    """Those of some old rows that are in a run."""
    return ascending[bisect_left(ascending, run.old) : bisect_left(ascending, run.old + run.count)]


def _add(
    index: tantivy.Index, passages: Texts, index_terms: IndexTerms, first: int, gone: list[int]
) -> list[int]:
    """Takes documents out, adds others from slot `first` on; returns the added ones' passages."""
    # One thread: the same passages always fill the same segments in the same order.
    writer = index.writer(heap_size=WRITER_HEAP_BYTES, num_threads=1)
    if gone:
        # By a query: tantivy takes a number that is given as a term for a signed one.
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, SLOT, gone))
    numbers = []
    for slot, (number, text, head) in enumerate(passages, first):
        writer.add_document(document(slot, text, index_terms, head))
        numbers.append(number)
    writer.commit()
    writer.wait_merging_threads()
    return numbers


def _finish(
    folder: Path, slots: NDArray[np.int32], vocabulary: LearnedVocabulary, compounds: Compounds
) -> None:
    np.save(folder / SLOTS_FILE, slots, allow_pickle=False)
    vocabulary.save(folder / VOCABULARY_FILE, compounds.parts)
    # The other lock stays: readers lock it, and could not create it in a read-only folder.
    (folder / _WRITER_LOCK).unlink(missing_ok=True)


def _open(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual", 0)
    return index


def _slots_with(index: tantivy.Index, wholes: Iterable[str]) -> NDArray[np.int64]:
    """Slots of the documents in or above which one of these whole terms stands."""
    searcher = index.searcher()
    found: list[int] = []
    for field, term in product((WORD, HEAD), wholes):
        query = tantivy.Query.term_query(index.schema, field, term, index_option="basic")
        hits = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
        slots = searcher.fast_field_values(SLOT, [address for _, address in hits])
        found += np.array(slots, np.int64).tolist()
    return np.unique(np.array(found, np.int64))


def _share(previous: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for file in sorted(previous.iterdir()):
        if file.name in _WRITTEN:
            continue
        if file.name in _REPLACED:
            shutil.copyfile(file, folder / file.name)
            continue
        share_file(file, folder / file.name)
