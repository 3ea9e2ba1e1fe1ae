"""The words of a corpus with their counts: in memory while it is built, on disk while it is asked.

On disk they are lines sorted by their bytes, found by bisection in a memory map, so that opening
costs nothing and a question reads a few pages whatever the corpus's size.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

from retrieval.lexical.analysis import is_stopword, token_words, tokens

MIN_FORM_CHARS: Final = 4


class Vocabulary(Protocol):
    """Counts of folded forms; words of fewer than `MIN_FORM_CHARS` letters are not counted."""

    def nouns(self, form: str) -> int:
        """Occurrences of a form mostly capitalised, hence a noun or name; 0 for any other."""

    def count(self, form: str) -> int:
        """Occurrences of a form, capitalised or not."""

    def ending(self, tail: str) -> Iterator[str]:
        """The forms that end with `tail`, other than itself, in alphabetical order."""

    def starting(self, head: str) -> Iterator[str]:
        """The forms that start with `head`, other than itself, in alphabetical order."""

    def save(self, path: Path) -> None:
        """Write what `StoredVocabulary` opens."""


class LearnedVocabulary:
    """Counts in a dictionary."""

    def __init__(self, counts: dict[str, tuple[int, int]]) -> None:
        """Take counts.

        Args:
            counts: Capitalised and all occurrences of each form.
        """
        self._counts = counts

    @classmethod
    def of(cls, texts: Iterable[str]) -> LearnedVocabulary:
        """Count the words of texts.

        Args:
            texts: Any texts, in any order.

        Returns:
            The vocabulary.
        """
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(tokens(text))
        everywhere: Counter[str] = Counter()
        capitalised: Counter[str] = Counter()
        for token, count in seen.items():
            for word in token_words(token):
                everywhere[word.form] += count
                capitalised[word.form] += count * word.text[:1].isupper()
        return cls({f: (capitalised[f], n) for f, n in everywhere.items() if _is_counted(f)})

    def nouns(self, form: str) -> int:
        """See `Vocabulary`."""
        return _nouns(self._counts.get(form, (0, 0)))

    def count(self, form: str) -> int:
        """See `Vocabulary`."""
        return self._counts.get(form, (0, 0))[1]

    def ending(self, tail: str) -> Iterator[str]:
        """See `Vocabulary`."""
        return (f for f in sorted(self._counts) if f.endswith(tail) and f != tail)

    def starting(self, head: str) -> Iterator[str]:
        """See `Vocabulary`."""
        return (f for f in sorted(self._counts) if f.startswith(head) and f != head)

    def save(self, path: Path) -> None:
        """See `Vocabulary`. A line holds: form, tab, capitalised occurrences, tab, all."""
        lines = sorted(f"{f}\t{c}\t{n}\n".encode() for f, (c, n) in self._counts.items())
        path.write_bytes(b"".join(lines))


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
        return _nouns(self._find(form))

    def count(self, form: str) -> int:
        """See `Vocabulary`."""
        return self._find(form)[1]

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

    def save(self, path: Path) -> None:
        """See `Vocabulary`."""
        path.write_bytes(self._lines[:])

    def _find(self, form: str) -> tuple[int, int]:
        wanted = form.encode() + b"\t"
        start = self._lower_bound(wanted)
        if self._lines[start : start + len(wanted)] != wanted:
            return 0, 0
        end = self._lines.find(b"\n", start)
        capitalised, everywhere = self._lines[start + len(wanted) : end].split(b"\t")
        return int(capitalised), int(everywhere)

    def _lower_bound(self, wanted: bytes) -> int:
        """Where the first line begins that is not less than `wanted`."""
        low, high = 0, len(self._lines)
        while low < high:
            start = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._lines.find(b"\n", start)
            if self._lines[start:end] < wanted:
                low = end + 1
            else:
                high = start
        return low


def _nouns(counts: tuple[int, int]) -> int:
    capitalised, everywhere = counts
    return everywhere if capitalised * 2 > everywhere else 0


def _is_counted(form: str) -> bool:
    return len(form) >= MIN_FORM_CHARS and form.isalpha() and not is_stopword(form)
