"""Writes the FAISS index of the passage vectors; `retrieval/store/vectors.py` reads it.

Up to `EXACT_BELOW` passages it is flat and written whole. Above, it is an inverted file over 8-bit
scalar-quantised vectors, and a new generation takes over the cells of the previous one with all
that lies in them, renumbered: finding cells for a large corpus takes minutes, and an article more
or less moves none of them. They are found anew when the corpus has grown or shrunk by half.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.store.vector_store import Matrix

EXACT_BELOW: Final = 50_000
"""Passages up to which the flat index is used."""

# Cells per square root of the number of passages: the rule of thumb of the FAISS wiki ("Guidelines
# to choose an index": 4·√n to 16·√n).
_CELLS_PER_ROOT: Final = 4
_TRAINING_PER_CELL: Final = 64
_REGROWN: Final = 1.5
_ROWS_AT_A_TIME: Final = 65_536


def write_passage_index(path: Path, vectors: Matrix, *, exact_below: int = EXACT_BELOW) -> None:
    """Writes the whole index.

    Args:
        path: The file to write.
        vectors: Shape (n_passages, dimension), float16.
        exact_below: Number of passages up to which the index is flat.
    """
    count, dimension = vectors.shape
    if count <= exact_below:
        index: faiss.Index = faiss.IndexFlatIP(dimension)
    else:
        cells = _cells(count)
        quantizer = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            quantizer,
            dimension,
            cells,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.train(_sample(vectors, cells * _TRAINING_PER_CELL))
    for rows in _slices(count):
        index.add(vectors[rows].astype(np.float32))
    faiss.write_index(index, str(path))


def update_passage_index(
    path: Path,
    previous: Path,
    vectors: Matrix,
    moved: NDArray[np.int32],
    *,
    exact_below: int = EXACT_BELOW,
) -> bool:
    """Writes the index of a new generation with the cells of the previous one.

    Args:
        path: The file to write.
        previous: The previous generation's index.
        vectors: Shape (n_passages, dimension), float16: the new generation's.
        moved: Shape (previous passages,): the number each one has now, negative if it is gone. Its
            vector is the same.
        exact_below: Number of passages up to which an index is flat.

    Returns:
        Whether it was written; if not, the whole should be.
    """
    count = len(vectors)
    if count <= exact_below or len(moved) <= exact_below:
        return False
    index: Any = faiss.read_index(str(previous))
    cells = _cells(count)
    if not cells / math.sqrt(_REGROWN) <= index.nlist <= cells * math.sqrt(_REGROWN):
        return False
    lists: Any = faiss.ArrayInvertedLists(index.nlist, index.code_size)
    for cell in range(index.nlist):
        _move(index.invlists, lists, cell, moved)
    index.replace_invlists(lists, True)
    lists.this.disown()
    index.ntotal = lists.compute_ntotal()
    fresh = np.setdiff1d(np.arange(count, dtype=np.int64), moved, assume_unique=False)
    for rows in _slices(len(fresh)):
        index.add_with_ids(vectors[fresh[rows]].astype(np.float32), fresh[rows])
    faiss.write_index(index, str(path))
    return True


def _move(
    source: Any,  # noqa: ANN401 (FAISS describes its inverted lists to no type checker)
    target: Any,  # noqa: ANN401
    cell: int,
    moved: NDArray[np.int32],
) -> None:
    """Copies one cell's codes under their new numbers."""
    size = source.list_size(cell)
    if not size:
        return
    numbers = moved[faiss.rev_swig_ptr(source.get_ids(cell), size)].astype(np.int64)
    code_size = source.code_size
    codes = faiss.rev_swig_ptr(source.get_codes(cell), size * code_size).reshape(size, code_size)
    kept = numbers >= 0
    numbers, codes = numbers[kept], np.ascontiguousarray(codes[kept])
    if len(numbers):
        target.add_entries(cell, len(numbers), faiss.swig_ptr(numbers), faiss.swig_ptr(codes))


def _cells(count: int) -> int:
    return round(_CELLS_PER_ROOT * math.sqrt(count))


def _slices(count: int) -> Iterator[slice]:
    return (slice(first, first + _ROWS_AT_A_TIME) for first in range(0, count, _ROWS_AT_A_TIME))


def _sample(vectors: Matrix, size: int) -> NDArray[np.float32]:
    """At most `size` rows, the same ones for the same number of rows."""
    if len(vectors) <= size:
        return vectors.astype(np.float32)
    rows = np.random.default_rng(0).choice(len(vectors), size, replace=False)
    rows.sort()
    return vectors[rows].astype(np.float32)
