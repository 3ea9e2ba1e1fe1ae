"""What an evaluation found: the figures over all questions and by language, and every outcome."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from retrieval.errors import Problem
from retrieval.evaluation.against import Comparison
from retrieval.evaluation.figures import Scores
from retrieval.evaluation.judge import Outcome
from retrieval.evaluation.reliability import Reliability


@dataclass(frozen=True, slots=True)
class EvalReport:
    """What an evaluation found.

    Attributes:
        overall: Over all questions.
        by_language: For each language, in alphabetical order.
        outcomes: Each question's, in the order asked.
        problems: One for each slip in the question set itself that came to light: an article
            that the corpus does not hold, an answer that its article does not hold.
        reliability: Confidence against what was right, over all questions.
        comparison: With an earlier run, where one was named.
        resamples: Bootstrap resamples behind each interval.
        seed: Their seed.
    """

    overall: Scores
    by_language: tuple[Scores, ...]
    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    reliability: Reliability
    comparison: Comparison | None
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
