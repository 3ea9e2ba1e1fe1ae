"""The index terms of every sentence, on disk: what a sentence holds of a question is a look-up.

A sentence's terms are those a passage of its words would be indexed under, by the rules of its
article's language, and those of what stands above it. They are kept as numbers, 32 bits of a hash,
sorted, each once: there is no dictionary to read at opening, and a sentence's numbers stay what
they are when articles come and go. A sentence holds some 40 terms and is asked about a dozen: that
two of them meet in one number happens once in ten million sentences, and raises the evidence of
that one a little.

Two files: `sentence_terms.bin`, the numbers of all sentences end to end (uint32, little-endian),
read with `pread` and not mapped, for the reasons given at `vector_files.VectorRows`; and
`sentence_starts.npy`, where each one's begin, and at last where they end.
"""

from __future__ import annotations

import heapq
import os
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.keywords.documents import HEAD, PART, WORD, head_terms
from retrieval.index.keywords.index_terms import IndexTerms
from retrieval.index.vector_files import RowRun
from retrieval.language.stopwords import LANGUAGES

TERMS_FILE: Final = "sentence_terms.bin"
STARTS_FILE: Final = "sentence_starts.npy"

_NUMBER: Final = np.dtype("<u4")
# Read at a time where many are: numbers looked through, sentences copied.
_READ_NUMBERS: Final = 1_000_000
_COPIED_SENTENCES: Final = 65_536

Sentences = Iterable[tuple[int, str, str, str]]
"""Number, words, what stands above it, and language (ISO 639-1) of each, by number."""
Rows = Iterator[tuple[int, Sequence[int], bytes]]
"""Number of a first sentence, how many terms it and those that follow it have, and the terms."""


class SentenceTerms:
    """The terms of all sentences, read when they are asked for. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Opens the files.

        Args:
            folder: Where `write_sentence_terms` wrote them.

        Raises:
            OSError: One cannot be read.
            ValueError: One is not what was written.
        """
        starts = np.load(folder / STARTS_FILE, mmap_mode="r", allow_pickle=False)
        self._starts: NDArray[np.int64] = starts.view(np.ndarray)
        self._file = os.open(folder / TERMS_FILE, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        held, expected = os.fstat(self._file).st_size, int(starts[-1]) * _NUMBER.itemsize
        if held != expected:
            raise ValueError(f"{TERMS_FILE} has {held} bytes instead of {expected}")

    def of(self, first: int, end: int) -> set[int]:
        """The numbers of the terms that sentences hold, those of `range(first, end)` together."""
        return set(memoryview(self._read(*self._starts[[first, end]].tolist())).cast("I"))

    def each(self, numbers: Sequence[int] | NDArray[np.int64]) -> list[set[int]]:
        """The numbers of the terms that each of some sentences holds."""
        return [self.of(number, number + 1) for number in map(int, numbers)]

    def rows(self, runs: Iterable[RowRun]) -> Rows:
        """What `write_sentence_terms` takes of sentences that stand in other places now."""
        for run in runs:
            for first in range(0, run.count, _COPIED_SENTENCES):
                end = min(first + _COPIED_SENTENCES, run.count)
                starts = self._starts[run.old + first : run.old + end + 1]
                content = self._read(int(starts[0]), int(starts[-1]))
                yield run.new + first, np.diff(starts).tolist(), content

    def holding(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """The sentences that hold one of these terms, ascending, shape (n,)."""
        wanted, total = np.array(numbers, _NUMBER), int(self._starts[-1])
        found = [np.empty(0, np.int64)]
        for first in range(0, total if len(wanted) else 0, _READ_NUMBERS):
            held = np.frombuffer(self._read(first, min(first + _READ_NUMBERS, total)), _NUMBER)
            found.append(np.flatnonzero(np.isin(held, wanted)) + first)
        return np.unique(np.searchsorted(self._starts, np.concatenate(found), "right") - 1)

    def _read(self, start: int, end: int) -> bytes:
        size = (end - start) * _NUMBER.itemsize
        content = os.pread(self._file, size, start * _NUMBER.itemsize)
        if len(content) != size:
            raise ValueError(f"{TERMS_FILE} ends too early")
        return content


def write_sentence_terms(folder: Path, fresh: Rows, copied: Rows) -> None:
    """Writes the terms of sentences, dense from 0.

    Args:
        folder: Where.
        fresh: What `analysed` made of sentences, by number.
        copied: What `SentenceTerms.rows` made of others, by number.
    """
    counts = array("I")
    with (folder / TERMS_FILE).open("wb") as file:
        for _, held, content in heapq.merge(fresh, copied, key=itemgetter(0)):
            counts.extend(held)
            file.write(content)
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(np.frombuffer(counts, np.uint32), out=starts[1:])
    np.save(folder / STARTS_FILE, starts, allow_pickle=False)


def analysed(sentences: Sentences, index_terms: IndexTerms) -> Rows:
    """What `write_sentence_terms` takes of sentences, analysed."""
    for number, text, head, language in sentences:
        rules = next((code for code in LANGUAGES if code == language), LANGUAGES[0])
        fields = zip((WORD, PART), index_terms.of(text, rules), strict=True)
        held = {term_number(field, term) for field, terms in fields for term in terms}
        held |= {term_number(HEAD, term) for term in head_terms(head, rules, index_terms)}
        yield number, [len(held)], np.array(sorted(held), _NUMBER).tobytes()


@lru_cache(maxsize=100_000)
def term_number(field: str, term: str) -> int:
    """The number of an index term, below 2**32, the same in every index."""
    digest = blake2b(f"{field} {term}".encode(), digest_size=_NUMBER.itemsize).digest()
    return int.from_bytes(digest, "little")
