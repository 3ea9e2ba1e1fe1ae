"""Question → hits: two searches propose passages, sentences decide.

Candidates are the passages nearest by FAISS and the best by BM25. Each is then scored exactly by
three measures, min-max scaled over the candidates and summed: the cosine of the passage, the cosine
of its best sentence that can answer, and its BM25. A passage often holds several thoughts; its best
sentence says whether one of them answers. BM25 sees names and numbers that vectors blur, but
nothing across languages, so its weight falls where question and article differ in language.

Weights: measured on the development benchmark (`benchmarks/README.md`); the neighbourhood is flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.phrases import passages_with, phrases_in
from retrieval.answering.question import Filter, Question
from retrieval.index.catalog.rows import PassageRow, roles_that_answer
from retrieval.index.generation import OpenIndex
from retrieval.language.answer_type import AnswerType
from retrieval.segmentation.passages import Role

# Proposed by each search. 50 + 50 lose nothing against scoring every passage.
CANDIDATES = 50
_PASSAGE_WEIGHT = 0.4
_SENTENCE_WEIGHT = 0.6
_BM25_WEIGHT = 0.2
_BM25_WEIGHT_ACROSS_LANGUAGES = 0.05
# Spreads by which a reply is less near than what the text asks before it.
_LENT_LESS = 1.0
# Spreads by which a sentence gains that can hold the expected kind of answer. What a unit or the
# calendar tells is told more surely than a mere count. On everyday questions more does better
# still; on the development benchmark more begins to hurt, its refusals first.
_TYPE_WEIGHT = 1.6
_TOLD_TYPE_WEIGHT = 2.0
_TOLD_TYPES = frozenset(set(AnswerType) - {AnswerType.COUNT})


class Hit(NamedTuple):
    """A passage that may answer.

    Attributes:
        passage: The passage.
        score: Fused relevance in [0, 1]; comparable within one question only.
        cosine: Of question and passage, in [-1, 1].
        bm25: Of question and passage, at least 0.
        best_sentence: The greatest of `nearness`.
        same_language: Whether the article's language is the question's, as far as can be told.
        nearness: Of question and each sentence, see `nearness`; shape (n_sentences,), float32.
        evidence: How strongly each sentence speaks for being the answer, in spreads, where a stage
            of the pipeline has judged it; shape (n_sentences,), float32.
        reading: How much better its best sentence answers than "none does", where a stage has
            read it; about -0.5 to 0.5.
        worded: Which sentences hold the words of the question, where these decide (`worded.py`):
            such a hit stays before all others whatever a stage says; shape (n_sentences,), bool.
    """

    passage: PassageRow
    score: float
    cosine: float
    bm25: float
    best_sentence: float
    same_language: bool
    nearness: NDArray[np.float32]
    evidence: NDArray[np.float32] | None = None
    reading: float = 0.0
    worded: NDArray[np.bool_] | None = None


def rank(index: OpenIndex, question: Question, spread: float) -> list[Hit]:
    """Ranks the passages that may answer a question.

    Args:
        index: What is searched.
        question: What is asked.
        spread: Standard deviation of the cosines of unrelated pairs, from the calibration.

    Returns:
        At most `2 * CANDIDATES` hits, best first, equal scores by passage number; none of which no
        sentence can answer, unless that is all there is.
    """
    numbers, bm25 = _candidates(index, question)
    if not len(numbers):
        return []
    passages = index.catalog.passages(numbers.tolist())
    cosines = index.passages.cosines(question.vector, numbers)
    near, best, able = _sentences_of(index, question, passages, spread)
    same = _same_language(index, question, passages)
    weight = np.where(same, _BM25_WEIGHT, _BM25_WEIGHT_ACROSS_LANGUAGES)
    meaning = _PASSAGE_WEIGHT * min_max_scaled(cosines) + _SENTENCE_WEIGHT * min_max_scaled(best)
    scores = (1 - weight) * meaning + weight * min_max_scaled(bm25)
    columns = (values.tolist() for values in (scores, cosines, bm25, best, same))
    hits = list(map(Hit, passages, *columns, near))
    order = np.lexsort((numbers, -scores))
    return [hits[place] for place in order[able[order]].tolist()]


def nearness(
    index: OpenIndex, question: Question, sentences: NDArray[np.int64], spread: float
) -> NDArray[np.float32]:
    """The cosines of a question and sentences, a reply's that of what it replies to if greater.

    Args:
        index: What is searched.
        question: What is asked.
        sentences: Their numbers, shape (n,).
        spread: As for `rank`.

    Returns:
        Shape (n,), float32, raised by `type_weight` spreads for a sentence that can hold the
        expected kind of answer.
    """
    return _nearness(index, question, sentences, index.catalog.roles(sentences), spread)


def _nearness(
    index: OpenIndex,
    question: Question,
    sentences: NDArray[np.int64],
    roles: NDArray[np.uint8],
    spread: float,
) -> NDArray[np.float32]:
    cosines = index.sentence_vectors.cosines(question.vector, sentences)
    replies = np.flatnonzero(roles == Role.REPLIES)
    if len(replies):
        asked = index.sentence_vectors.cosines(question.vector, sentences[replies] - 1)
        lent = asked - np.float32(_LENT_LESS * spread)
        cosines[replies] = np.maximum(cosines[replies], lent)
    if question.expects:
        fitting = index.catalog.answer_types(sentences) & int(question.expects) > 0
        cosines += np.float32(type_weight(question.expects) * spread) * fitting
    return cosines


def type_weight(expected: AnswerType) -> float:
    """What a sentence gains that can hold the expected kind of answer, or one of several."""
    return _TOLD_TYPE_WEIGHT if expected in _TOLD_TYPES else _TYPE_WEIGHT


def can_answer(
    index: OpenIndex, question: Question, sentences: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether sentences can answer a question: see `roles_that_answer`; all, if none can.

    Args:
        index: What is searched.
        question: What is asked.
        sentences: Their numbers, shape (n,).

    Returns:
        Shape (n,).
    """
    return _able(question, index.catalog.roles(sentences))


def _able(question: Question, roles: NDArray[np.uint8]) -> NDArray[np.bool_]:
    asked = question.expects == AnswerType.QUESTION
    able = roles_that_answer(roles, asked_what_was_asked=asked)
    return able if able.any() else np.ones_like(able)


def _candidates(
    index: OpenIndex, question: Question
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Passage numbers, ascending, and their BM25."""
    among = _admitted(index, question.admitted)
    if among is not None and not len(among):
        return among, np.empty(0, np.float32)
    near = index.passages.search(question.vector, CANDIDATES, among)
    worded, scores = _worded(index, question.text, among)
    # Plain Python: NumPy's set operations import masked arrays, a fiftieth of a cold start.
    bm25 = dict(zip(worded.tolist(), scores.tolist(), strict=True))
    quoted = [
        p.number
        for phrase in phrases_in(question.text)
        for p in passages_with(index, phrase, among)
    ]
    unscored = [number for number in (*near.tolist(), *quoted) if number not in bm25]
    others = index.keywords.scores(question.text, unscored)
    bm25 |= dict(zip(unscored, others.tolist(), strict=True))
    numbers = sorted(bm25)
    return np.array(numbers, np.int64), np.array([bm25[n] for n in numbers], np.float32)


def _admitted(index: OpenIndex, admitted: Filter) -> NDArray[np.int64] | None:
    """Numbers of the passages of the articles admitted; None where all are."""
    if admitted.admits_all:
        return None
    return index.catalog.passages_of_articles(admitted.since, admitted.until, admitted.publisher)


def _worded(
    index: OpenIndex, question: str, among: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The best admitted passages by BM25, of a list that grows until it holds enough of them."""
    wanted = CANDIDATES
    while True:
        found, scores = index.keywords.search(question, wanted)
        exhausted = len(found) < wanted
        if among is not None:
            admitted = np.isin(found, among)
            found, scores = found[admitted], scores[admitted]
        if exhausted or len(found) >= CANDIDATES:
            return found[:CANDIDATES], scores[:CANDIDATES]
        wanted *= 4


def _sentences_of(
    index: OpenIndex, question: Question, passages: Sequence[PassageRow], spread: float
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32], NDArray[np.bool_]]:
    """`Hit.nearness` and `Hit.best_sentence` of each passage, and whether it can answer."""
    firsts = np.array([p.first_sentence for p in passages], np.int64)
    lengths = np.array([p.end_sentence for p in passages], np.int64) - firsts
    starts = np.cumsum(lengths) - lengths  # of each passage, where all are laid end to end
    numbers = np.arange(lengths.sum()) + np.repeat(firsts - starts, lengths)
    distinct = np.sort(numbers)  # neighbouring passages share sentences
    distinct = distinct[np.diff(distinct, prepend=-1) > 0]
    of_distinct = np.searchsorted(distinct, numbers)
    roles = index.catalog.roles(distinct)
    values = _nearness(index, question, distinct, roles, spread)[of_distinct]
    able = _able(question, roles)[of_distinct]
    best: NDArray[np.float32] = np.maximum.reduceat(np.where(able, values, values.min()), starts)
    ends = (starts + lengths).tolist()
    near = [values[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]
    return near, best, np.logical_or.reduceat(able, starts)


def _same_language(
    index: OpenIndex, question: Question, passages: Sequence[PassageRow]
) -> NDArray[np.bool_]:
    if question.language is None:  # too short to tell: names and numbers, the same in any language
        return np.ones(len(passages), np.bool_)
    languages = index.catalog.languages_of({p.article for p in passages})
    return np.array([languages[p.article] == question.language for p in passages])


def min_max_scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values scaled to [0, 1]; all ones where the values do not differ."""
    low, high = values.min(), values.max()
    if high <= low:
        return np.ones_like(values)
    scaled: NDArray[np.float32] = (values - low) / (high - low)
    return scaled
