"""What an evaluation found: the figures over all questions and by language, and every outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

import numpy as np

from retrieval.errors import Problem
from retrieval.evaluation import bootstrap
from retrieval.evaluation.judge import Outcome

FigureName = Literal[
    "answer_in_first_quote",
    "answer_in_any_quote",
    "answer_in_highlight",
    "right_article_first",
    "right_paragraph_first",
    "wrongly_refused",
    "rightly_refused",
    "roc_area",
    "mean_quote_chars",
    "verbatim",
]
"""Every figure, in the order in which a report lists them."""

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


@dataclass(frozen=True, slots=True)
class EvalReport:
    """What an evaluation found.

    Attributes:
        overall: Over all questions.
        by_language: For each language, in alphabetical order.
        outcomes: Each question's, in the order asked.
        problems: One for each slip in the question set itself that came to light: an article
            that the corpus does not hold, an answer that its article does not hold.
        resamples: Bootstrap resamples behind each interval.
        seed: Their seed.
    """

    overall: Scores
    by_language: tuple[Scores, ...]
    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    resamples: int
    seed: int

    def groups(self) -> tuple[Scores, ...]:
        """All questions first, then each language where there is more than one."""
        return (self.overall, *(self.by_language if len(self.by_language) > 1 else ()))

    def to_dict(self) -> dict[str, object]:
        """The report as plain lists, dictionaries, strings, numbers and None, fit for JSON."""
        return asdict(self)


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
        statistic, n = _roc(outcomes) if name == "roc_area" else _ratio(outcomes, name)
        interval = bootstrap.percentile_interval(
            statistic, len(outcomes), resamples=resamples if n else 0, seed=seed
        )
        low, high = interval or (None, None)
        figures.append(Figure(name, bootstrap.point(statistic, len(outcomes)), low, high, n))
    answerable = sum(outcome.question.answerable for outcome in outcomes)
    return Scores(language, len(outcomes), answerable, tuple(figures))


def _roc(outcomes: Sequence[Outcome]) -> tuple[bootstrap.Statistic, int]:
    confidences = np.array([outcome.confidence for outcome in outcomes], dtype=np.float64)
    answerable = np.array([outcome.question.answerable for outcome in outcomes], dtype=np.bool_)
    judged = len(outcomes) if 0 < answerable.sum() < len(outcomes) else 0
    return bootstrap.roc_area(confidences, answerable), judged


def _ratio(outcomes: Sequence[Outcome], name: FigureName) -> tuple[bootstrap.Statistic, int]:
    parts = np.array([_PARTS[name](outcome) for outcome in outcomes], dtype=np.float64)
    parts = parts.reshape(-1, 2)
    return bootstrap.ratio(parts[:, 0], parts[:, 1]), int(parts[:, 1].sum())


Part = tuple[float, float]
"""One question's contribution to a ratio: numerator and denominator."""


def _share(judged: bool | None) -> Part:
    return (0.0, 0.0) if judged is None else (float(judged), 1.0)


def _verbatim(outcome: Outcome) -> Part:
    if outcome.verbatim_quotes is None:
        return 0.0, 0.0
    return outcome.verbatim_quotes, outcome.quotes


_PARTS: dict[FigureName, Callable[[Outcome], Part]] = {
    "answer_in_first_quote": lambda o: _share(o.answer_in_first_quote),
    "answer_in_any_quote": lambda o: _share(o.answer_in_any_quote),
    "answer_in_highlight": lambda o: _share(o.answer_in_highlight),
    "right_article_first": lambda o: _share(o.right_article_first),
    "right_paragraph_first": lambda o: _share(o.right_paragraph_first),
    "wrongly_refused": lambda o: _share(not o.answered if o.question.answerable else None),
    "rightly_refused": lambda o: _share(None if o.question.answerable else not o.answered),
    "mean_quote_chars": lambda o: (o.quote_chars, o.quotes),
    "verbatim": _verbatim,
}
