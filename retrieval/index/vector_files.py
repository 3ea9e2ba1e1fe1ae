"""Vector files: float16 matrices on disk, one row a text.

Rows are filled from an earlier file, from the cache, or by the encoder, in that order.

Memory stays bounded whatever the corpus: rows are written through a memory map, texts are embedded
a few at a time. Every two seconds they are committed to the cache, where an interrupted build finds
them.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamagedError
from retrieval.index.blob_cache import text_key
from retrieval.index.embedding_cache import EmbeddingCache
from retrieval.machine import raise_refusal
from retrieval.row_sums import agree, read_sums, sums_file

Matrix = NDArray[np.float16]
# Rows copied, texts looked up, and texts embedded, at a time; 32 texts are a second of work on a
# small server.
_COPY_ROWS = 65_536
_CHUNK_TEXTS = 512
_EMBEDDED_TEXTS = 32
# What a kill can cost: so much work, and the texts under way.
_COMMIT_EVERY_S = 2.0
# float16 has 10 bits of mantissa and a bias of 15, float32 has 23 and 127.
_MANTISSA_SHIFT = 23 - 10
_SIGN_AND_SHIFTED = np.array(0x8000_0000 | 0x7FFF << _MANTISSA_SHIFT, np.uint32).view(np.int32)
_BIASES = np.float32(2.0 ** (127 - 15))


@dataclass(frozen=True, slots=True)
class RowRun:
    """`count` rows from `old` on stand again from `new` on."""

    old: int
    new: int
    count: int


def create_matrix(path: Path, rows: int, dimension: int) -> Matrix:
    """Creates a float16 matrix of shape (rows, dimension) on disk and returns its writable map."""
    matrix: Matrix = np.lib.format.open_memmap(
        path, mode="w+", dtype=np.float16, shape=(rows, dimension)
    )
    if hasattr(os, "posix_fallocate"):
        # The map's file has holes; writing into one on a full disk kills the process (SIGBUS).
        with path.open("rb+") as stream:
            os.posix_fallocate(stream.fileno(), 0, path.stat().st_size)
    return matrix


def open_matrix(path: Path, dimension: int) -> Matrix:
    """Opens a vector file as a read-only memory map.

    Args:
        path: The `.npy` file.
        dimension: Expected length of a row.

    Returns:
        Shape (n, dimension), float16.

    Raises:
        IndexDamagedError: If it is missing, truncated, or of another shape or type.
    """
    try:
        matrix: Matrix = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception as error:  # NumPy parses the head as Python and lets any error of that pass
        raise_refusal(error, path)
        raise IndexDamagedError("index.file_unreadable", path=path, detail=error) from error
    if matrix.ndim != 2 or matrix.shape[1] != dimension or matrix.dtype != np.float16:
        raise IndexDamagedError(
            "index.other_matrix",
            path=path,
            found=f"{matrix.dtype}{list(matrix.shape)}",
            dimension=dimension,
        )
    return matrix


def widened(rows: Matrix) -> NDArray[np.float32]:
    """Rows in float32: what `rows.astype(np.float32)` gives, in a sixth of the time.

    NumPy converts float16 number by number. Here exponent and mantissa are moved to where float32
    has them, all at once, and the exponents' biases made up for by a factor (Giesen 2012,
    "Half-to-float done quick"). Exact for all finite numbers; infinities and NaN, which no vector
    of length 1 holds, become finite.
    """
    bits = rows.view(np.int16).astype(np.int32)  # the sign fills the upper half
    bits <<= _MANTISSA_SHIFT
    bits &= _SIGN_AND_SHIFTED
    numbers = bits.view(np.float32)
    numbers *= _BIASES
    return numbers


class VectorRows:
    """Rows of a vector file, read when they are asked for; safe to share between threads.

    A row is held against its checksum when it is first read, so that none is used that was altered
    on the disk. Which have been is remembered: with cold caches each call of the arithmetic takes
    30 µs, and a question makes seven.

    Not mapped into memory: a question touches a few rows here and there, the kernel would map the
    pages around each, and in the end the process would count the whole file as its memory. And a
    file that is cut short while it is mapped kills the process.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        """Opens a file.

        Args:
            path: The `.npy` file.
            dimension: Expected length of a row.

        Raises:
            IndexDamagedError: If it is missing, truncated, or of another shape or type, or if the
                checksums of its rows are.
            MachineError: If the machine refuses to read it.
        """
        matrix = open_matrix(path, dimension)
        self.shape: tuple[int, int] = (len(matrix), dimension)
        try:
            self._sums = read_sums(path, len(matrix))
        except Exception as error:  # as in `open_matrix`
            raise_refusal(error, sums_file(path))
            raise IndexDamagedError(
                "index.file_unreadable", path=sums_file(path), detail=error
            ) from error
        self._checked = np.zeros(len(matrix), np.bool_)
        self._path = path
        self._start = int(getattr(matrix, "offset", 0))
        self._row_bytes = dimension * matrix.itemsize
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        """Number of rows."""
        return self.shape[0]

    def __getitem__(self, rows: NDArray[np.int64] | slice) -> Matrix:
        """The rows of these numbers, shape (n, dimension), float16.

        Raises `IndexDamagedError` if the file has become too short, or a row is not what it was.
        """
        if isinstance(rows, slice):
            rows = np.arange(*rows.indices(len(self)))
        # Neighbours are read together.
        breaks = np.flatnonzero(np.diff(rows) != 1) + 1
        firsts = rows[np.concatenate([[0], breaks])] if len(rows) else rows
        counts = np.diff(np.concatenate([[0], breaks, [len(rows)]])) if len(rows) else rows
        size = self._row_bytes
        content = b"".join(
            os.pread(self._file, count * size, self._start + first * size)
            for first, count in zip(firsts.tolist(), counts.tolist(), strict=True)
        )
        if len(content) != len(rows) * size:
            raise IndexDamagedError("index.file_shorter", path=self._path)
        found = np.frombuffer(content, np.float16).reshape(len(rows), self.shape[1])
        if not self._checked[rows].all():
            if not agree(found, self._sums[rows]):
                raise IndexDamagedError("index.file_altered", path=self._path)
            self._checked[rows] = True  # two threads that come here at once write the same
        return found

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Exact cosines of a unit vector, shape (dimension,), with rows; shape (n,), float32."""
        result: NDArray[np.float32] = widened(self[rows]) @ vector
        return result


def copy_rows(source: Matrix, target: Matrix, runs: Iterable[RowRun]) -> None:
    """Copies runs of rows from an earlier matrix."""
    for run in runs:
        for first in range(0, run.count, _COPY_ROWS):
            count = min(_COPY_ROWS, run.count - first)
            old, new = run.old + first, run.new + first
            target[new : new + count] = source[old : old + count]


def fill_rows(
    target: Matrix,
    texts: Iterable[tuple[int, str]],
    cache: EmbeddingCache,
    embed: Callable[[Sequence[str]], NDArray[np.float32]],
    on_done: Callable[[int], None],
) -> int:
    """Fills rows with the vectors of their texts.

    Args:
        target: Shape (n, dimension), float16.
        texts: Row numbers and texts.
        cache: Asked first; keeps what had to be embedded.
        embed: Texts → float32 (len(texts), dimension), unit rows.
        on_done: Told how many rows each chunk filled.

    Returns:
        How many distinct texts the cache had never seen.
    """
    embedded = 0
    for chunk in _chunks(texts):
        keys = [text_key(text) for _, text in chunk]
        known = cache.get(sorted(set(keys)))
        missing = {
            key: text for key, (_, text) in zip(keys, chunk, strict=True) if key not in known
        }
        if missing:
            known |= _embedded(missing, cache, embed)
            embedded += len(missing)
        for key, (row, _) in zip(keys, chunk, strict=True):
            target[row] = known[key]
        on_done(len(chunk))
    if isinstance(target, np.memmap):
        target.flush()
    return embedded


def _embedded(
    texts: Mapping[bytes, str],
    cache: EmbeddingCache,
    embed: Callable[[Sequence[str]], NDArray[np.float32]],
) -> dict[bytes, NDArray[np.float16]]:
    """The texts' vectors by key, committed as they come."""
    found: dict[bytes, NDArray[np.float16]] = {}
    fresh: dict[bytes, NDArray[np.float16]] = {}
    committed = time.monotonic()
    waiting = iter(texts.items())
    try:
        while some := dict(islice(waiting, _EMBEDDED_TEXTS)):
            vectors = embed(list(some.values())).astype(np.float16)
            fresh.update(zip(some, vectors, strict=True))
            if time.monotonic() - committed >= _COMMIT_EVERY_S:
                cache.put(fresh)
                found |= fresh
                fresh, committed = {}, time.monotonic()
    finally:
        cache.put(fresh)
    return found | fresh


def _chunks(texts: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    iterator = iter(texts)
    while chunk := list(islice(iterator, _CHUNK_TEXTS)):
        yield chunk
