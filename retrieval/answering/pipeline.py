"""Question → answer: candidates, hits, quotes, and whether they answer."""

from __future__ import annotations

import time

from retrieval.answer import Answer, Refusal
from retrieval.answering.calibrate import evidence_of
from retrieval.answering.question import Question
from retrieval.answering.quote import Asked, quote_hits
from retrieval.answering.rank import rank
from retrieval.answering.refusal import explain
from retrieval.index.generation import Generation


def answer(generation: Generation, question: Question, k: int, started: float) -> Answer:
    """Answers a question from one generation.

    Args:
        generation: The index.
        question: The question.
        k: How many quotes at most.
        started: When answering began, by `time.perf_counter`.

    Returns:
        The answer.
    """
    manifest = generation.manifest
    spread, asked = manifest.calibration.spread, question.text
    hits = rank(generation, asked, question.vector, spread, question.admitted)
    known = Asked(asked, question.vector, spread, manifest.corpus)
    quotes = quote_hits(generation, known, hits, k)
    confidence = 0.0
    if hits:
        evidence = evidence_of(generation, asked, hits, spread)
        confidence = manifest.calibration.confidence(asked, evidence)
    answered = confidence >= 0.5
    return Answer(
        question=question.typed,
        answered=answered,
        confidence=confidence,
        quotes=quotes,
        refusal=None if answered else explain(generation, asked, quotes),
        took_ms=(time.perf_counter() - started) * 1000,
    )


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
