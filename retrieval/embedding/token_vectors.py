"""The vocabulary matrix of a model, kept out of its graph and out of memory.

Four fifths of a multilingual model's weights are one vector for each token of the vocabulary, of
which a text touches a few dozen. So the matrix lies in a file that is mapped into memory, and only
the rows of a text's tokens are read.

Every row that is read is held against its checksum: a vector that was altered on the disk is never
used, though nothing reads the file whole.

A row of the file is a float32 scale followed by one int8 a component; the vector is their product.
The scale is the row's greatest magnitude over 127, so a component is off by at most 1/254 of that
magnitude.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError
from retrieval.row_sums import agree, read_sums, write_sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_SCALE_BYTES = 4
_SMALLEST = 1e-30  # a row of zeros has a scale, too


class TokenVectors:
    """The opened matrix."""

    def __init__(self, path: Path) -> None:
        """Maps the matrix that `write_token_vectors` wrote.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be read, or that of its checksums.
            ValueError: One is no such matrix.
        """
        # As a plain array: every index into a `memmap` makes another one, slowly.
        self._rows: NDArray[np.uint8] = np.load(path, mmap_mode="r").view(np.ndarray)
        self._sums = read_sums(path, len(self._rows))
        self._path = path

    def __getitem__(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of `tokens`: `(len(tokens), width)` float32.

        Raises `ModelError` if one is not what was written.
        """
        numbers = np.asarray(tokens, dtype=np.intp)
        rows = self._rows[numbers]
        if not agree(rows, self._sums[numbers]):
            raise ModelError("model.altered", path=self._path, folder=self._path.parent)
        scales = rows[:, :_SCALE_BYTES].copy().view("<f4").astype(np.float32, copy=False)
        return np.multiply(rows[:, _SCALE_BYTES:].view(np.int8), scales, dtype=np.float32)


def write_token_vectors(
    path: Path, parts: Iterable[NDArray[np.float32]], shape: tuple[int, int]
) -> None:
    """Writes the matrix part by part, so that it never stands in memory whole, and its checksums.

    Args:
        path: The file to write; the checksums lie beside it.
        parts: Consecutive rows, each `(n, width)` float32.
        shape: Number of tokens, width.
    """
    count, width = shape
    matrix = np.lib.format.open_memmap(
        path, mode="w+", dtype=np.uint8, shape=(count, _SCALE_BYTES + width)
    )
    row = 0
    for part in parts:
        matrix[row : row + len(part)] = _quantise(part)
        row += len(part)
    matrix.flush()
    write_sums(path, matrix)


def _quantise(vectors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Packs `(n, width)` float32 into `(n, 4 + width)` uint8 rows: scale, then components."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True)
    scales = (np.maximum(greatest, _SMALLEST) / 127).astype("<f4")
    components = np.rint(vectors / scales).astype(np.int8)
    return np.hstack([scales.view(np.uint8), components.view(np.uint8)])
