"""The words of a corpus, counted and split, on disk while it is asked.

They are lines sorted by their bytes, found by bisection in a memory map, so that opening costs
nothing and a question reads a few pages whatever the corpus's size.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from retrieval.index.keywords.vocabulary import rounded, told_nouns

# Looked through faster than bisected further.
_SEARCHED_BYTES: Final = 4_096


class StoredVocabulary:
    """Counts in a sorted file."""

    def __init__(self, path: Path) -> None:
        """Map a file.

        Args:
            path: What `LearnedVocabulary.save` wrote; `OSError` if it cannot be read.
        """
        self._lines: bytes | mmap.mmap = b""
        if path.stat().st_size:
            with path.open("rb") as file:
                self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def nouns(self, form: str) -> int:
        """See `Vocabulary`."""
        return told_nouns(self._counts(form))

    def count(self, form: str) -> int:
        """See `Vocabulary`."""
        return rounded(self._counts(form)[1])

    def ending(self, tail: str) -> Iterator[str]:
        """See `Vocabulary`; looks through the whole file."""
        wanted = tail.encode() + b"\t"
        at = self._lines.find(wanted)
        while at >= 0:
            start = self._lines.rfind(b"\n", 0, at) + 1
            if start < at:
                yield self._lines[start : at + len(wanted) - 1].decode()
            at = self._lines.find(wanted, at + 1)

    def starting(self, head: str) -> Iterator[str]:
        """See `Vocabulary`."""
        wanted = head.encode()
        start = self._lower_bound(wanted)
        while start < len(self._lines) and self._lines[start : start + len(wanted)] == wanted:
            end = self._lines.find(b"\n", start)
            form = self._lines[start : self._lines.find(b"\t", start)]
            if form != wanted:
                yield form.decode()
            start = end + 1

    def split(self, form: str) -> tuple[str, ...] | None:
        """See `Vocabulary`."""
        found = self._find(form)
        return tuple(found[2].decode().split()) if found else None

    def save(self, path: Path, parts: Callable[[str], tuple[str, ...]]) -> None:
        """See `Vocabulary`."""
        path.write_bytes(self._lines[:])

    def _counts(self, form: str) -> tuple[int, int]:
        found = self._find(form)
        return (int(found[0]), int(found[1])) if found else (0, 0)

    def _find(self, form: str) -> list[bytes] | None:
        """What stands behind a form: its two counts and its parts."""
        wanted = form.encode() + b"\t"
        low, high = self._narrowed(wanted, _SEARCHED_BYTES)
        start = self._lines.find(b"\n" + wanted, max(low - 1, 0), high + len(wanted)) + 1
        if not start and self._lines[: len(wanted)] != wanted:
            return None
        return self._lines[start + len(wanted) : self._lines.find(b"\n", start)].split(b"\t")

    def _lower_bound(self, wanted: bytes) -> int:
        """Where the first line begins that is not less than `wanted`."""
        return self._narrowed(wanted, 0)[0]

    def _narrowed(self, wanted: bytes, size: int) -> tuple[int, int]:
        """Between which line beginnings, at most `size` apart, the lower bound lies."""
        low, high = 0, len(self._lines)
        while high - low > size:
            start = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._lines.find(b"\n", start)
            if self._lines[start:end] < wanted:
                low = end + 1
            else:
                high = start
        return low, high
