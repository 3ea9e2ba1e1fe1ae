"""A table (CSV): its rows one by one, as records.

The first row names the columns. What parts the fields is tried out: of comma, semicolon, tab and
bar that which finds a column with the text, else the most columns alike in all rows; a line
`sep=;`, as spreadsheets write it, says so itself. Line ends within quotation marks are the field's.
A row whose quotation marks cannot be right is named by its lines, and reading goes on below them.
Rows are numbered as spreadsheets do: the first below the names is the second.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader, StringIO, TextIOWrapper
from pathlib import Path, PurePosixPath
from typing import Final, TextIO

from retrieval.corpus.collection.entry import CollectionEntry, Entries, Names, Reading
from retrieval.corpus.collection.record_names import key_named
from retrieval.corpus.collection.records import survey
from retrieval.corpus.readers.decoding import MAX_FILE_BYTES, decode_exactly, too_large
from retrieval.corpus.readers.raw import explain
from retrieval.errors import ArticleError, Problem
from retrieval.regular_file import open_regular
from retrieval.reports import FieldsRead, SkippedEntry

_DELIMITERS: Final = ",;\t|"
_BOMS: Final = {codecs.BOM_UTF8: "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAMPLE_CHARS: Final = 200_000
_SAMPLE_BYTES: Final = 1_000_000
_SAMPLE_ROWS: Final = 30
_NEVER_CLOSED: Final = "unexpected end of data"


def table_entries(path: Path, name: str, reading: Reading) -> Entries:
    """The rows of a table; as `entries.entries_of`, which also says what is raised."""
    csv.field_size_limit(MAX_FILE_BYTES)
    with _opened(path) as (file, raw, size):
        delimiter, told = _delimiter(file)
        lines = _Lines(file, told)
        columns = next((row for row in _reader(lines, delimiter) if any(row)), [])
        columns = [column.strip() for column in columns]
        names, unused = _names(columns, reading)
        yield FieldsRead(name, tuple(names.items()), unused)
        stem, number = PurePosixPath(name).stem, 1
        for row in _rows(lines, delimiter):
            number += 1
            entry = f"{name}#{number}"
            if isinstance(row, Problem):
                yield SkippedEntry(entry, row)
            elif any(row[len(columns) :]):
                fields = {"found": len(row), "expected": len(columns)}
                yield SkippedEntry(entry, Problem("table.more_fields", fields))
            else:
                record = dict(zip(columns, row, strict=False))
                content = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
                if len(content) > MAX_FILE_BYTES:
                    yield SkippedEntry(entry, too_large(len(content)))
                else:
                    yield CollectionEntry(entry, content, f"{stem}-{number}", names=names)
            reading.watch(raw.tell() / size)


def _names(columns: list[str], reading: Reading) -> tuple[Names, tuple[str, ...]]:
    if not columns:
        raise ArticleError("file.empty")
    row = json.dumps(dict.fromkeys(columns, "")).encode()
    names, unused = reading.call(survey, [row], dict(reading.fields))
    for used in (name for found in names.values() for name in found):
        if columns.count(used) > 1:
            raise ArticleError("table.twice", column=used)
    return names, unused


class _Lines:
    """A table's lines, in which one can go back to the line below the first of a row."""

    def __init__(self, file: TextIO, told: bool) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.of_row: list[str] = []
        self.number = 0
        if told:
            next(self)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(MAX_FILE_BYTES)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == MAX_FILE_BYTES and not line.endswith("\n"):
            size = len(line)
            while more := self._file.readline(MAX_FILE_BYTES):
                size += len(more)
                if more.endswith("\n"):
                    break
            raise ArticleError(too_large(size))
        self.of_row.append(line)
        return line

    def go_back(self) -> None:
        """Goes back to the line below the first of a row."""
        below = self.of_row[1:]
        self._again.extendleft(reversed(below))
        self.number -= len(below)


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str] | Problem]:
    """The rows, or what is wrong with one."""
    while True:
        reader = _reader(lines, delimiter)
        lines.of_row.clear()
        first = lines.number + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            last = lines.number
            # Only of a quotation mark that nothing closes it is plain that it swallows rows.
            if str(error) == _NEVER_CLOSED:
                lines.go_back()
                last = lines.number
            yield Problem("table.quotes", {"first": first, "last": last})
        except UnicodeDecodeError:
            yield Problem("table.encoding", {"line": lines.number + 1})
            return
        except ArticleError as error:
            yield error.problem
        else:
            if row is None:
                return
            if any(field.strip() for field in row):
                yield row


def _reader(lines: Iterable[str], delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=strict, skipinitialspace=True)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[TextIOWrapper, BufferedReader, int]]:
    """The file as text, at its beginning; as bytes, to see how far that is; its size."""
    try:
        with open_regular(path) as raw:
            encoding = _encoding(iter(lambda: raw.read(_SAMPLE_BYTES), b""))
            size = raw.tell()
            if not size:
                raise ArticleError("file.empty")
            raw.seek(0)
            with TextIOWrapper(raw, encoding, newline="") as file:
                yield file, raw, size
    except OSError as error:
        raise ArticleError(explain(error, path)) from None


def _encoding(chunks: Iterator[bytes]) -> str:
    """The encoding of a file, which is read to its end for it, chunk by chunk."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = ""
    for number, chunk in enumerate(chunks):
        if number == 0:
            known = (name for mark, name in _BOMS.items() if chunk.startswith(mark))
            encoding = next(known, "")
        if encoding.startswith("utf-16"):
            continue
        if b"\0" in chunk:
            raise ArticleError("file.nul")
        if not encoding:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = decode_exactly(chunk)[1]
    return encoding or "utf-8"


def _delimiter(file: TextIOWrapper) -> tuple[str, bool]:
    """What parts the fields, and whether the first line does nothing but say so."""
    sample = file.read(_SAMPLE_CHARS)
    file.seek(0)
    first = sample.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        return first[-1], True
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter)), False


def _fit(sample: str, delimiter: str) -> tuple[bool, int]:
    """How well a delimiter explains the beginning of a table."""
    rows = []
    try:
        for row in _reader(StringIO(sample, newline=""), delimiter, strict=False):
            rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        return False, 0
    if len(rows) > 1:
        rows.pop()  # it may be cut off
    columns = len(rows[0]) if rows else 0
    alike = sum(len(row) == columns for row in rows) * 2 > len(rows)
    has_text = any(key_named(column) == "text" for column in rows[0]) if rows else False
    return has_text, columns if alike else 0
