"""The ranking's measures and the reader's, joined by what was learned, not by hand.

A sentence's strength is a weighted sum of eight measures; the strongest sentence of all hits is
quoted first and marked, and a hit ranks by its strongest one. The weights are those of a
conditional logit: of all sentences of the hits that are read, softmax of strength is the
probability of being the one that answers, and the weights make the answers of 1,138 questions
likeliest: those on the stories kept for choosing, and on the half of the development benchmark's
articles that the reader learned from (`training/README.md`, "Weights").
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.rank import Hit, min_max_scaled

WEIGHTS: Final = {
    "late interaction": 25.09,
    "nearness": 15.24,
    "ranking": 1.04,
    "cosine": 19.72,
    "passage coverage": 0.37,
    "article cosine": 37.52,
    "article BM25": 0.88,
    "opening": -0.57,
}
"""What a unit of each measure counts, in natural logarithms of odds: late interaction's score and
`Hit.nearness` of the sentence; of its passage `Hit.score`, scaled over the hits that are read, its
cosine, the share of the question's words that it holds, and whether it opens its article; of its
article the best cosine and the best BM25, as `Judged` has them."""
WEIGHTS_CRC32: Final = f"{zlib.crc32(repr(WEIGHTS).encode()):08x}"
"""Names the weights: an index is calibrated with them."""

_WEIGHTS: Final = np.array(list(WEIGHTS.values()), np.float32)


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit, and what was found out about it.

    Attributes:
        hit: As ranked.
        late: Late interaction's score of each sentence, in [-1, 1]; shape (n_sentences,).
        covered: The share of the question's words that the passage holds; 0 across languages.
        article_cosine: The greatest cosine of the article's passages, as far as they are hits.
        article_bm25: Their greatest BM25, as a share of the greatest of all hits, in [0, 1]. A
            passage may leave unsaid what the article is about.
    """

    hit: Hit
    late: NDArray[np.float32]
    covered: float
    article_cosine: float
    article_bm25: float


def measures(judged: Sequence[Judged]) -> list[NDArray[np.float32]]:
    """What is weighed of each sentence.

    Args:
        judged: The hits of one question, at least one.

    Returns:
        For each hit, shape (n_sentences, 8), float32, in the order of `WEIGHTS`.
    """
    ranking = min_max_scaled(np.array([one.hit.score for one in judged], np.float32))
    found = []
    for one, ranked in zip(judged, ranking.tolist(), strict=True):
        of_passage = (ranked, one.hit.cosine, one.covered, one.article_cosine, one.article_bm25)
        opening = float(one.hit.passage.start == 0)
        same = np.full((len(one.late), 6), (*of_passage, opening), np.float32)
        found.append(np.column_stack([one.late, one.hit.nearness, same]))
    return found


def strengths(judged: Sequence[Judged]) -> list[NDArray[np.float32]]:
    """How strongly each sentence speaks for being the answer.

    Args:
        judged: The hits of one question, at least one.

    Returns:
        For each hit, shape (n_sentences,), float32: natural logarithms of odds, up to a constant
        of the question.
    """
    return [of_hit @ _WEIGHTS for of_hit in measures(judged)]
