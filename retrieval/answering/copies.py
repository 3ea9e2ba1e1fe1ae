"""Copies of quoted sentences in other articles: agency copy, found by vectors, told by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from retrieval.answering.near_identical import near_identical
from retrieval.answering.rank import Hit
from retrieval.article import Article
from retrieval.index.catalog.rows import SentenceRow
from retrieval.index.generation import OpenIndex
from retrieval.index.vector_files import widened

# From which cosine on two sentences may be copies that differ by a word; the words decide.
_COPY_COSINE: Final = 0.9
# How far apart, in spreads, the cosines of two copies with a question may lie; it spares looking at
# the vectors of most hits.
_COPY_DISTANCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Highlighted:
    """A sentence that a quote highlights.

    Attributes:
        number: Its number.
        text: Its words.
        near: `Hit.best_sentence` of the hit it was found in.
    """

    number: int
    text: str
    near: float


def find_copies(
    index: OpenIndex, highlights: Sequence[Highlighted], hits: Sequence[Hit], spread: float
) -> Iterator[tuple[int, Article, SentenceRow]]:
    """Looks for sentences that say what a highlight says, in the same words.

    Args:
        index: What was searched.
        highlights: What to look for.
        hits: Whose passages to look through, best first.
        spread: Spread of unrelated cosines, from the calibration.

    Yields:
        Place of the highlight among these, the article and its sentence, in the order of the hits.
    """
    if not highlights:
        return
    bests = np.array([hit.best_sentence for hit in hits])
    nears = np.array([highlight.near for highlight in highlights])
    close = np.abs(bests[:, None] - nears).min(axis=1) <= _COPY_DISTANCE * spread
    runs = [np.array(hits[place].passage.sentences) for place in np.flatnonzero(close).tolist()]
    if not runs:
        return
    numbers = np.concatenate(runs)
    copied = np.array([highlight.number for highlight in highlights], np.int64)
    vectors, wanted = (widened(index.sentence_vectors[n]) for n in (numbers, copied))
    row, column = np.nonzero(vectors @ wanted.T >= _COPY_COSINE)
    pairs = list(zip(numbers[row].tolist(), column.tolist(), strict=True))
    if not pairs:
        return
    found = index.catalog.sentences([number for number, _ in pairs])
    sentences = {sentence.number: sentence for sentence in found}
    articles = index.catalog.articles_by_number([sentence.article for sentence in found])
    for number, place in pairs:
        sentence = sentences[number]
        article = articles[sentence.article]
        text = article.text[sentence.start : sentence.end]
        if near_identical(highlights[place].text, text):
            yield place, article, sentence
