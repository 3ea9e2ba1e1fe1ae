"""The ranking's measures and the reader's, joined by what was learned, not by hand.

A sentence's strength is a weighted sum of six measures; the strongest sentence of all hits is
quoted first and marked, and a hit ranks by its strongest one. The weights are those of a
conditional logit: of all sentences of the eight best hits, softmax of strength is the probability
of being the one that answers, and the weights make the answers of 1,138 questions likeliest: those
on the stories kept for choosing, and on the half of the development benchmark's articles that the
reader learned from (`training/README.md`, "Weights").
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.rank import Hit, min_max_scaled

_LATE: Final = 24.93
_NEARNESS: Final = 13.2
_COVERAGE: Final = -0.16
_RANKING: Final = 0.94
_COSINE: Final = 39.87
_PASSAGE_COVERAGE: Final = 0.56
_ALL: Final = (_LATE, _NEARNESS, _COVERAGE, _RANKING, _COSINE, _PASSAGE_COVERAGE)
WEIGHTS_CRC32: Final = f"{zlib.crc32(repr(_ALL).encode()):08x}"
"""Names the weights: an index is calibrated with them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit, and what was found out about it.

    Attributes:
        hit: As ranked.
        late: Late interaction's score of each sentence, in [-1, 1]; shape (n_sentences,).
        covered: The share of the question's words that each sentence holds, likewise; zeros
            across languages.
        passage_covered: The share that the passage holds; 0 across languages.
    """

    hit: Hit
    late: NDArray[np.float32]
    covered: NDArray[np.float32]
    passage_covered: float


def strengths(judged: Sequence[Judged]) -> list[NDArray[np.float32]]:
    """How strongly each sentence speaks for being the answer.

    Args:
        judged: The hits of one question, at least one.

    Returns:
        For each hit, shape (n_sentences,), float32: natural logarithms of odds, up to a constant
        of the question.
    """
    ranking = min_max_scaled(np.array([one.hit.score for one in judged], np.float32))
    return [
        np.float32(_LATE) * one.late
        + np.float32(_NEARNESS) * one.hit.nearness
        + np.float32(_COVERAGE) * one.covered
        + np.float32(
            _RANKING * float(ranked)
            + _COSINE * one.hit.cosine
            + _PASSAGE_COVERAGE * one.passage_covered
        )
        for one, ranked in zip(judged, ranking, strict=True)
    ]
