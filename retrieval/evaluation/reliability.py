"""Whether `confidence` keeps what it promises: a reliability table and the calibration error.

The promise: in so many of a hundred answers with this figure the first quote answers
(`Outcome.first_quote_right`). The table groups the questions by confidence into ten bins of a
tenth and sets the mean confidence of each bin beside the share that was right. The expected
calibration error is the mean distance between the two, each bin weighted by its questions (Naeini,
Cooper and Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI;
Guo and others 2017, "On Calibration of Modern Neural Networks", ICML, equation 5). Guo's bins hold
their upper end; these hold their lower one, for .5 is what is answered from. The last holds both.

Told of the answered questions, to which the promise is made, and of all, where a refused one is
right if its nearest passage answers. A question of whose answer the set tells nothing does not
count. The error of few questions is too large: bins that differ by chance add up. Resampling adds
as much again, so the interval of a small set may lie above its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.evaluation.bootstrap import Floats, divided
from retrieval.evaluation.judge import Outcome

BINS = 10
_INNER_EDGES = np.arange(1, BINS) / BINS


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence is in one tenth.

    Attributes:
        low: The least confidence in the bin.
        high: The upper end, which only the last bin holds.
        questions: How many.
        confidence: Their mean confidence, in [0, 1]; None where there are none.
        right: The share whose first quote answers, in [0, 1]; None where there are none.
    """

    low: float
    high: float
    questions: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence against what was right.

    Attributes:
        answered: Bins of the answered questions, in order; as many as `BINS`.
        all: Bins of all questions.
    """

    answered: tuple[Bin, ...]
    all: tuple[Bin, ...]


def reliability(outcomes: Sequence[Outcome]) -> Reliability:
    """Groups outcomes by their confidence."""
    return Reliability(
        answered=_bins([outcome for outcome in outcomes if outcome.answered]), all=_bins(outcomes)
    )


def calibration_error(confidence: Floats, right: Floats, axis: int = -1) -> Floats:
    """The expected calibration error, see the head of this module.

    Args:
        confidence: In [0, 1]; NaN for a question that does not count.
        right: 1 where the first quote answers, otherwise 0.
        axis: The axis of the questions.

    Returns:
        In [0, 1], without that axis; NaN where no question counts.
    """
    counts = ~np.isnan(confidence)
    gaps = np.where(counts, right - confidence, 0.0)
    numbers = _numbers(confidence)
    distances = [np.abs((gaps * (numbers == number)).sum(axis)) for number in range(BINS)]
    return divided(np.sum(distances, axis=0), counts.sum(axis))


def _numbers(confidence: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.searchsorted(_INNER_EDGES, confidence, side="right")


def _bins(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    judged = [
        (o.confidence, o.first_quote_right) for o in outcomes if o.first_quote_right is not None
    ]
    confidence, right = np.array(judged, np.float64).reshape(-1, 2).T
    numbers = _numbers(confidence)
    bins = []
    for number in range(BINS):
        inside = numbers == number
        count = int(inside.sum())
        means = (
            (float(confidence[inside].mean()), float(right[inside].mean()))
            if count
            else (None, None)
        )
        bins.append(Bin(number / BINS, (number + 1) / BINS, count, *means))
    return tuple(bins)
