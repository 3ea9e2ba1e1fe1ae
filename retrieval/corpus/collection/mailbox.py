"""A mailbox (mbox): mails one below the other, each with a line `From …` above it.

The lines that part them are looked for in the mapped file, so that a mailbox may be of any size.
The standard library's `mailbox` would read a line of any length into memory, and take every line
that begins with "From " for the beginning of a mail; here an empty line stands before it, and a
header below. A line of a mail's text that begins so, and was given a `>` for that, loses it again.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from retrieval.corpus.collection.entry import CollectionEntry, Entries, Reading
from retrieval.corpus.collection.mapped import mapped
from retrieval.corpus.readers.decoding import MAX_FILE_BYTES, too_large
from retrieval.errors import ArticleError
from retrieval.reports import SkippedEntry

_BEGINNING = re.compile(rb"\s*From [^\n]*\r?\n(?=[A-Za-z][\w-]*:)")
_NEXT = re.compile(rb"\n\r?\nFrom [^\n]*\r?\n(?=[A-Za-z][\w-]*:)")
_GIVEN = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def mailbox_entries(path: Path, name: str, reading: Reading) -> Entries:
    """The mails of a mailbox; as `entries.entries_of`, which also says what is raised."""
    stem = PurePosixPath(name).stem
    with mapped(path) as data:
        first = _BEGINNING.match(data)
        if first is None:
            raise ArticleError("mbox.none")
        start: int | None = first.end()
        number = 0
        while start is not None:
            number += 1
            following = _NEXT.search(data, start)
            end = following.start() if following else len(data)
            entry = f"{name}#{number}"
            if end - start > MAX_FILE_BYTES:
                yield SkippedEntry(entry, too_large(end - start))
            else:
                mail = _GIVEN.sub(b"", data[start:end])
                yield CollectionEntry(entry, mail, f"{stem}-{number}", ".eml")
            reading.watch(end / len(data))
            start = following.end() if following else None
