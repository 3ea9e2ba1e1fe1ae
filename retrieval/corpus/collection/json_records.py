"""JSON and JSON Lines: records one by one.

A file is a list of records, an object with such a list somewhere in it, an object of records by
their names, records one below the other, or one record. Where an object could be several of these,
it is the first that has a text in it: the object itself, then its lists, the largest first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from retrieval.corpus.collection.entry import CollectionEntry, Entries, Names, Reading
from retrieval.corpus.collection.json_scan import Bytes, Container, Extent, containers, spans
from retrieval.corpus.collection.mapped import mapped
from retrieval.corpus.collection.record_names import names_among
from retrieval.corpus.collection.records import survey
from retrieval.corpus.readers.decoding import MAX_FILE_BYTES, too_large
from retrieval.corpus.storing import storage_error
from retrieval.errors import ArticleError
from retrieval.reports import FieldsRead, SkippedEntry

Spans = Callable[[], Iterator[Extent | None]]

_SAMPLES: Final = 100
_SAMPLE_BYTES: Final = 5_000_000
_MAX_TRIED: Final = 5
_CHUNK: Final = 1_000_000
_BOMS_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def json_entries(path: Path, name: str, reading: Reading) -> Entries:
    """The records of a JSON file; as `entries.entries_of`, which also says what is raised."""
    with _in_utf8(path) as readable, mapped(readable) as data:
        found, names, unused = _records(data, reading)
        yield FieldsRead(name, tuple(names.items()), unused)
        stem = PurePosixPath(name).stem
        for number, span in enumerate(found(), 1):
            entry = f"{name}#{number}"
            if span is None:
                yield SkippedEntry(entry, ArticleError("json.open").problem)
            elif not span.is_record:
                yield SkippedEntry(entry, ArticleError("json.no_object").problem)
            elif span.end - span.start > MAX_FILE_BYTES:
                yield SkippedEntry(entry, too_large(span.end - span.start))
            else:
                content = data[span.start : span.end]
                yield CollectionEntry(entry, content, f"{stem}-{number}", names=names)
            reading.watch(span.end / len(data) if span else 1)


def _records(data: Bytes, reading: Reading) -> tuple[Spans, Names, tuple[str, ...]]:
    """The records of a file, which of their fields say what, and those that say nothing."""
    if _is_lines(data):
        return (lambda: _lines(data)), *_surveyed(data, lambda: _lines(data), reading)
    refused = ArticleError("json.none")
    for container in _likeliest(containers(data), dict(reading.fields)):

        def found(container: Container = container) -> Iterator[Extent | None]:
            return spans(data, container)

        try:
            return found, *_surveyed(data, found, reading)
        except ArticleError as error:
            if refused.problem.code == "json.none":
                refused = error
    raise refused


def _likeliest(found: list[Container], said: dict[str, str]) -> list[Container]:
    """The containers that may be what holds the records, the likeliest first."""
    whole, *inner = found
    if whole.records > 1 or not inner:
        return [whole]
    top = inner[0]
    if top.is_list:
        return [top]
    holding = [container for container in inner if container.records]
    holding.sort(key=lambda container: (not container.is_list, -container.record_bytes))
    try:
        names_among(top.texts, said)
    except ArticleError:
        return [*holding[:_MAX_TRIED], whole]
    return [whole]


def _surveyed(data: Bytes, found: Spans, reading: Reading) -> tuple[Names, tuple[str, ...]]:
    samples: list[bytes] = []
    size = 0
    for span in islice(found(), _SAMPLES):
        if span is None or size > _SAMPLE_BYTES:
            break
        if span.is_record and span.end - span.start <= MAX_FILE_BYTES:
            samples.append(data[span.start : span.end])
            size += span.end - span.start
    if not samples:
        raise ArticleError("json.none")
    names, unused = reading.call(survey, samples, dict(reading.fields))
    return names, unused


def _is_lines(data: Bytes) -> bool:
    """Whether each line is a record of its own, as far as the first two tell."""
    first = list(islice(_lines(data), 2))
    return len(first) == 2 and all(
        data[span.start : span.start + 1] == b"{" and data[span.end - 1 : span.end] == b"}"
        for span in first
    )


def _lines(data: Bytes) -> Iterator[Extent]:
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        begun, ended = start, end
        while begun < ended and data[begun] in b" \t\r":
            begun += 1
        while ended > begun and data[ended - 1] in b" \t\r,":
            ended -= 1
        if ended > begun:
            yield Extent(begun, ended)
        start = end + 1


@contextmanager
def _in_utf8(path: Path) -> Iterator[Path]:
    """The file, or where it is in UTF-16, a copy of it that is not."""
    with mapped(path) as data:
        encoding = _BOMS_16.get(data[:2])
    if encoding is None:
        yield path
        return
    with (
        tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="wortlaut-inner-") as copy,
        path.open(encoding=encoding, errors="replace") as file,
    ):
        file.read(1)  # the mark
        try:
            while chunk := file.read(_CHUNK):
                copy.write(chunk)
            copy.flush()
        except OSError as error:
            raise storage_error(Path(copy.name), error) from None
        yield Path(copy.name)
