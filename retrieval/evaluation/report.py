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
    "found_in_first_quote",
    "found_in_any_quote",
    "found_in_highlight",
    "found_article_first",
    "found_paragraph_first",
    "wrongly_refused",
    "rightly_refused",
    "roc_area",
    "mean_quote_chars",
    "verbatim",
]
"""Every figure, in the order in which a report lists them.

Those that begin with `answer_` and `right_` are what a reader is told: an answer that was refused
has none of them. Those that begin with `found_` count the same in the nearest passages of a refused
answer, too: what the ranking found, answered or not.
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

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The questions that failed, in the order asked."""
        return tuple(outcome for outcome in self.outcomes if outcome.failure)

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
        parts = np.array([_PARTS[name](outcome) for outcome in outcomes], dtype=np.float64)
        first, second = parts.reshape(-1, 2).T
        statistic: bootstrap.Statistic = bootstrap.ratio
        n = int(second.sum())
        if name == "roc_area":
            statistic, n = bootstrap.roc_area, len(outcomes) if 0 < n < len(outcomes) else 0
        estimate = bootstrap.estimate(statistic, first, second, resamples=resamples, seed=seed)
        figures.append(Figure(name, *estimate, n))
    answerable = sum(outcome.question.answerable for outcome in outcomes)
    return Scores(language, len(outcomes), answerable, tuple(figures))


Part = tuple[float, float]
"""What one question gives to a figure: numerator and denominator of a ratio; for the ROC area, its
confidence and whether it is answerable."""


def _share(judged: bool | None) -> Part:
    return (0.0, 0.0) if judged is None else (float(judged), 1.0)


def _answered(found: bool | None, outcome: Outcome) -> Part:
    return _share(found if found is None else found and outcome.answered)


def _verbatim(outcome: Outcome) -> Part:
    if outcome.verbatim_quotes is None:
        return 0.0, 0.0
    return outcome.verbatim_quotes, outcome.quotes


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
    "mean_quote_chars": lambda o: (o.quote_chars, o.quotes),
    "verbatim": _verbatim,
}
