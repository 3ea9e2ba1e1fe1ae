"""Fits how likely the first quote answers: the margins and the slope of confidence.

    python -m training.confidence BENCHMARK [--build DIR]

with the reader, the weights, the margins and the slope in force; says what these promise and what
came of it, and what margins and slope are to be.

What is in force gives each question a confidence; a logistic regression of whether its first quote
answers, upon the logarithmic odds of that confidence and on whether it is asked in German, says how
margins and slope are to be changed. Where confidence was held down or up, whatever the evidence,
there is nothing to learn; these questions are left out.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import torch

from benchmarks import everyday
from benchmarks.layout import SourceArticle, lay_out
from retrieval.answering import calibrate
from retrieval.evaluation.evaluate import evaluate
from retrieval.evaluation.judge import Outcome
from retrieval.evaluation.questions import EvalQuestion
from retrieval.evaluation.reliability import reliability
from retrieval.library import Library
from training.judging import BUILD, benchmark_articles, questions_learned_about

ARTICLES_LANGUAGE: Final = "de"
_HELD: Final = 0.0, 0.16, 0.6, 1.0
_FOREIGN: Final = 175
"""So many questions of each set are asked of the other's articles, too."""


class Margins(NamedTuple):
    """What `retrieval.answering.calibrate` is to have.

    Attributes:
        same: `MARGIN_READ`.
        across: `MARGIN_READ_ACROSS_LANGUAGES`.
        slope: `SLOPE_READ`.
    """

    same: float
    across: float
    slope: float


def main() -> None:
    """Reads the command line, asks, and fits."""
    parser = argparse.ArgumentParser(prog="python -m training.confidence")
    parser.add_argument("benchmark", type=Path, help="the folder with the development benchmark")
    parser.add_argument("--build", type=Path, default=BUILD, help=f"work goes here ({BUILD})")
    given = parser.parse_args()
    texts = benchmark_articles(given.benchmark)
    known, near = (
        questions_learned_about(texts, given.benchmark / f"dev-{name}.jsonl")
        for name in ("questions", "near-questions")
    )
    folder = given.build / "confidence"
    with (
        _library(everyday.articles(), folder / "own") as own,
        _library(texts, folder / "benchmark") as benchmark,
    ):
        outcomes = mixture((own, everyday.questions("choose")), (benchmark, known), near)
    for tenth in reliability(outcomes).all:
        if tenth.questions:
            promised = f"{tenth.low:.1f} to {tenth.high:.1f}: {tenth.questions} questions"
            print(f"{promised}, mean {tenth.confidence:.3f}, answered by {tenth.right:.3f}")
    print(fit_margins(outcomes))


def _library(articles: Sequence[SourceArticle], folder: Path) -> Library:
    library = Library(folder / "index", corpus_dir=lay_out(articles, folder / "corpus"))
    library.build()
    return library


def mixture(
    own: tuple[Library, Sequence[EvalQuestion]],
    benchmark: tuple[Library, Sequence[EvalQuestion]],
    near: Sequence[EvalQuestion],
) -> list[Outcome]:
    """Asks questions that are answered, that nearly are, and that have nothing to do with it all.

    Args:
        own: A library of our own stories, and questions about them.
        benchmark: One of the benchmark's articles, and questions that these answer.
        near: Questions that these do not answer although they are about the matter.

    Returns:
        How each went.
    """
    rng = random.Random(0)
    foreign = [
        [replace(q, answerable=False, answers=(), article=None, paragraph=None) for q in some]
        for some in (
            rng.sample([q for q in own[1] if q.answerable], _FOREIGN),
            rng.sample(list(benchmark[1]), _FOREIGN),
        )
    ]
    asked = (
        (own[0], [*own[1], *foreign[1]]),
        (benchmark[0], [*benchmark[1], *near, *foreign[0]]),
    )
    return [
        outcome
        for library, questions in asked
        for outcome in evaluate(library.ask, questions, resamples=0).outcomes
    ]


def fit_margins(outcomes: Sequence[Outcome]) -> Margins:
    """Fits margins and slope.

    Args:
        outcomes: Of questions asked with those in force; some first quotes answer, some do not.

    Returns:
        Those to be in force.
    """
    learned = [
        (math.log(o.confidence / (1 - o.confidence)), o.question.language, o.first_quote_right)
        for o in outcomes
        if o.first_quote_right is not None
        and not any(math.isclose(o.confidence, held, abs_tol=1e-9) for held in _HELD)
    ]
    odds = torch.tensor([odds for odds, _, _ in learned])
    across = torch.tensor([float(lang != ARTICLES_LANGUAGE) for _, lang, _ in learned])
    right = torch.tensor([float(answers) for _, _, answers in learned])
    numbers = torch.tensor([1.0, 0.0, 0.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([numbers], max_iter=100)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        steepness, shift, more = numbers
        found = torch.nn.functional.binary_cross_entropy_with_logits(
            steepness * odds + shift + more * across, right
        )
        found.backward()
        return found

    optimizer.step(loss)
    steepness, shift, more = numbers.tolist()
    slope = calibrate.SLOPE_READ
    return Margins(
        calibrate.MARGIN_READ - slope * shift / steepness,
        calibrate.MARGIN_READ_ACROSS_LANGUAGES - slope * (shift + more) / steepness,
        slope / steepness,
    )


if __name__ == "__main__":
    main()
