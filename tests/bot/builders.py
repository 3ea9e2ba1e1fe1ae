"""Answers made by hand, for tests of what the faces make of them."""

from __future__ import annotations

import datetime as dt
import re

from retrieval.answer import (
    Answer,
    AnswerScores,
    Citation,
    Highlight,
    Quote,
    QuoteScores,
    Refusal,
    Talk,
)

BEFORE = "Am Freitag kamen beide Präsidenten zusammen. "
SENTENCE = "Der Vertrag wurde am 17. Januar unterzeichnet."
AFTER = " Er gilt zwanzig Jahre."


def citation(**changes: object) -> Citation:
    fields: dict[str, object] = {
        "article": "2025-01-18-vertrag",
        "title": "Vertrag unterzeichnet",
        "publisher": "Tagblatt",
        "date": dt.date(2025, 1, 18),
        "url": "https://tagblatt.example/a#:~:text=Der%20Vertrag",
        "plain_url": "https://tagblatt.example/a",
        "path": "corpus/2025-01-18-vertrag.md",
        "paragraph": 3,
    }
    return Citation(**(fields | changes))  # type: ignore[arg-type]


def quote(
    before: str = BEFORE,
    sentence: str = SENTENCE,
    after: str = AFTER,
    start: int = 100,
    also_in: tuple[Citation, ...] = (),
    **source: object,
) -> Quote:
    text = before + sentence + after
    first = start + len(before)
    # A sentence ends after a full stop.
    sentences = [match.span() for match in re.finditer(r"\S[^.]*\.?", text)]
    return Quote(
        text=text,
        start=start,
        end=start + len(text),
        highlight=Highlight(sentence, first, first + len(sentence)),
        score=0.91239,
        citation=citation(**source),
        also_in=also_in,
        sentences=tuple((start + begin, start + end) for begin, end in sentences),
    )


def answered(*quotes: Quote) -> Answer:
    quotes = quotes or (quote(),)
    figures = QuoteScores(0.87654321, 0.91, 7.125, 0.5)
    scores = AnswerScores(12.34567, 9.5, (figures,) * len(quotes))
    return Answer("Wann?", True, 0.93, quotes, None, 11.23, "000007", scores)


def refused(*quotes: Quote, **changes: object) -> Answer:
    fields: dict[str, object] = {
        "unknown_words": ("Photosynthese",),
        "nearest_title": "Vertrag unterzeichnet",
        "first_date": dt.date(2024, 10, 11),
        "last_date": dt.date(2025, 1, 18),
    }
    refusal = Refusal(**(fields | changes))  # type: ignore[arg-type]
    unknown = refusal.unknown_words
    return Answer("Was ist Photosynthese?", False, 0.1, quotes, refusal, 9.0, unknown_words=unknown)


def talk(kind: Talk = "greeting") -> Answer:
    return Answer("Hallo!", False, 0.0, (), None, 0.4, talk=kind)
