"""Fixed windows of articles, as the peers cut them, and as the quotes of an `Answer`.

The paragraph of a window is the one that holds its middle, which is kinder to the peers than the
one in which it begins.
"""

from __future__ import annotations

import bisect
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks import usual_script
from retrieval.answer import Answer, Citation, Highlight, Quote

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Window:
    """A fixed window of one article's text."""

    article: str
    start: int
    end: int
    text: str
    paragraph: int


def windows(texts: Mapping[str, str]) -> list[Window]:
    """Cuts articles (id → text) into fixed windows."""
    result = []
    for article, text in texts.items():
        starts = [0, *(match.end() for match in _PARAGRAPH_BREAK.finditer(text))]
        for start, end in usual_script.cut(text):
            paragraph = bisect.bisect_right(starts, (start + end) // 2)
            result.append(Window(article, start, end, text[start:end], paragraph))
    return result


def as_answer(
    question: str,
    found: Sequence[Window],
    scores: Sequence[float],
    confidence: float,
    started: float,
) -> Answer:
    """Windows as an `Answer`; the highlight is empty, for there is none.

    Args:
        question: As asked.
        found: The windows, best first.
        scores: Theirs.
        confidence: In [0, 1].
        started: `time.perf_counter()` when the question came.

    Returns:
        The answer, never a refusal.
    """
    quotes = tuple(
        Quote(
            text=window.text,
            start=window.start,
            end=window.end,
            highlight=Highlight("", window.start, window.start),
            score=float(score),
            citation=Citation(
                window.article, window.article, None, None, None, None, "", window.paragraph
            ),
        )
        for window, score in zip(found, scores, strict=True)
    )
    took_ms = (time.perf_counter() - started) * 1000
    return Answer(question, True, float(confidence), quotes, None, took_ms)
