"""Figures over a set of questions, each with a bootstrap interval.

A resample draws as many questions as there are, with replacement, and is written as counts: how
often each question was drawn. A statistic takes a block of such counts, `(resamples, questions)`,
and gives one value a resample, so a thousand resamples are a few matrix products. The interval is
the plain percentile interval of Efron and Tibshirani, *An Introduction to the Bootstrap* (1993),
chapter 13.

It tells the chance in *which* questions were asked, and takes them as independent of each other;
questions on one article are not quite. A share of exactly 0 or 1 gets an interval of no width: the
bootstrap cannot see what never happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Counts, `(resamples, questions)` → values, `(resamples,)`; NaN where a resample has no value."""

_BLOCK_CELLS = 2_000_000  # 16 MB of counts at a time, however many questions there are


def ratio(numerators: Floats, denominators: Floats) -> Statistic:
    """A share or mean: the drawn questions' numerators over their denominators.

    Args:
        numerators: `(questions,)`.
        denominators: `(questions,)`, 0 for a question that does not count.

    Returns:
        The statistic.
    """

    def statistic(counts: Floats) -> Floats:
        return _divided(counts @ numerators, counts @ denominators)

    return statistic


def roc_area(scores: Floats, positive: NDArray[np.bool_]) -> Statistic:
    """The area under the ROC curve of `scores` as a test for `positive`.

    It is the probability that a positive scores above a negative, ties counting half (Hanley and
    McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve",
    *Radiology* 143, 1982); summed here over the distinct scores in rising order.

    Args:
        scores: `(questions,)`.
        positive: `(questions,)`.

    Returns:
        The statistic; NaN for a resample without a positive or without a negative.
    """
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))
    is_positive = positive[order].astype(np.float64)

    def statistic(counts: Floats) -> Floats:
        drawn = counts[:, order]
        positives = np.add.reduceat(drawn * is_positive, starts, axis=1)
        negatives = np.add.reduceat(drawn * (1 - is_positive), starts, axis=1)
        below = np.cumsum(negatives, axis=1) - negatives / 2
        pairs = positives.sum(axis=1) * negatives.sum(axis=1)
        return _divided((positives * below).sum(axis=1), pairs)

    return statistic


def point(statistic: Statistic, questions: int) -> float | None:
    """The statistic of the questions as they are; None where it has no value."""
    value = float(statistic(np.ones((1, questions)))[0]) if questions else np.nan
    return None if np.isnan(value) else value


def percentile_interval(
    statistic: Statistic, questions: int, *, resamples: int, seed: int, level: float = 0.95
) -> tuple[float, float] | None:
    """The bootstrap percentile interval.

    Args:
        statistic: What to compute on each resample.
        questions: How many questions there are.
        resamples: How many resamples to draw.
        seed: Of the draws: the same seed draws the same resamples.
        level: The share of resamples inside the interval, in (0, 1).

    Returns:
        Its ends, or None where no resample has a value.
    """
    blocks = [statistic(counts) for counts in _draws(questions, resamples, seed)]
    values = np.concatenate(blocks) if blocks else np.empty(0)
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _draws(questions: int, resamples: int, seed: int) -> Iterator[Floats]:
    generator = np.random.default_rng(seed)
    rows_at_once = max(1, _BLOCK_CELLS // max(1, questions))
    for done in range(0, resamples if questions else 0, rows_at_once):
        rows = min(rows_at_once, resamples - done)
        drawn = generator.integers(questions, size=(rows, questions))
        drawn += np.arange(rows)[:, np.newaxis] * questions
        counts = np.bincount(drawn.ravel(), minlength=rows * questions)
        yield counts.reshape(rows, questions).astype(np.float64)


def _divided(numerators: Floats, denominators: Floats) -> Floats:
    quotients = np.full(numerators.shape, np.nan)
    np.divide(numerators, denominators, out=quotients, where=denominators > 0)
    return quotients
