"""The values of a front matter, checked at the door: what passes here is fit for a citation.

A value that cannot be used is named and left out; the others, and the text, are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, get_args
from urllib.parse import urlsplit

from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.entities import unescaped_words
from retrieval.corpus.readers.extracted import Guessable
from retrieval.corpus.readers.field_names import said_of
from retrieval.errors import ArticleError, Problem

_LANGUAGE: Final = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]+)*")
_LANGUAGE_NAMES: Final = {
    "deutsch": "de", "german": "de", "englisch": "en", "english": "en", "französisch": "fr",
    "français": "fr", "french": "fr", "spanisch": "es", "italienisch": "it", "polnisch": "pl",
    "niederländisch": "nl", "dutch": "nl", "russisch": "ru", "russian": "ru",
}  # fmt: skip
_WIKILINK: Final = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_DAY_AND_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d\b.*")
_COMPACT_DAY: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
MAX_SEEN_CHARS = 60
_KINDS: dict[type, Problem] = {list: Problem("kind.list"), dict: Problem("kind.mapping")}

Value = TypeVar("Value", str, dt.date, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Fields:
    """What a front matter says of its article; None or () where it says nothing.

    `created` is when its file was made, which may be the day of publication; `guessed` what of the
    others it says itself to be a guess; `problems` what it says and what cannot be used.
    """

    title: str | None
    date: dt.date | None
    publisher: str | None
    url: str | None
    authors: tuple[str, ...]
    section: str | None
    language: str | None
    sources: tuple[str, ...]
    created: dt.date | None
    guessed: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_fields(values: Mapping[str, Any]) -> Fields:
    """Checks the values of a front matter.

    Args:
        values: By key, as written; unknown keys are left alone.

    Returns:
        What they say, and each that cannot be used.
    """
    problems: list[Problem] = []

    def usable(key: str, read: Callable[[object], Value | None]) -> Value | None:
        for name, value in said_of(key, values):
            try:
                found = read(value)
            except ArticleError as error:
                seen = error.problem.fields
                problems.append(Problem(error.problem.code, {**seen, "key": name}))
                continue
            if found:
                return found
        return None

    return Fields(
        title=usable("title", _text),
        date=usable("date", _date),
        publisher=usable("publisher", _text),
        url=usable("url", _url),
        authors=usable("authors", _texts) or (),
        section=usable("section", _text),
        language=usable("language", _language),
        sources=usable("sources", _texts) or (),
        created=next(_days("created", values), None),
        guessed=_guessed(values),
        problems=tuple(problems),
    )


def _text(value: object) -> str | None:
    value = _only(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _bad(value, Problem("wanted.line"))
    return _WIKILINK.sub(r"\1", one_line(unescaped_words(value))).strip() or None


def _only(value: object) -> object:
    """What stands alone in a list, or is the name of what is described."""
    for _ in range(2):  # Obsidian's [[Link]] is a list in a list to YAML
        if isinstance(value, list) and len(value) == 1:
            [value] = value
    return value.get("name", value) if isinstance(value, dict) else value


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    items = [_only(item) for item in value] if isinstance(value, list) else [_only(value)]
    if not all(isinstance(item, str) for item in items):
        raise _bad(value, Problem("wanted.texts"))
    return tuple(text for text in map(_text, items) if text)


def _guessed(values: Mapping[str, Any]) -> tuple[str, ...]:
    said = values.get("guessed")
    items = said if isinstance(said, list) else [said]
    return tuple(key for key in get_args(Guessable) if key in items)


def _date(value: object) -> dt.date | None:
    text = _text(value)
    if text is None:
        return None
    day = parse_day(text)
    for pattern in (_DAY_AND_TIME, _COMPACT_DAY):
        if day is None and (found := pattern.fullmatch(text)):
            day = parse_day("-".join(found.groups()))
    if day is None:
        raise _bad(text, Problem("wanted.day"))
    return day


def _days(key: str, values: Mapping[str, Any]) -> Iterator[dt.date]:
    for _, value in said_of(key, values):
        try:
            day = _date(value)
        except ArticleError:  # it was not asked for
            continue
        if day is not None:
            yield day


def _url(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    if text.startswith("/"):  # a place on the site that it was written for
        raise _bad(text, Problem("wanted.whole_url"))
    if not is_web_address(text):
        raise _bad(text, Problem("wanted.url"))
    return text


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


def _language(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    code = _LANGUAGE_NAMES.get(text.lower()) or language_code(text)
    if code is None:
        raise _bad(text, Problem("wanted.language"))
    return code


def language_code(tag: str) -> str | None:
    """The ISO 639-1 code that a language tag such as `de-AT` begins with; None for others."""
    code = _LANGUAGE.fullmatch(tag)
    return code[1].lower() if code else None


def one_line(text: str) -> str:
    """A value as one normalised line: folded YAML may hold line ends, an escape anything."""
    return " ".join(line.strip() for line in normalise(text).split("\n")).strip()


def _bad(value: object, wanted: Problem) -> ArticleError:
    seen = _KINDS.get(type(value), Problem("kind.no_text"))
    if isinstance(value, str):
        text = f"{one_line(value)[:MAX_SEEN_CHARS]}{'…' if len(value) > MAX_SEEN_CHARS else ''}"
        seen = Problem("kind.text", {"text": text})
    return ArticleError("front_matter.value", key="", seen=seen, wanted=wanted)
