"""The keys of a front matter, checked at the door: what passes here is fit for a citation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlsplit

from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.extracted import Guessable
from retrieval.errors import ArticleError, Problem

_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]+)*")
MAX_SEEN_CHARS = 60
_KINDS: dict[type, Problem] = {list: Problem("kind.list"), dict: Problem("kind.mapping")}
# What notebooks, web clippers, site generators and people call the keys.
_ALIASES = {
    "titel": "title", "headline": "title", "schlagzeile": "title",
    "datum": "date", "published": "date", "date_published": "date", "publishdate": "date",
    "verlag": "publisher", "zeitung": "publisher", "site_name": "publisher", "site": "publisher",
    "link": "url", "permalink": "url", "canonical": "url", "webadresse": "url",
    "author": "authors", "autor": "authors", "autoren": "authors",
    "ressort": "section", "rubrik": "section",
    "lang": "language", "sprache": "language", "quellen": "sources",
}  # fmt: skip
KEYS = frozenset({*_ALIASES, *_ALIASES.values(), "source", "guessed"})
"""The keys that are read."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a front matter says of its article; None or () where it says nothing."""

    title: str | None
    date: dt.date | None
    publisher: str | None
    url: str | None
    authors: tuple[str, ...]
    section: str | None
    language: str | None
    sources: tuple[str, ...]
    guessed: tuple[str, ...]


def read_fields(values: Mapping[str, Any]) -> Fields:
    """Checks the values of a front matter.

    Args:
        values: By key, as written; unknown keys are left alone.

    Returns:
        What they say.

    Raises:
        ArticleError: A value that is not what its key asks for; the message names key and value.
    """
    known = {
        _ALIASES[key.lower()]: value for key, value in values.items() if key.lower() in _ALIASES
    }
    source = values.get("source")
    if isinstance(source, str):  # a web clipper's address, or a newspaper's name
        known.setdefault("url" if is_web_address(source.strip()) else "publisher", source)
    known |= values
    return Fields(
        title=_text(known, "title"),
        date=_date(known),
        publisher=_text(known, "publisher"),
        url=_url(known),
        authors=_texts(known, "authors"),
        section=_text(known, "section"),
        language=_language(known),
        sources=_texts(known, "sources"),
        guessed=_guessed(known),
    )


def name_of(key: str, values: Mapping[str, Any]) -> str:
    """What a front matter calls a key: as we do, if it has none that means the same."""
    meant = (name for name in values if _ALIASES.get(name.lower()) == key)
    return key if key in values else next(meant, key)


def _text(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _bad(key, value, Problem("wanted.line"))
    return one_line(value) or None


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key)
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    items = [item.get("name", item) if isinstance(item, dict) else item for item in items]
    if not all(isinstance(item, str) for item in items):
        raise _bad(key, value, Problem("wanted.texts"))
    return tuple(text for text in map(one_line, items) if text)


def _guessed(values: Mapping[str, Any]) -> tuple[str, ...]:
    said = values.get("guessed")
    items = said if isinstance(said, list) else [said]
    return tuple(key for key in get_args(Guessable) if key in items)


def _date(values: Mapping[str, Any]) -> dt.date | None:
    value = _text(values, "date")
    if value is None:
        return None
    day = parse_day(value)
    if day is None:
        raise _bad("date", value, Problem("wanted.day"))
    return day


def _url(values: Mapping[str, Any]) -> str | None:
    value = _text(values, "url")
    if value is None or value.startswith("/"):  # a place on the site that it was written for
        return None
    if not is_web_address(value):
        raise _bad("url", value, Problem("wanted.url"))
    return value


def is_web_address(text: str) -> bool:
    """Whether a text is a whole http or https address, and nothing else."""
    try:
        address = urlsplit(text)
        return (
            address.scheme in ("http", "https")
            and bool(address.hostname)
            and not any(map(str.isspace, text))
        )
    except ValueError:
        return False


def _language(values: Mapping[str, Any]) -> str | None:
    value = _text(values, "language")
    if value is None:
        return None
    code = language_code(value)
    if code is None:
        raise _bad("language", value, Problem("wanted.language"))
    return code


def language_code(tag: str) -> str | None:
    """The ISO 639-1 code that a language tag such as `de-AT` begins with; None for others."""
    code = _LANGUAGE.fullmatch(tag)
    return code[1].lower() if code else None


def one_line(text: str) -> str:
    """A value as one normalised line: folded YAML may hold line ends, an escape anything."""
    return " ".join(line.strip() for line in normalise(text).split("\n")).strip()


def _bad(key: str, value: object, wanted: Problem) -> ArticleError:
    seen = _KINDS.get(type(value), Problem("kind.no_text"))
    if isinstance(value, str):
        text = f"{one_line(value)[:MAX_SEEN_CHARS]}{'…' if len(value) > MAX_SEEN_CHARS else ''}"
        seen = Problem("kind.text", {"text": text})
    return ArticleError("front_matter.value", key=key, seen=seen, wanted=wanted)
