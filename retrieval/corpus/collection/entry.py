"""What a collection yields, and how much of it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from retrieval.reports import FieldsRead, SkippedEntry

MAX_ENTRIES: Final = 50_000
"""Of an archive: more are no articles, and their list alone would fill a small memory."""

MAX_ARCHIVE_BYTES: Final = 2_000_000_000
"""Of an archive's files, unpacked, in all."""

MAX_INNER_BYTES: Final = 200_000_000
"""Of a collection inside an archive, which is unpacked to the disk for the while."""

MAX_INNER: Final = 1
"""So deep may an archive lie in another."""

Names: TypeAlias = Mapping[str, tuple[str, ...]]
"""By what it says of an article, the fields of a record that say it; the first that does counts."""


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """The bytes of one article.

    Attributes:
        name: The collection's name and its own in it, for people to read.
        content: A whole file, or a record as JSON.
        stem: What its article is called where nothing else says.
        suffix: Of the file, with the dot; none of a record.
        names: Of a record: which of its fields say what.
    """

    name: str
    content: bytes
    stem: str
    suffix: str = ""
    names: Names | None = None


Found: TypeAlias = CollectionEntry | SkippedEntry | FieldsRead


def _unwatched(share: float) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a collection is read.

    Attributes:
        call: Calls a function, its first argument, with the others, in a process with limits.
        open: Gives the entries of a collection inside another; `entries.entries_of`.
        fields: Which field of a record is what, as whoever adds it says: by the keys of
            `record_names.KEYS` a field's name, or nothing where none is to be used.
        watch: Told the share of the collection that has been read, in [0, 1].
        depth: How many archives lie around it.
        leave: Folders that are no part of it, by their real paths.
    """

    call: Callable[..., Any]
    open: Callable[..., Iterator[Found]]
    fields: Mapping[str, str] = field(default_factory=dict)
    watch: Callable[[float], None] = _unwatched
    depth: int = 0
    leave: frozenset[str] = frozenset()


Entries: TypeAlias = Iterator[Found]
