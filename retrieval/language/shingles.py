"""A text by its runs of five words: how alike two texts are, and a sketch to find like texts by.

How alike is the Jaccard similarity of the two sets of runs; a sketch is the `SKETCH` smallest of
the runs' hashes (bottom-k sampling; both after Broder, "On the resemblance and containment of
documents", 1997). Of two texts as alike as `s`, some `s * SKETCH` to
`2 * s / (1 + s) * SKETCH` of the hashes are in both sketches, the fewer the more their lengths
differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retrieval.language.fold import fold_case

SKETCH: Final = 32
NO_HASH: Final = np.uint64(2**64 - 1)
"""Fills the sketch of a text that has fewer runs."""

_RUN: Final = 5
_WORD: Final = re.compile(r"\w+")

Runs = frozenset[tuple[str, ...]]


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: letters and digits alone, their case folded."""
    return _WORD.findall(fold_case(text))


def runs_of(words: Sequence[str]) -> Runs:
    """The runs of words; of fewer than five, the one that they are."""
    return frozenset(zip(*(words[i:] for i in range(_RUN)), strict=False)) or frozenset(
        [tuple(words)]
    )


def similarity_of(left: Runs, right: Runs) -> float:
    """The Jaccard similarity of two sets of runs, in [0, 1]."""
    return len(left & right) / len(left | right)


def sketch_of(words: Sequence[str]) -> NDArray[np.uint64]:
    """The sketch of a text.

    Args:
        words: From `words_of`.

    Returns:
        Shape (SKETCH,), ascending, filled up with `NO_HASH`.
    """
    hashed = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint64)
    length = min(_RUN, len(words))
    count = len(words) - length + 1
    runs = np.zeros(count, np.uint64)
    for place in range(length):
        runs = _mixed(runs + hashed[place : place + count])
    sketch = np.full(SKETCH, NO_HASH)
    smallest = np.unique(runs)[:SKETCH]
    sketch[: len(smallest)] = smallest
    return sketch


def least_shared(hashes: int) -> int:
    """How many hashes of a sketch another one holds at least, if their texts are copies.

    Of texts as alike as `corpus.duplicates.LEAST_SIMILARITY` at least 22 of 32 are shared in the
    mean, with a standard deviation of 2.6: a third is not missed.

    Args:
        hashes: How many the sketch has.

    Returns:
        At least 1.
    """
    return max(1, int(hashes) // 3)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spreads values over all 64 bits (SplitMix64; Steele, Lea and Flood, 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
