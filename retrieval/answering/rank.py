"""Question → hits: two searches propose passages, sentences decide.

Candidates are the passages nearest by FAISS and the best by BM25. Each is then scored exactly by
three measures, min-max scaled over the candidates and summed: the cosine of the passage, the cosine
of its best sentence, and its BM25. A passage often holds several thoughts; its best sentence says
whether one of them answers. BM25 sees names and numbers that vectors blur, but nothing across
languages, so its weight falls where question and article differ in language.

Weights: measured on the development benchmark (`benchmarks/README.md`); the neighbourhood is flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.question import Filter
from retrieval.index.catalog.rows import PassageRow
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import question_language
from retrieval.language.answer_type import expected_type

# Proposed by each search. 50 + 50 lose nothing against scoring every passage.
CANDIDATES = 50
_PASSAGE_WEIGHT = 0.4
_SENTENCE_WEIGHT = 0.6
_BM25_WEIGHT = 0.2
_BM25_WEIGHT_ACROSS_LANGUAGES = 0.05
# Spreads by which a sentence gains that can hold the expected kind of answer; 0.5 to 1.7 do equally
# well, more begins to hurt.
TYPE_WEIGHT = 1.6


class Hit(NamedTuple):
    """A passage that may answer.

    Attributes:
        passage: The passage.
        score: Fused relevance in [0, 1]; comparable within one question only.
        cosine: Of question and passage, in [-1, 1].
        best_sentence: The greatest cosine of question and one of its sentences, raised by
            `TYPE_WEIGHT` spreads for a sentence that can hold the expected kind of answer.
        same_language: Whether the article's language is the question's, as far as can be told.
    """

    passage: PassageRow
    score: float
    cosine: float
    best_sentence: float
    same_language: bool


def rank(
    parts: OpenIndex,
    question: str,
    vector: NDArray[np.float32],
    spread: float,
    admitted: Filter | None = None,
) -> list[Hit]:
    """Ranks the passages that may answer a question.

    Args:
        parts: The index.
        question: As asked.
        vector: Its embedding, shape (dimension,), unit length.
        spread: Standard deviation of the cosines of unrelated pairs, from the calibration.
        admitted: Which articles may answer.

    Returns:
        At most `2 * CANDIDATES` hits, best first, equal scores by passage number.
    """
    among = None
    if admitted is not None and not admitted.admits_all:
        among = parts.catalog.passages_of_articles(
            admitted.since, admitted.until, admitted.publisher
        )
    numbers, bm25 = _candidates(parts, question, vector, among)
    if not len(numbers):
        return []
    passages = parts.catalog.passages(numbers.tolist())
    cosines = parts.passages.cosines(vector, numbers)
    best = _best_sentences(parts, question, vector, passages, spread)
    same = _same_language(parts, question, passages)
    weight = np.where(same, _BM25_WEIGHT, _BM25_WEIGHT_ACROSS_LANGUAGES)
    meaning = _PASSAGE_WEIGHT * _scaled(cosines) + _SENTENCE_WEIGHT * _scaled(best)
    scores = (1 - weight) * meaning + weight * _scaled(bm25)
    columns = (values.tolist() for values in (scores, cosines, best, same))
    hits = list(map(Hit, passages, *columns))
    return [hits[place] for place in np.lexsort((numbers, -scores)).tolist()]


def _candidates(
    parts: OpenIndex,
    question: str,
    vector: NDArray[np.float32],
    among: NDArray[np.int64] | None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Passage numbers, ascending, and their BM25."""
    if among is not None and not len(among):
        return among, np.empty(0, np.float32)
    near = parts.passages.search(vector, CANDIDATES, among)
    worded, scores = _worded(parts, question, among)
    # Plain Python: NumPy's set operations import masked arrays, a fiftieth of a cold start.
    bm25 = dict(zip(worded.tolist(), scores.tolist(), strict=True))
    unscored = [number for number in near.tolist() if number not in bm25]
    others = parts.keywords.scores(question, unscored)
    bm25 |= dict(zip(unscored, others.tolist(), strict=True))
    numbers = sorted(bm25)
    return np.array(numbers, np.int64), np.array([bm25[n] for n in numbers], np.float32)


def _worded(
    parts: OpenIndex, question: str, among: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The best admitted passages by BM25, of a list that grows until it holds enough of them."""
    wanted = CANDIDATES
    while True:
        found, scores = parts.keywords.search(question, wanted)
        exhausted = len(found) < wanted
        if among is not None:
            admitted = np.isin(found, among)
            found, scores = found[admitted], scores[admitted]
        if exhausted or len(found) >= CANDIDATES:
            return found[:CANDIDATES], scores[:CANDIDATES]
        wanted *= 4


def _best_sentences(
    parts: OpenIndex,
    question: str,
    vector: NDArray[np.float32],
    passages: Sequence[PassageRow],
    spread: float,
) -> NDArray[np.float32]:
    """What `Hit.best_sentence` says of each passage, shape (len(passages),)."""
    firsts = np.array([p.first_sentence for p in passages], np.int64)
    lengths = np.array([p.end_sentence for p in passages], np.int64) - firsts
    starts = np.cumsum(lengths) - lengths  # of each passage, where all are laid end to end
    numbers = np.arange(lengths.sum()) + np.repeat(firsts - starts, lengths)
    distinct = np.sort(numbers)  # neighbouring passages share sentences
    distinct = distinct[np.diff(distinct, prepend=-1) > 0]
    cosines = parts.sentence_vectors.cosines(vector, distinct)
    wanted = int(expected_type(question))
    if wanted:
        fitting = parts.catalog.answer_types(distinct) & wanted > 0
        cosines += np.float32(TYPE_WEIGHT * spread) * fitting
    places = np.searchsorted(distinct, numbers)
    best: NDArray[np.float32] = np.maximum.reduceat(cosines[places], starts)
    return best


def _same_language(
    parts: OpenIndex, question: str, passages: Sequence[PassageRow]
) -> NDArray[np.bool_]:
    asked_in = question_language(question)
    if asked_in is None:  # too short to tell: names and numbers, the same in any language
        return np.ones(len(passages), np.bool_)
    languages = parts.catalog.languages_of({p.article for p in passages})
    return np.array([languages[p.article] == asked_in for p in passages])


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Min-max scaled to [0, 1]; all ones where the values do not differ."""
    low, high = values.min(), values.max()
    if high <= low:
        return np.ones_like(values)
    scaled: NDArray[np.float32] = (values - low) / (high - low)
    return scaled
