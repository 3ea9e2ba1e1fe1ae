"""A record (an object of JSON, a row of a table) → its article.

Everything here is called in a process with limits: what a record holds is not trusted.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any, Final, NoReturn

from retrieval.corpus.additions import Composed, Given, compose_extracted
from retrieval.corpus.cleaning.recurrence import Recurrences
from retrieval.corpus.collection.entry import Names
from retrieval.corpus.collection.record_names import names_among
from retrieval.corpus.readers import failing_alone
from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.decoding import decode_exactly, normalise
from retrieval.corpus.readers.extracted import Extracted, LeftOut
from retrieval.corpus.readers.fields import is_web_address, language_code, one_line
from retrieval.errors import ArticleError

MAX_DEPTH: Final = 50
"""Of objects and lists in a record."""

_MAX_SHOWN_CHARS: Final = 60
_LEVELS: Final = 3
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_MARKUP = re.compile(
    r"</(?:p|div|h[1-6]|li|a|span|strong|em|b|i|article|section|td|blockquote)>|<(?:br|p|img)\b",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)
# Where a field of a field is what the outer one means.
_INNER: Final = ("rendered", "name", "main", "value", "#text", "$t", "text", "html", "original")
_FIRST_SECOND: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC).timestamp()
_LAST_SECOND: Final = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()


def survey(samples: Sequence[bytes], said: dict[str, str]) -> tuple[Names, tuple[str, ...]]:
    """Which fields of records say what.

    Args:
        samples: Records as JSON; those that are none are passed over.
        said: As for `record_names.names_among`.

    Returns:
        The names by key, and the outer fields that say nothing that is kept.

    Raises:
        ArticleError: As of `record_names.names_among`; or none of the records can be read, and the
            message is the reason of the first.
    """
    fields: dict[str, None] = {}
    outer: dict[str, None] = {}
    first: ArticleError | None = None
    for sample in samples:
        try:
            record = parse_record(sample)
        except ArticleError as error:
            first = first or error
            continue
        outer.update(dict.fromkeys(record))
        fields.update(dict.fromkeys(chain(record, _inner_fields(record))))
    if first is not None and not outer:
        raise first
    names = names_among(fields, said)
    used = {name.split(".")[0] for found in names.values() for name in found} | {
        name for found in names.values() for name in found
    }
    return names, tuple(name for name in outer if name not in used)


def compose_record(
    content: bytes,
    names: Names,
    stem: str,
    given: Given,
    recurrences: Recurrences | None = None,
) -> Composed:
    """Makes the article of a record.

    Args:
        content: The record as JSON.
        names: Which of its fields say what.
        stem: What it is called where it has no title.
        given: What is known of the article.
        recurrences: As for `clean`.

    Returns:
        The article and its file; what will not do as a date, an address or a language is not in it,
        but among what was dropped.

    Raises:
        ArticleError: There is no article in it; the message is the reason.
    """
    with failing_alone():
        stated = _extracted(parse_record(content), names)
        return compose_extracted(stated, stem, given, recurrences)


def parse_record(content: bytes) -> dict[str, Any]:
    """Parses a record; raises `ArticleError` if it is none, or one that says two things at once."""
    depth = 0
    for mark in _BRACKET.finditer(content):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(mark[0], 0)
        if depth > MAX_DEPTH:
            raise ArticleError("json.too_deep", max_depth=MAX_DEPTH)
    try:
        # Line ends within strings are common, and plain.
        record = json.loads(
            decode_exactly(content)[0].lstrip("\ufeff"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            strict=False,
        )
    except (ValueError, RecursionError) as error:
        detail = getattr(error, "msg", None) or type(error).__name__
        raise ArticleError("json.damaged", detail=detail) from None
    if not isinstance(record, dict):
        raise ArticleError("json.no_object")
    return record


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ArticleError("json.twice", field=_shortened(twice))
    return record


def _refuse_constant(word: str) -> NoReturn:
    raise ArticleError("json.no_number", value=word)


def _inner_fields(record: dict[str, Any], outer: str = "", level: int = 1) -> Iterator[str]:
    for name, value in record.items():
        if outer:
            yield f"{outer}{name}"
        if isinstance(value, dict) and level < _LEVELS:
            yield from _inner_fields(value, f"{outer}{name}.", level + 1)


def _extracted(record: dict[str, Any], names: Names) -> Extracted:
    unusable: list[str] = []

    def first(key: str) -> tuple[str, object]:
        """The first of the key's fields that holds something, and that."""
        found = ((name, _value(record, name)) for name in names.get(key, ()))
        return next(((n, v) for n, v in found if v not in (None, "", [], {})), ("", None))

    name, value = first("text")
    text = _text(value)
    if not any(map(str.isalnum, text)):
        raise ArticleError("fields.empty", field=name or names["text"][0])
    date = url = language = None
    name, value = first("date")
    if value is not None and (date := _day(value)) is None:
        unusable.append(f"{name}: {_shortened(_line(value))}")
    publishers = [_line(_value(record, name)) for name in names.get("publisher", ())]
    address = [said for said in publishers if is_web_address(said)]
    name, value = first("url")
    if value is not None:
        url = _line(value)
        if not is_web_address(url):
            unusable.append(f"{name}: {_shortened(url)}")
            url = None
    name, value = first("language")
    if value is not None and (language := language_code(_line(value))) is None:
        unusable.append(f"{name}: {_shortened(_line(value))}")
    return Extracted(
        text=text,
        title=_line(first("title")[1]) or None,
        date=date,
        publisher=next((said for said in publishers if said and said not in address), None),
        url=url or next(iter(address), None),
        authors=tuple(_lines(first("authors")[1])),
        section=next(iter(_lines(first("section")[1])), None),
        language=language,
        left_out=tuple(LeftOut(0, said, "unusable") for said in unusable),
    )


def _value(record: dict[str, Any], name: str) -> object:
    if name in record:
        return record[name]
    value: object = record
    for part in name.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def _plain(value: object) -> str:
    """What a value says, as a text with the marks that it has; of an object its main field."""
    if isinstance(value, dict):
        inner = (value[name] for name in _INNER if name in value)
        return next((text for text in map(_plain, inner) if text), "")
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_plain, value)))
    if value is None or isinstance(value, bool):
        return ""
    return str(value)


def _text(value: object) -> str:
    text = _plain(value)
    if _MARKUP.search(text):
        # Imported here: few records are written in HTML.
        from retrieval.corpus.readers.html.tree import parse_html
        from retrieval.corpus.readers.markup import whole_text

        return whole_text(parse_html(text.encode("utf-8", "replace").decode()))
    return normalise(html.unescape(text) if _ENTITY.search(text) else text)


def _line(value: object) -> str:
    return one_line(_text(value)) if value is not None else ""


def _lines(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [line for line in map(_line, items) if line]


def _day(value: object) -> dt.date | None:
    """The day of a value: as newspapers and machines write it, or in seconds since 1970."""
    text = _line(value)
    with suppress(ValueError, OverflowError):
        number = float(text)
        if re.fullmatch(r"(?:19|20)\d{6}", text):
            return dt.datetime.strptime(text, "%Y%m%d").date()
        seconds = number / 1000 if number > _LAST_SECOND else number
        if _FIRST_SECOND <= seconds < _LAST_SECOND:
            return dt.datetime.fromtimestamp(seconds, dt.UTC).date()
        return None
    day = parse_day(text)
    if day is None:
        with suppress(ValueError, TypeError, IndexError):
            day = parsedate_to_datetime(text).date()
    return day


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"
