"""Two runs of one question set side by side: what differs, and by how much more than chance.

An earlier run is the JSON that `wortlaut eval --json` printed. Compared are the questions that both
runs asked: those of the same words, of which the same was known, whatever their number in the set.
Each difference has a 95 % interval from the paired bootstrap (Efron and Tibshirani 1993, see
`retrieval.evaluation.bootstrap`): a resample draws questions, and with each how it went in both
runs, so that what makes a question hard for both cancels out. An interval without 0 tells the runs
apart.
"""

from __future__ import annotations

import codecs
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from retrieval.errors import QuestionSetError
from retrieval.evaluation import bootstrap
from retrieval.evaluation.figures import FIGURES, FigureName, samples, statistic_of
from retrieval.evaluation.judge import Failure, Outcome
from retrieval.evaluation.questions import EvalQuestion

Turn = Literal["mended", "broken", "otherwise"]
"""How an outcome changed: failed before, fails now, or fails now in another way."""

_INSIDE_AN_OUTCOME: Final = 3  # "outcomes", its number, a key
_MAX_CHARS: Final = 1_000_000_000  # of all quotes of a question: more has no run


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both runs, over the questions that both asked.

    Attributes:
        name: Which one.
        before: Its value in the earlier run; None where it cannot be told.
        now: Its value in this run.
        difference: `now - before`; None where either cannot be told, as are the ends then.
        low: Lower end of the difference's 95 % interval; None without resamples, too.
        high: Upper end.
    """

    name: FigureName
    before: float | None
    now: float | None
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """A question whose outcome changed.

    Attributes:
        turn: How.
        question: What was asked, as this run's set numbers it.
        before: How it failed in the earlier run, if it did.
        now: How it failed in this run.
        before_article: The article that the earlier run quoted first.
        now_article: The one that this run quoted first.
        before_highlight: What the earlier run highlighted first.
        now_highlight: What this run highlighted first.
    """

    turn: Turn
    question: EvalQuestion
    before: Failure | None
    now: Failure | None
    before_article: str | None
    now_article: str | None
    before_highlight: str | None
    now_highlight: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared.

    Attributes:
        questions: How many both asked.
        only_before: How many the earlier run asked alone.
        only_now: How many this run asked alone.
        figures: One for each name, in the order of `FIGURES`.
        changes: The questions whose outcome changed, in this run's order.
    """

    questions: int
    only_before: int
    only_now: int
    figures: tuple[Difference, ...]
    changes: tuple[OutcomeChange, ...]


def load_run(path: Path, questions: Sequence[EvalQuestion]) -> tuple[Outcome, ...]:
    """Reads an earlier run.

    Args:
        path: What `wortlaut eval --json` printed.
        questions: What is to be asked now.

    Returns:
        Its outcomes; one at least is of one of the questions.

    Raises:
        QuestionSetError: The file cannot be read, is no JSON, no run, one of another version, or
            one of another question set.
    """
    outcomes = _read(path)
    asked = {_asked(question) for question in questions}
    if not any(_asked(outcome.question) in asked for outcome in outcomes):
        raise QuestionSetError("run.another_set", path=path)
    return outcomes


def compare(
    before: Sequence[Outcome], now: Sequence[Outcome], *, resamples: int, seed: int
) -> Comparison:
    """Compares two runs on the questions that both asked; at least one.

    Args:
        before: The earlier run's outcomes.
        now: This run's.
        resamples: Bootstrap resamples behind each interval; 0 for no intervals.
        seed: Of the resamples.

    Returns:
        The figures and the questions whose outcome changed.
    """
    pairs = _pairs(before, now)
    return Comparison(
        questions=len(pairs),
        only_before=len(before) - len(pairs),
        only_now=len(now) - len(pairs),
        figures=tuple(_difference(name, pairs, resamples, seed) for name in FIGURES),
        changes=tuple(_change(*pair) for pair in pairs if pair[0].failure != pair[1].failure),
    )


def _read(path: Path) -> tuple[Outcome, ...]:
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise QuestionSetError("run.unreadable", path=path, reason=reason) from None
    try:
        return _Run.model_validate_json(content).outcomes
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise QuestionSetError("run.no_json", path=path) from None
        if len(first["loc"]) < _INSIDE_AN_OUTCOME:
            raise QuestionSetError("run.no_run", path=path) from None
        key = ".".join(map(str, first["loc"][2:]))
        raise QuestionSetError("run.other_version", path=path, key=key) from None


def _possible(outcome: Outcome) -> Outcome:
    verbatim = outcome.verbatim_quotes or 0
    counts = 0 <= verbatim <= outcome.quotes <= outcome.quote_chars <= _MAX_CHARS
    if not (counts and 0 <= outcome.confidence <= 1):
        raise ValueError
    return outcome


class _Run(BaseModel):
    """What a run has beside its outcomes is computed from them."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    outcomes: tuple[Annotated[Outcome, AfterValidator(_possible)], ...]


Pair = tuple[Outcome, Outcome]


def _pairs(before: Sequence[Outcome], now: Sequence[Outcome]) -> list[Pair]:
    """Each outcome of now with that of the same question before; equal questions in their order."""
    waiting: defaultdict[EvalQuestion, deque[Outcome]] = defaultdict(deque)
    for outcome in before:
        waiting[_asked(outcome.question)].append(outcome)
    pairs = []
    for outcome in now:
        earlier = waiting[_asked(outcome.question)]
        if earlier:
            pairs.append((earlier.popleft(), outcome))
    return pairs


def _asked(question: EvalQuestion) -> EvalQuestion:
    """What makes a question the same: all but its number, which moves with every line added."""
    return replace(question, id="")


def _difference(name: FigureName, pairs: Sequence[Pair], resamples: int, seed: int) -> Difference:
    statistic = statistic_of(name)
    first, second = (samples(name, outcomes) for outcomes in zip(*pairs, strict=True))

    def gained(
        first_before: bootstrap.Floats,
        second_before: bootstrap.Floats,
        first_now: bootstrap.Floats,
        second_now: bootstrap.Floats,
        axis: int = -1,
    ) -> bootstrap.Floats:
        now = statistic(first_now, second_now, axis=axis)
        gain: bootstrap.Floats = now - statistic(first_before, second_before, axis=axis)
        return gain

    value_before, *_ = bootstrap.estimate(statistic, *first, resamples=0, seed=seed)
    value_now, *_ = bootstrap.estimate(statistic, *second, resamples=0, seed=seed)
    ends = bootstrap.estimate(gained, *first, *second, resamples=resamples, seed=seed)
    return Difference(name, value_before, value_now, *ends)


def _change(before: Outcome, now: Outcome) -> OutcomeChange:
    turn: Turn = "otherwise"
    if now.failure is None:
        turn = "mended"
    elif before.failure is None:
        turn = "broken"
    return OutcomeChange(
        turn=turn,
        question=now.question,
        before=before.failure,
        now=now.failure,
        before_article=before.first_article,
        now_article=now.first_article,
        before_highlight=before.first_highlight,
        now_highlight=now.first_highlight,
    )
