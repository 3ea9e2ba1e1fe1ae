"""Many sketches, to look up which are like another without going through all of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.language.shingles import NO_HASH, SKETCH, least_shared

_MAX_UNSORTED: Final = 512


class Sketches:
    """Sketches by number; those that were added last are gone through, all others are sorted."""

    def __init__(self, sketches: NDArray[np.uint64] | None = None) -> None:
        """Takes the first.

        Args:
            sketches: Shape (n, SKETCH), from `shingles.sketch_of`; none if None.
        """
        self._rows = np.empty((0, SKETCH), np.uint64) if sketches is None else sketches
        self._unsorted: list[NDArray[np.uint64]] = []
        self._sort()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows) + len(self._unsorted)

    def add(self, sketch: NDArray[np.uint64]) -> None:
        """Adds one, shape (SKETCH,), under the next number."""
        self._unsorted.append(sketch)
        if len(self._unsorted) > max(_MAX_UNSORTED, len(self._rows) // 16):
            self._rows = np.concatenate([self._rows, np.stack(self._unsorted)])
            self._unsorted = []
            self._sort()

    def like(self, sketch: NDArray[np.uint64]) -> list[int]:
        """The numbers of those that share at least `shingles.least_shared` hashes with another.

        Args:
            sketch: Shape (SKETCH,).

        Returns:
            Ascending.
        """
        own = sketch[sketch != NO_HASH]
        starts = np.searchsorted(self._hashes, own)
        ends = np.searchsorted(self._hashes, own, "right")
        sharing = [self._numbers[a:b] for a, b in zip(starts, ends, strict=True) if b > a]
        found: list[int] = []
        needed = least_shared(len(own))
        if sharing:
            numbers, shared = np.unique(np.concatenate(sharing), return_counts=True)
            found = numbers[shared >= needed].tolist()
        if self._unsorted:
            shared = np.isin(np.stack(self._unsorted), own).sum(axis=1)
            found += (np.flatnonzero(shared >= needed) + len(self._rows)).tolist()
        return found

    def _sort(self) -> None:
        order = np.argsort(self._rows, axis=None, kind="stable")
        hashes, numbers = self._rows.ravel()[order], order // SKETCH
        end = int(np.searchsorted(hashes, NO_HASH))
        self._hashes, self._numbers = hashes[:end], numbers[:end]
