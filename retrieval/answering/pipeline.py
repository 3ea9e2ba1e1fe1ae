"""Question → answer: candidates, hits, stages, quotes, and whether they answer.

`find_hits` is the way that every question goes: those that readers ask, and the impostors that
calibrate an index. So what decides is measured as it decides. A stage stands behind the ranking and
may judge the best hits anew; which stages an index was calibrated with stands in its manifest.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from retrieval.answer import ANSWERED_FROM, Answer, AnswerScores, Quote, QuoteScores, Refusal, Talk
from retrieval.answering.question import Filter, Question
from retrieval.answering.quote import quote_hits
from retrieval.answering.rank import Hit, rank
from retrieval.answering.spelling import spelled, to_tell
from retrieval.answering.unknown import is_about_unknown_name
from retrieval.answering.worded import answers_by_words, led_by_words, still_led
from retrieval.index.generation import Generation, OpenIndex
from retrieval.progress import Progress

# Of evidence, in spreads, for a passage that holds all words of the question.
_COVERAGE_WEIGHT: Final = 4.0
_COVERAGE_WEIGHT_ACROSS_LANGUAGES: Final = 1.0
# Of closeness, in spreads, for a unit of what a reader says.
READING_WEIGHT: Final = 20.0
# At most, where a question asks about a name that no article has, or has no word in common with
# what is nearest and some in common with no article: whatever is near is no answer.
_CONFIDENCE_WITHOUT_NAME: Final = 0.8 * ANSWERED_FROM
# So few words are names or nouns, whatever the language.
_TOLD_ALONE: Final = 2
# At least, where words decide and the first quote holds them.
_CONFIDENCE_BY_WORDS: Final = 0.6


class Stage(Protocol):
    """Judges hits anew: a model that reads question and passage, say. Safe to share by threads."""

    @property
    def fingerprint(self) -> str:
        """Names the stage and whatever its judgement depends on."""
        ...

    def prepare(self, index: OpenIndex, progress: Progress) -> None:
        """Does once for an index what need not be done at each question.

        Args:
            index: One that is being built, complete but for its calibration.
            progress: Told how far it is.
        """
        ...

    def __call__(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Judges the hits of a question.

        Args:
            index: What was searched: a generation in force, or one that is being built.
            question: What is asked.
            hits: Best first; at least one.

        Returns:
            The hits in the order in which they are to be quoted, scores falling. A hit's
            `evidence` says which of its sentences is highlighted, and how much is quoted; its
            `reading` speaks for an answer or against.
        """
        ...


def find_hits(
    index: OpenIndex, question: Question, spread: float, stages: Sequence[Stage] = ()
) -> list[Hit]:
    """Finds the passages that may answer a question.

    Args:
        index: What is searched.
        question: What is asked.
        spread: Standard deviation of the cosines of unrelated pairs, from the calibration.
        stages: What judges the ranked hits, in turn.

    Returns:
        The hits, best first.
    """
    hits = led = led_by_words(index, question, rank(index, question, spread))
    for stage in stages:
        if hits:
            hits = still_led(led, stage(index, question, hits))
    return hits


def closeness(hit: Hit, spread: float) -> float:
    """How close a hit is to the question, in spreads, whatever its words."""
    return (hit.cosine + hit.best_sentence) / 2 / spread + READING_WEIGHT * hit.reading


def evidence_of(hit: Hit, coverage: float, spread: float) -> float:
    """How strongly the best hit speaks for an answer, in spreads.

    Args:
        hit: The best hit.
        coverage: The share of the question's words that its passage contains, in [0, 1].
        spread: `Calibration.spread`.

    Returns:
        The evidence; comparable between questions of one language to one index.
    """
    weight = _COVERAGE_WEIGHT if hit.same_language else _COVERAGE_WEIGHT_ACROSS_LANGUAGES
    return closeness(hit, spread) + weight * coverage


def answer(
    generation: Generation, question: Question, started: float, stages: Sequence[Stage] = ()
) -> Answer:
    """Answers a question from one generation.

    Args:
        generation: The index.
        question: The question.
        started: When answering began, by `time.perf_counter`.
        stages: Those that the index was calibrated with.

    Returns:
        The answer.
    """
    calibration = generation.manifest.calibration
    question = spelled(generation, question)
    hits = find_hits(generation, question, calibration.spread, stages)
    quoted = quote_hits(generation, question, hits)
    quotes = tuple(quote for quote, _ in quoted)
    scores = _scores(generation, question, [hit for _, hit in quoted])
    confidence = _confidence(generation, question, quoted[0][1], scores) if scores else 0.0
    answered = confidence >= ANSWERED_FROM
    return Answer(
        question=question.typed,
        answered=answered,
        confidence=confidence,
        quotes=quotes,
        refusal=None if answered else _refused(generation, question, quotes, started, stages),
        took_ms=(time.perf_counter() - started) * 1000,
        generation=generation.folder.name,
        scores=scores,
        unknown_words=question.unknown,
        did_you_mean=to_tell(question, answered=answered),
    )


def _confidence(
    generation: Generation, question: Question, best: Hit, scores: AnswerScores
) -> float:
    """How likely the first quote answers, in [0, 1]."""
    calibration = generation.manifest.calibration
    confidence = calibration.confidence(question.language, scores.evidence)
    # In another language than the articles' a name may be spelled otherwise.
    if best.same_language and is_about_unknown_name(question):
        return min(confidence, _CONFIDENCE_WITHOUT_NAME)
    if answers_by_words(question, best):
        return max(confidence, _CONFIDENCE_BY_WORDS)
    # A question in a language that we do not know has no word in common with any article.
    told = question.language is not None or len(question.text.split()) <= _TOLD_ALONE
    if best.same_language and told and question.unknown and not scores.quotes[0].coverage:
        return min(confidence, _CONFIDENCE_WITHOUT_NAME)
    return confidence


def _scores(
    generation: Generation, question: Question, quoted: Sequence[Hit]
) -> AnswerScores | None:
    """The figures of the hits quoted; the best of all hits is the first."""
    if not quoted:
        return None
    calibration = generation.manifest.calibration
    quotes = []
    for hit in quoted:
        coverage = generation.keywords.coverage(question.text, hit.passage.sentences)
        quotes.append(QuoteScores(hit.cosine, hit.best_sentence, hit.bm25, float(coverage)))
    evidence = evidence_of(quoted[0], quotes[0].coverage, calibration.spread)
    threshold = calibration.threshold(question.language)
    return AnswerScores(evidence, threshold.evidence_at(ANSWERED_FROM), tuple(quotes))


def nothing_to_ask(question: str, started: float) -> Answer:
    """The answer of a corpus without an article."""
    return Answer(
        question=question,
        answered=False,
        confidence=0.0,
        quotes=(),
        refusal=Refusal((), None, None, None),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def nothing_asked(said: str, talk: Talk, started: float) -> Answer:
    """What becomes of talk: no quote, and nothing that was searched in vain."""
    took_ms = (time.perf_counter() - started) * 1000
    return Answer(said, False, 0.0, (), None, took_ms, talk=talk)


def _refused(
    generation: Generation,
    question: Question,
    nearest: Sequence[Quote],
    started: float,
    stages: Sequence[Stage],
) -> Refusal:
    """Why a question is refused: for its filter, where without it something answers."""
    refusal = explain(generation, question.unknown, nearest)
    if question.admitted.admits_all:
        return refusal
    unfiltered = replace(question, admitted=Filter(), k=1)
    outside = answer(generation, unfiltered, started, stages)
    title = outside.quotes[0].citation.title if outside.answered else None
    articles = None if nearest else generation.manifest.articles
    refusal = replace(refusal, admits_none_of=articles, outside_title=title)
    return replace(refusal, first_date=None, last_date=None) if refusal.by_filter else refusal


def explain(index: OpenIndex, unknown: tuple[str, ...], nearest: Sequence[Quote]) -> Refusal:
    """Says why the corpus does not answer, as far as a reason can be named.

    Args:
        index: What was searched.
        unknown: Words of the question that stand in no article.
        nearest: The nearest passages, best first; may be empty.

    Returns:
        The reasons.
    """
    first, last = index.catalog.date_span()
    return Refusal(
        unknown_words=unknown,
        nearest_title=nearest[0].citation.title if nearest else None,
        first_date=first,
        last_date=last,
    )
