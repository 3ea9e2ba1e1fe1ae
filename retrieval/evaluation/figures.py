"""The figures over a group of questions, and what each question gives to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from retrieval.evaluation import bootstrap
from retrieval.evaluation.judge import Outcome
from retrieval.evaluation.reliability import calibration_error

FigureName = Literal[
    "answer_in_first_quote",
    "answer_in_any_quote",
    "answer_in_highlight",
    "right_article_first",
    "right_paragraph_first",
    "found_in_first_quote",
    "found_in_any_quote",
    "found_in_highlight",
    "found_article_first",
    "found_paragraph_first",
    "wrongly_refused",
    "rightly_refused",
    "roc_area",
    "answer_calibration_error",
    "found_calibration_error",
    "mean_quote_chars",
    "verbatim",
]
"""Every figure, in the order in which a report lists them.

Those that begin with `answer_` and `right_` are what a reader is told: an answer that was refused
has none of them. Those that begin with `found_` count the same in the nearest passages of a refused
answer, too: what the ranking found, answered or not. How far `confidence` is from the truth, on
either: `retrieval.evaluation.reliability`.
"""

FIGURES: tuple[FigureName, ...] = get_args(FigureName)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its 95 % interval; all None where the question set cannot tell.

    Attributes:
        name: Which one.
        value: A share in [0, 1]; for `mean_quote_chars`, code points.
        low: Lower end of the interval.
        high: Upper end.
        n: What it counts over: questions, or quotes for `mean_quote_chars` and `verbatim`.
    """

    name: FigureName
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one group of questions.

    Attributes:
        language: ISO 639-1 code, `und` for questions that name none, or None for all questions.
        questions: How many.
        answerable: How many of them the corpus answers.
        figures: One for each name, in the order of `FIGURES`.
    """

    language: str | None
    questions: int
    answerable: int
    figures: tuple[Figure, ...]

    def __getitem__(self, name: FigureName) -> Figure:
        """Returns the figure of that name."""
        return self.figures[FIGURES.index(name)]


def scores(
    outcomes: Sequence[Outcome], *, language: str | None, resamples: int, seed: int
) -> Scores:
    """Computes every figure of a group.

    Args:
        outcomes: Of the group's questions.
        language: The group's language, or None for all questions.
        resamples: Bootstrap resamples behind each interval; 0 for no intervals.
        seed: Of the resamples.

    Returns:
        The figures, those that the questions cannot tell with None for a value.
    """
    figures = []
    for name in FIGURES:
        first, second = samples(name, outcomes)
        estimate = bootstrap.estimate(
            statistic_of(name), first, second, resamples=resamples, seed=seed
        )
        figures.append(Figure(name, *estimate, _counted(name, first, second)))
    answerable = sum(outcome.question.answerable for outcome in outcomes)
    return Scores(language, len(outcomes), answerable, tuple(figures))


def statistic_of(name: FigureName) -> bootstrap.Statistic:
    """What a figure is computed by, from `samples`."""
    if name == "roc_area":
        return bootstrap.roc_area
    return calibration_error if name in _CALIBRATION else bootstrap.ratio


def samples(
    name: FigureName, outcomes: Sequence[Outcome]
) -> tuple[bootstrap.Floats, bootstrap.Floats]:
    """What each outcome gives to a figure, two arrays of shape (len(outcomes),); see `Part`."""
    parts = np.array([_PARTS[name](outcome) for outcome in outcomes], dtype=np.float64)
    first, second = parts.reshape(-1, 2).T
    return first, second


def _counted(name: FigureName, first: bootstrap.Floats, second: bootstrap.Floats) -> int:
    if name in _CALIBRATION:
        return int((~np.isnan(first)).sum())
    n = int(second.sum())
    if name == "roc_area":
        return len(second) if 0 < n < len(second) else 0
    return n


_CALIBRATION = ("answer_calibration_error", "found_calibration_error")

Part = tuple[float, float]
"""What one question gives to a figure: numerator and denominator of a ratio; for the ROC area, its
confidence and whether it is answerable; for a calibration error, its confidence, NaN if it does not
count, and whether the first quote is right."""


def _share(judged: bool | None) -> Part:
    return (0.0, 0.0) if judged is None else (float(judged), 1.0)


def _answered(found: bool | None, outcome: Outcome) -> Part:
    return _share(found if found is None else found and outcome.answered)


def _verbatim(outcome: Outcome) -> Part:
    if outcome.verbatim_quotes is None:
        return 0.0, 0.0
    return outcome.verbatim_quotes, outcome.quotes


def _calibration(outcome: Outcome, *, counts: bool) -> Part:
    if not counts or outcome.first_quote_right is None:
        return np.nan, 0.0
    return outcome.confidence, outcome.first_quote_right


_PARTS: dict[FigureName, Callable[[Outcome], Part]] = {
    "answer_in_first_quote": lambda o: _answered(o.found_in_first_quote, o),
    "answer_in_any_quote": lambda o: _answered(o.found_in_any_quote, o),
    "answer_in_highlight": lambda o: _answered(o.found_in_highlight, o),
    "right_article_first": lambda o: _answered(o.found_article_first, o),
    "right_paragraph_first": lambda o: _answered(o.found_paragraph_first, o),
    "found_in_first_quote": lambda o: _share(o.found_in_first_quote),
    "found_in_any_quote": lambda o: _share(o.found_in_any_quote),
    "found_in_highlight": lambda o: _share(o.found_in_highlight),
    "found_article_first": lambda o: _share(o.found_article_first),
    "found_paragraph_first": lambda o: _share(o.found_paragraph_first),
    "wrongly_refused": lambda o: _share(not o.answered if o.question.answerable else None),
    "rightly_refused": lambda o: _share(None if o.question.answerable else not o.answered),
    "roc_area": lambda o: (o.confidence, o.question.answerable),
    "answer_calibration_error": lambda o: _calibration(o, counts=o.answered),
    "found_calibration_error": lambda o: _calibration(o, counts=True),
    "mean_quote_chars": lambda o: (o.quote_chars, o.quotes),
    "verbatim": _verbatim,
}
