"""Outcomes of questions, made up."""

from __future__ import annotations

from typing import Any

from retrieval.evaluation.judge import Outcome
from retrieval.evaluation.questions import EvalQuestion


def outcome(asked: EvalQuestion | str = "?", **given: Any) -> Outcome:
    """An outcome that is right in every respect, but for what is given."""
    question = EvalQuestion("1", asked, answers=("x",)) if isinstance(asked, str) else asked
    fields: dict[str, Any] = {
        "question": question,
        "answered": True,
        "confidence": 0.9,
        "failure": None,
        "first_quote_right": True,
        "found_in_first_quote": True,
        "found_in_any_quote": True,
        "found_in_highlight": True,
        "found_article_first": None,
        "found_paragraph_first": None,
        "first_article": "a",
        "first_paragraph": 1,
        "first_highlight": "x",
        "quotes": 1,
        "quote_chars": 10,
        "verbatim_quotes": 1,
        "took_ms": 1.0,
    }
    return Outcome(**fields | given)
