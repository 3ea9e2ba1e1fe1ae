"""Quotes ↔ JSON, as the state file keeps them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from retrieval.answer import Citation, Highlight, Quote


def dump_quotes(quotes: Sequence[Quote]) -> str:
    """The quotes as JSON."""
    return json.dumps([_quote(quote) for quote in quotes], ensure_ascii=False)


def load_quotes(source: str) -> tuple[Quote, ...]:
    """The quotes `dump_quotes` wrote."""
    return tuple(_read_quote(record) for record in json.loads(source))


def _quote(quote: Quote) -> dict[str, Any]:
    highlight = quote.highlight
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "highlight": [highlight.start, highlight.end],
        "score": quote.score,
        "citation": _citation(quote.citation),
        "sentences": quote.sentences,
        "also_in": [_citation(other) for other in quote.also_in],
    }


def _read_quote(record: dict[str, Any]) -> Quote:
    start, end = record["highlight"]
    base = record["start"]
    # Answers were once stored without: of their sentences, one is known.
    sentences = record.get("sentences", [[start, end]])
    return Quote(
        text=record["text"],
        start=base,
        end=record["end"],
        highlight=Highlight(record["text"][start - base : end - base], start, end),
        score=record["score"],
        citation=_read_citation(record["citation"]),
        sentences=tuple((first, last) for first, last in sentences),
        also_in=tuple(_read_citation(other) for other in record["also_in"]),
    )


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "article": citation.article,
        "title": citation.title,
        "publisher": citation.publisher,
        "date": citation.date.isoformat() if citation.date else None,
        "url": citation.url,
        "plain_url": citation.plain_url,
        "path": citation.path,
        "paragraph": citation.paragraph,
    }


def _read_citation(record: dict[str, Any]) -> Citation:
    date = dt.date.fromisoformat(record["date"]) if record["date"] else None
    return Citation(**{**record, "date": date})
