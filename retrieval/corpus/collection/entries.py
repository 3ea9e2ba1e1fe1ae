"""A collection's entries, whatever kind it is of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from retrieval.corpus.collection.entry import Found, Reading
from retrieval.corpus.collection.kinds import Kind


def entries_of(kind: Kind, path: Path, name: str, reading: Reading) -> Iterator[Found]:
    """The entries of a collection, one by one.

    Args:
        kind: From `kinds.kind_of`.
        path: Where it is.
        name: What it is called.
        reading: How.

    Yields:
        Each entry or what is wrong with it; of records first how their fields are read.

    Raises:
        ArticleError: It cannot be read as a whole; the message is the reason, without the name.
            Entries that came before hold.
        MachineError: Memory or files have run out.
    """
    # Imported here: most of what is added is of one kind.
    if kind == "folder":
        from retrieval.corpus.collection.folder_files import folder_entries

        yield from folder_entries(path, name, reading)
    elif kind == "zip":
        from retrieval.corpus.collection.archive import archive_entries

        yield from archive_entries(path, name, reading)
    elif kind == "mbox":
        from retrieval.corpus.collection.mailbox import mailbox_entries

        yield from mailbox_entries(path, name, reading)
    elif kind == "json":
        from retrieval.corpus.collection.json_records import json_entries

        yield from json_entries(path, name, reading)
    else:
        from retrieval.corpus.collection.table import table_entries

        yield from table_entries(path, name, reading)
