"""A question set → figures: how often the right words come first, and how honest the refusals are.

`evaluate` asks every question of anything that answers with an `Answer` (`Library.ask`, or another
ranking put beside it) and scores, each with a 95 % bootstrap interval, over all questions and by
language:

- answer in the first quote, in any quote, in the first quote's highlight;
- right article first, right paragraph first, by the first quote's citation;
- the same five as found, whether or not the answer was a refusal: those above count a question that
  was refused as a miss, while these count its nearest passages;
- wrongly refused (share of the answerable questions), rightly refused (share of the others), and
  the area under the ROC curve of `confidence` between the two;
- expected calibration error of `confidence`, of the answered questions and of all, and the table
  behind it (`retrieval.evaluation.reliability`);
- mean length of a quote, and the share of quotes that are word for word what stands in the
  article, nearest passages among them.

How words and places are compared, and when a question failed: `retrieval.evaluation.judge`. What a
question set does not tell is None, never 0. Nothing is printed and no threshold is tuned here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from retrieval.answer import Answer
from retrieval.distribution import command_for, has
from retrieval.errors import ArticleError, Problem, QuestionError, QuestionSetError
from retrieval.evaluation.against import Comparison, Difference, OutcomeChange, compare, load_run
from retrieval.evaluation.figures import FIGURES, Figure, FigureName, Scores, scores
from retrieval.evaluation.judge import ArticleText, Outcome, contains_answer, judge
from retrieval.evaluation.questions import EvalQuestion, load_questions
from retrieval.evaluation.reliability import Bin, reliability
from retrieval.evaluation.report import EvalReport

__all__ = [
    "FIGURES",
    "Bin",
    "Comparison",
    "Difference",
    "EvalQuestion",
    "EvalReport",
    "Figure",
    "FigureName",
    "Outcome",
    "OutcomeChange",
    "Scores",
    "evaluate",
    "load_questions",
]

_ARTICLES_IN_MEMORY = 256
_MAX_SHOWN_CHARS = 60


def evaluate(
    ask: Callable[[str], Answer],
    questions: Sequence[EvalQuestion],
    *,
    article_text: ArticleText | None = None,
    against: Path | None = None,
    resamples: int = 1000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> EvalReport:
    """Asks every question and scores the answers.

    Args:
        ask: Question → answer.
        questions: What to ask, with what is known of the answers.
        article_text: Article id → its text as indexed, raising `ArticleError` where there is
            none. Without it, quotes are not checked word for word, nor the question set against
            the corpus.
        against: The JSON of an earlier run, to compare this one with.
        resamples: Bootstrap resamples behind each interval; 0 for no intervals.
        seed: Of the resamples: the same answers give the same intervals.
        progress: Called with the number of questions asked and their total after each.

    Returns:
        The figures and each question's outcome.

    Raises:
        QuestionSetError: There is no question, or one that cannot be asked (too long, say); or the
            earlier run cannot be read, or asked none of the questions; or this installation lacks
            the library for the intervals.
    """
    if not questions:
        raise QuestionSetError("questions.none")
    if not has("scipy"):
        raise QuestionSetError("questions.needs_library", command=command_for("eval"))
    before = load_run(against, questions) if against else None
    look_up = lru_cache(_ARTICLES_IN_MEMORY)(article_text) if article_text else None
    outcomes = []
    for question in questions:
        outcomes.append(judge(question, _asked(ask, question), look_up))
        if progress:
            progress(len(outcomes), len(questions))
    languages = sorted({question.language for question in questions})
    return EvalReport(
        overall=scores(outcomes, language=None, resamples=resamples, seed=seed),
        by_language=tuple(
            scores(
                [outcome for outcome in outcomes if outcome.question.language == language],
                language=language,
                resamples=resamples,
                seed=seed,
            )
            for language in languages
        ),
        outcomes=tuple(outcomes),
        problems=tuple(_problems(questions, look_up)) if look_up else (),
        reliability=reliability(outcomes),
        comparison=(compare(before, outcomes, resamples=resamples, seed=seed) if before else None),
        resamples=resamples,
        seed=seed,
    )


def _asked(ask: Callable[[str], Answer], question: EvalQuestion) -> Answer:
    try:
        return ask(question.question)
    except QuestionError as error:
        raise QuestionSetError(
            "questions.unaskable", id=question.id, reason=error.problem
        ) from error


def _problems(questions: Sequence[EvalQuestion], article_text: ArticleText) -> list[Problem]:
    """What the question set gets wrong about the corpus; each would count against the engine."""
    problems = []
    for question in questions:
        if not question.answerable or question.article is None:
            continue
        try:
            text = article_text(question.article)
        except ArticleError:
            problems.append(
                Problem("questions.no_article", {"id": question.id, "article": question.article})
            )
            continue
        if question.answers and not contains_answer(text, question.answers):
            answer = question.answers[0][:_MAX_SHOWN_CHARS]
            fields = {"id": question.id, "article": question.article, "answer": answer}
            problems.append(Problem("questions.no_answer", fields))
    return problems
