"""Figures over a set of questions, each with a bootstrap interval.

A statistic takes samples, arrays whose last axis is the questions, and gives one value for each
row before it. A resample draws as many questions as there are, with replacement, from all samples
alike. The interval is the plain percentile interval of Efron and Tibshirani, *An Introduction to
the Bootstrap* (1993), chapter 13.

It tells the chance in *which* questions were asked, and takes them as independent of each other;
questions on one article are not quite. A share of exactly 0 or 1 gets an interval of no width: the
bootstrap cannot see what never happened.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[..., Floats]
"""Samples, each `(…, questions)`, and `axis=-1` → values `(…)`; NaN where there is none."""

_LEVEL = 0.95
_BLOCK_CELLS = 2_000_000  # 16 MB of a sample at a time, however many questions there are


def ratio(numerators: Floats, denominators: Floats, axis: int = -1) -> Floats:
    """A share or mean; a question that does not count has the denominator 0."""
    return divided(numerators.sum(axis), denominators.sum(axis))


def roc_area(scores: Floats, positive: Floats, axis: int = -1) -> Floats:
    """The area under the ROC curve of `scores` as a test for `positive`, which holds 0 and 1.

    It is the probability that a positive scores above a negative, ties counting half (Hanley and
    McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve",
    *Radiology* 143, 1982), computed from the ranks, as the Mann–Whitney U.
    """
    from scipy.stats import rankdata  # type: ignore[import-untyped]

    positives = positive.sum(axis)
    negatives = positive.shape[axis] - positives
    ranks = (rankdata(scores, axis=axis) * positive).sum(axis)
    return divided(ranks - positives * (positives + 1) / 2, positives * negatives)


def estimate(
    statistic: Statistic, *samples: Floats, resamples: int, seed: int
) -> tuple[float | None, float | None, float | None]:
    """A statistic and the ends of its 95 % interval.

    Args:
        statistic: What to compute.
        *samples: What of, each `(questions,)`.
        resamples: How many to draw; 0 for no interval.
        seed: The same seed draws the same resamples.

    Returns:
        Value, lower end, upper end; None where neither the questions nor any resample has a value.
    """
    from scipy.stats import DegenerateDataWarning, bootstrap

    questions = len(samples[0])
    value = float(statistic(*samples)) if questions else np.nan
    if np.isnan(value):
        return None, None, None
    if not resamples:
        return value, None, None
    if questions == 1:  # of which every resample is a copy
        return value, value, value
    with warnings.catch_warnings():
        # Of resamples without a value, which are left out below.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        drawn = bootstrap(
            samples,
            statistic,
            paired=True,
            vectorized=True,
            method="percentile",
            n_resamples=resamples,
            batch=max(1, _BLOCK_CELLS // questions),
            rng=seed,
        )
    ends = [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2]
    low, high = np.nanquantile(drawn.bootstrap_distribution, ends)
    return value, float(low), float(high)


def divided(numerators: Floats, denominators: Floats) -> Floats:
    """The quotients; NaN where the denominator is 0."""
    quotients = np.full(np.shape(numerators), np.nan)
    np.divide(numerators, denominators, out=quotients, where=denominators > 0)
    return quotients
