"""A checksum for each row of a matrix on the disk, checked when the row is read.

A question reads some hundreds of rows here and there of files that are far too large to be read
whole. A CRC-32 a row would take 0.4 µs each in a loop of Python's; here all rows are summed at
once, in a quarter of that or less.

A row is taken as words of 64 bits where its length allows it, each word is folded (`w ^ w >> 32`)
and multiplied by an odd number of its place, and the products are added modulo 2**64, of which the
upper half is kept: multilinear hashing (Lemire and Kaser 2014, "Strongly universal string hashing
is fast"). It finds damage, not malice: any change goes unnoticed once in 4,000 million times.

The sums lie in a `.npy` file of their own beside the matrix, of which whoever lists the files keeps
a checksum too.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.regular_file import open_regular

SUFFIX: Final = ".sums.npy"

_WORDS: Final = ("<u8", "<u4", "<u2", "u1")
_ROWS_AT_A_TIME: Final = 8_192
# So that a row of zeros has a sum that is none.
_START: Final = np.uint64(0x9E37_79B9_7F4A_7C15)

Sums = NDArray[np.uint32]


def sums_file(matrix: Path) -> Path:
    """Where the sums of a matrix's rows lie."""
    return matrix.with_suffix(SUFFIX)


def row_sums(rows: NDArray[Any]) -> Sums:
    """The sums of rows.

    Args:
        rows: Shape (n, width), of any type of fixed size.

    Returns:
        Shape (n,), uint32.
    """
    content = np.ascontiguousarray(rows).view(np.uint8)
    size = content.shape[1]
    word = next(word for word in _WORDS if size % np.dtype(word).itemsize == 0)
    words = content.view(word).astype(np.uint64, copy=False)
    folded = words >> 32
    folded ^= words
    sums: NDArray[np.uint64] = np.einsum("ij,j->i", folded, _factors(folded.shape[1]))
    return ((sums + _START) >> np.uint64(32)).astype(np.uint32)


def write_sums(path: Path, rows: NDArray[Any]) -> None:
    """Writes the sums of a matrix beside it.

    Args:
        path: The matrix's file.
        rows: The matrix, shape (n, width); may be mapped into memory.
    """
    sums = np.empty(len(rows), np.uint32)
    for first in range(0, len(rows), _ROWS_AT_A_TIME):
        some = slice(first, first + _ROWS_AT_A_TIME)
        sums[some] = row_sums(rows[some])
    np.save(sums_file(path), sums, allow_pickle=False)


def read_sums(path: Path, count: int) -> Sums:
    """Reads the sums of a matrix's rows.

    Args:
        path: The matrix's file.
        count: How many rows it has.

    Returns:
        Shape (count,), uint32.

    Raises:
        OSError: They cannot be read.
        ValueError: They are not the sums of so many rows.
    """
    with open_regular(sums_file(path)) as file:
        sums: Sums = np.load(file, allow_pickle=False)
    if sums.dtype != np.uint32 or sums.shape != (count,):
        raise ValueError(f"{sums.dtype}{list(sums.shape)} instead of uint32[{count}]")
    return sums


def agree(rows: NDArray[Any], sums: Sums) -> bool:
    """Whether rows are those of which these are the sums."""
    return not np.count_nonzero(row_sums(rows) != sums)


@cache
def _factors(words: int) -> NDArray[np.uint64]:
    """An odd number for each place of a row, the same ones always and everywhere."""
    drawn = np.frombuffer(hashlib.shake_256(b"row sums").digest(8 * words), "<u8")
    return drawn.astype(np.uint64) | np.uint64(1)
