"""Why the corpus does not answer, as far as a reason can be named."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answer import Quote, Refusal
from retrieval.index.generation import OpenIndex


def explain(parts: OpenIndex, question: str, nearest: Sequence[Quote]) -> Refusal:
    """Names what can be named.

    Args:
        parts: The index.
        question: As asked.
        nearest: The nearest passages, best first; may be empty.

    Returns:
        The reasons.
    """
    first, last = parts.catalog.date_span()
    return Refusal(
        unknown_words=parts.keywords.unknown_words(question),
        nearest_title=nearest[0].citation.title if nearest else None,
        first_date=first,
        last_date=last,
    )
