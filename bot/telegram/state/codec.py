"""Quotes ↔ JSON, as the state file keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from retrieval.answer import Quote

_QUOTES: Final = TypeAdapter(tuple[Quote, ...])


def dump_quotes(quotes: Sequence[Quote]) -> str:
    """The quotes as JSON."""
    return _QUOTES.dump_json(tuple(quotes)).decode()


def load_quotes(source: str) -> tuple[Quote, ...]:
    """The quotes `dump_quotes` wrote, now or in an earlier version."""
    return _QUOTES.validate_python([_today(record) for record in json.loads(source)])


def _today(record: dict[str, Any]) -> dict[str, Any]:
    """Earlier versions kept the offsets of a highlight alone, and of no sentence but that one."""
    if isinstance(record["highlight"], dict):
        return record
    start, end = record["highlight"]
    text = record["text"][start - record["start"] : end - record["start"]]
    highlight = {"text": text, "start": start, "end": end}
    return {"sentences": [(start, end)], **record, "highlight": highlight}
