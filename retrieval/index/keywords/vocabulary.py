"""The words of a corpus, counted and split: in memory while it is built, on disk while it is asked.

Counts are kept as they are and told rounded down to a power of two: whether one word is more
frequent than another by a few occurrences says nothing about a compound, and so an article more or
less changes what is told of hardly any word.

On disk they are lines sorted by their bytes, found by bisection in a memory map: opening costs
nothing, and a question reads a few pages whatever the corpus's size. A trie (marisa) is half as
large and faster still, but follows the links in a damaged file to a crash or without end.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from retrieval.index.keywords.analysis import is_stopword, token_words, tokens

MIN_FORM_CHARS: Final = 4
# Up to so many words that hold one of them are looked for, some milliseconds each.
_FEW_FORMS: Final = 2_000


class Vocabulary(Protocol):
    """Counts of folded forms; words of fewer than `MIN_FORM_CHARS` letters are not counted."""

    def nouns(self, form: str) -> int:
        """Occurrences of a form mostly capitalised, hence a noun or name; 0 for any other.

        Rounded down to a power of two, as `count` is.
        """

    def count(self, form: str) -> int:
        """Occurrences of a form, capitalised or not."""

    def ending(self, tail: str) -> Iterator[str]:
        """The forms that end with `tail`, other than itself, in alphabetical order."""

    def starting(self, head: str) -> Iterator[str]:
        """The forms that start with `head`, other than itself, in alphabetical order."""

    def split(self, form: str) -> tuple[str, ...] | None:
        """The parts of a compound, none for a simple word; None if it has not been split yet."""


class LearnedVocabulary:
    """Counts in a dictionary."""

    def __init__(
        self,
        counts: dict[str, tuple[int, int]],
        splits: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Take counts.

        Args:
            counts: Capitalised and all occurrences of each form.
            splits: The parts of forms of which they are known.
        """
        self._counts = counts
        self._splits = splits or {}

    @classmethod
    def of(cls, texts: Iterable[str]) -> LearnedVocabulary:
        """Count the words of texts.

        Args:
            texts: Any texts, in any order.

        Returns:
            The vocabulary.
        """
        return cls(_counted(texts))

    @classmethod
    def load(cls, path: Path) -> LearnedVocabulary:
        """Read a saved vocabulary into memory.

        Args:
            path: What `save` wrote.

        Returns:
            The vocabulary.
        """
        counts, splits = {}, {}
        for line in path.read_text("utf-8").splitlines()[1:]:
            form, capitalised, everywhere, parts = line.split("\t")
            counts[form] = (int(capitalised), int(everywhere))
            splits[form] = tuple(parts.split())
        return cls(counts, splits)

    def changed(self, added: Iterable[str], removed: Iterable[str]) -> LearnedVocabulary:
        """The vocabulary after texts have come and gone.

        Args:
            added: Texts that were not counted.
            removed: Texts that were counted.

        Returns:
            What `of` all the texts would give. Of a form that may be split otherwise than before,
            the parts are not known.
        """
        counts = dict(self._counts)
        for sign, texts in ((1, added), (-1, removed)):
            for form, (capitals, everywhere) in _counted(texts).items():
                old = counts.get(form, (0, 0))
                counts[form] = (old[0] + sign * capitals, old[1] + sign * everywhere)
        after = LearnedVocabulary({form: count for form, count in counts.items() if count[1] > 0})
        differing = self._differing(after)
        few = len(differing) <= _FEW_FORMS
        unsure = after._holding(differing) if few else after._counts.keys()
        after._splits = {
            form: parts
            for form, parts in self._splits.items()
            if form in after._counts and form not in unsure
        }
        return after

    def unsplit(self) -> list[str]:
        """The forms of which the parts are not known, sorted."""
        return sorted(self._counts.keys() - self._splits.keys())

    def nouns(self, form: str) -> int:
        """See `Vocabulary`."""
        return _told_nouns(self._counts.get(form, (0, 0)))

    def count(self, form: str) -> int:
        """See `Vocabulary`."""
        return _rounded(self._counts.get(form, (0, 0))[1])

    def ending(self, tail: str) -> Iterator[str]:
        """See `Vocabulary`."""
        return (f for f in sorted(self._counts) if f.endswith(tail) and f != tail)

    def starting(self, head: str) -> Iterator[str]:
        """See `Vocabulary`."""
        return (f for f in sorted(self._counts) if f.startswith(head) and f != head)

    def split(self, form: str) -> tuple[str, ...] | None:
        """See `Vocabulary`."""
        return self._splits.get(form)

    def save(self, path: Path, parts: Callable[[str], tuple[str, ...]]) -> None:
        """Write what `StoredVocabulary` opens and `load` reads, with the parts of every form.

        After an empty line, each holds, between tabs: form, capitalised occurrences, all, parts.
        """
        lines = sorted(
            f"{form}\t{capitalised}\t{everywhere}\t{' '.join(parts(form))}\n".encode()
            for form, (capitalised, everywhere) in self._counts.items()
        )
        path.write_bytes(b"\n" + b"".join(lines))

    def _differing(self, other: LearnedVocabulary) -> set[str]:
        """The forms of which two vocabularies tell something else."""
        theirs = other._counts
        return {
            form
            for form in self._counts.keys() | theirs.keys()
            if self._counts.get(form) != theirs.get(form)
            and (self.count(form), self.nouns(form)) != (other.count(form), other.nouns(form))
        }

    def _holding(self, inner: Iterable[str]) -> set[str]:
        """The forms in which one of these stands, whole or without its final e.

        How a word is split depends on what is told of the words within it and on nothing else; a
        modifier may have lost its -e.
        """
        lines = "\n".join(("", *self._counts, ""))
        return {
            lines[lines.rfind("\n", 0, at) + 1 : lines.find("\n", at)]
            for form in inner
            for at in _everywhere(partial(lines.find, form.removesuffix("e")))
        }


class StoredVocabulary:
    """Counts in a sorted file."""

    def __init__(self, path: Path) -> None:
        """Map a file.

        Args:
            path: What `LearnedVocabulary.save` wrote.

        Raises:
            OSError: It cannot be read.
            ValueError: It is empty, cut short or overwritten.
        """
        with path.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if not self._lines[:1] == self._lines[-1:] == b"\n":
            raise ValueError(f"{path.name} is cut short or overwritten")

    def nouns(self, form: str) -> int:
        """See `Vocabulary`."""
        return _told_nouns(self._counts(form))

    def count(self, form: str) -> int:
        """See `Vocabulary`."""
        return _rounded(self._counts(form)[1])

    def ending(self, tail: str) -> Iterator[str]:
        """See `Vocabulary`; looks through the whole file."""
        wanted = tail.encode() + b"\t"
        for at in _everywhere(partial(self._lines.find, wanted)):
            start = self._lines.rfind(b"\n", 0, at) + 1
            if start < at:
                yield self._lines[start : at + len(wanted) - 1].decode()

    def starting(self, head: str) -> Iterator[str]:
        """See `Vocabulary`."""
        wanted = b"\n" + head.encode()
        at = self._lower_bound(wanted)
        while (line := self._line(at)).startswith(wanted):
            form = line[1 : line.find(b"\t")].decode()
            if form != head:
                yield form
            at += len(line)

    def split(self, form: str) -> tuple[str, ...] | None:
        """See `Vocabulary`."""
        found = self._find(form)
        return tuple(found[2].decode().split()) if found else None

    def _counts(self, form: str) -> tuple[int, int]:
        found = self._find(form)
        return (int(found[0]), int(found[1])) if found else (0, 0)

    def _find(self, form: str) -> list[bytes] | None:
        """What stands behind a form: its two counts and its parts."""
        wanted = b"\n%b\t" % form.encode()
        line = self._line(self._lower_bound(wanted))
        return line[len(wanted) :].split(b"\t") if line.startswith(wanted) else None

    def _lower_bound(self, wanted: bytes) -> int:
        """Where the first line begins that is not less than `wanted`."""
        return bisect_left(range(len(self._lines) - 1), wanted, key=self._line)

    def _line(self, at: int) -> bytes:
        """The line in which a byte lies, with the line feed before it; empty at the end."""
        start = self._lines.rfind(b"\n", 0, at + 1)
        return self._lines[start : self._lines.find(b"\n", start + 1)]


def _counted(texts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Capitalised and all occurrences of each form that is counted."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(tokens(text))
    everywhere: Counter[str] = Counter()
    capitalised: Counter[str] = Counter()
    for token, count in seen.items():
        for word in token_words(token):
            everywhere[word.form] += count
            capitalised[word.form] += count * word.text[:1].isupper()
    return {f: (capitalised[f], n) for f, n in everywhere.items() if _is_counted(f)}


def _told_nouns(counts: tuple[int, int]) -> int:
    """What `Vocabulary.nouns` tells of a form's capitalised and all occurrences."""
    capitalised, everywhere = counts
    return _rounded(everywhere) if capitalised * 2 > everywhere else 0


def _everywhere(find: Callable[[int], int]) -> Iterator[int]:
    """Every place that `find` finds something at or after an offset; it gives -1 for none."""
    at = find(0)
    while at >= 0:
        yield at
        at = find(at + 1)


def _rounded(count: int) -> int:
    """The greatest power of two that is not above a count; 0 for 0."""
    return 1 << (count.bit_length() - 1) if count else 0


def _is_counted(form: str) -> bool:
    return len(form) >= MIN_FORM_CHARS and form.isalpha() and not is_stopword(form)
