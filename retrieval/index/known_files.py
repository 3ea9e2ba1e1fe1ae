"""What the files of the corpus folder held when they were last read: those untouched are not read.

A file whose size, times and inode are what they were holds what it held. One thing could deceive:
a file that is changed again within the same tick of its file system's clock looks untouched
("racily clean", as git calls it). So a file that was touched less than `UNSETTLED_NS` before it was
listed is not known, and is read once more at the next build. A disk that fails, or whoever writes
to one past its file system, leaves no trace in the times either: `wortlaut verify` reads all files.

Kept beside the generations, as a cache: what is missing, damaged or of another corpus folder costs
the reading of files, nothing else, for a file counts as unchanged only where the hash that is known
of it is the hash of what was indexed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from retrieval.corpus.folder import CorpusFile
from retrieval.errors import Problem
from retrieval.index.catalog.rows import SourceFile
from retrieval.regular_file import read_regular

NAME: Final = "files.json"
UNSETTLED_NS: Final = 2_000_000_000
"""The coarsest clock of a file system in use, FAT's, ticks every two seconds."""

_Stamp = tuple[int, int, int, int]
Held = str | Problem
"""What a file holds: the hex SHA-256 of its bytes, or why there is no article in them."""


class KnownFiles:
    """What each file held, by its path inside the corpus folder."""

    def __init__(self, held: Mapping[str, tuple[_Stamp, Held]] | None = None) -> None:
        """Takes what is known; nothing by default."""
        self._held = dict(held or {})

    @classmethod
    def load(cls, index_dir: Path) -> Self:
        """What is kept in an index folder; nothing where that is missing or damaged."""
        try:
            return cls(dict(_parsed(read_regular(index_dir / NAME))))
        except (OSError, ValueError, TypeError, KeyError):
            return cls()

    def save(self, index_dir: Path, before: KnownFiles) -> None:
        """Keeps it in an index folder.

        Args:
            index_dir: The index folder.
            before: What is kept there now.

        Raises:
            OSError: The disk is full, read-only or otherwise refuses; what was kept still is.
        """
        if self._held == before._held:
            return
        lines = [
            json.dumps([path, *stamp, held.to_json() if isinstance(held, Problem) else held])
            for path, (stamp, held) in sorted(self._held.items())
        ]
        # One name, so that what a kill leaves is written over; what a power cut spoils is a cache.
        aside = index_dir / f"{NAME}.tmp"
        try:
            aside.write_text("[" + ",\n".join(lines) + "]\n", "utf-8")
            aside.replace(index_dir / NAME)
        except OSError:
            with suppress(OSError):
                aside.unlink()
            raise

    def held(self, file: CorpusFile) -> Held | None:
        """What a file holds that looks as it did when it was read; None for any other."""
        stamp, held = self._held.get(file.path, (None, None))
        return held if stamp == _stamp(file) else None

    def looks_as_indexed(self, file: CorpusFile, source: SourceFile) -> bool:
        """Whether a file is untouched since it was read, or has the size and time it had then.

        Good enough to tell people that something has changed, not to build upon.
        """
        same = (file.size, file.mtime_ns) == (source.size, source.mtime_ns)
        return same or self.held(file) == source.sha256

    def note(self, file: CorpusFile, held: Held, listed_ns: int) -> None:
        """Notes what a file holds, unless it was touched too shortly before.

        Args:
            file: The file, listed before it was read.
            held: What it was found to hold.
            listed_ns: When it was listed, in nanoseconds since 1970.
        """
        if max(file.mtime_ns, file.ctime_ns) + UNSETTLED_NS < listed_ns:
            self._held[file.path] = (_stamp(file), held)


def forget_files(index_dir: Path) -> None:
    """Has the next build read every file."""
    with suppress(OSError):  # an index that nobody may write to is built elsewhere
        (index_dir / NAME).unlink()


def _stamp(file: CorpusFile) -> _Stamp:
    return (file.size, file.mtime_ns, file.ctime_ns, file.inode)


def _parsed(content: bytes) -> Iterator[tuple[str, tuple[_Stamp, Held]]]:
    for path, size, mtime_ns, ctime_ns, inode, held in json.loads(content):
        known = held if isinstance(held, str) else Problem.from_json(held)
        yield path, ((size, mtime_ns, ctime_ns, inode), known)
