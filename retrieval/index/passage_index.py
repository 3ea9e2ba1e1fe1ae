"""Writes the FAISS index of the passage vectors; `retrieval/index/nearest.py` reads it.

Up to `EXACT_BELOW` passages it is flat. Above, the vectors are compressed by product quantisation
to 4 bits for every two numbers, a sixteenth of their size, and all of them are compared with the
question by FAISS's "fast scan" (André, Kermarrec and Le Scouarnec 2015, "Cache locality is not
enough: high-performance nearest neighbor search with product quantization fast scan", PVLDB 9). No
cells are probed, so there is none to miss, as an inverted file misses some. Codes of four numbers
would be half as large and lose too much: of the embedded model's fifty nearest of 15,600 texts,
800 rows fetched hold .87 with them and .995 with these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.index.vector_files import Matrix, widened

EXACT_BELOW: Final = 50_000
"""Passages up to which the flat index is used: 77 MB, some 8 ms a question."""

_NUMBERS_PER_CODE: Final = (2, 3, 1)
_BITS_PER_CODE: Final = 4
# More of either find no more of the nearest; FAISS asks for 39 rows for each of the 16 codes.
_TRAINING_ROWS: Final = 1_024
_TRAINING_ROUNDS: Final = 8
_ROWS_AT_A_TIME: Final = 65_536


def write_passage_index(path: Path, vectors: Matrix, *, exact_below: int = EXACT_BELOW) -> None:
    """Writes the index.

    Args:
        path: The file to write.
        vectors: Shape (n_passages, dimension), float16.
        exact_below: Number of passages up to which the index is flat.
    """
    count, dimension = vectors.shape
    if count <= exact_below:
        index: faiss.Index = faiss.IndexFlatIP(dimension)
    else:
        width = next(numbers for numbers in _NUMBERS_PER_CODE if dimension % numbers == 0)
        index = faiss.IndexPQFastScan(
            dimension, dimension // width, _BITS_PER_CODE, faiss.METRIC_INNER_PRODUCT
        )
        index.pq.cp.niter = _TRAINING_ROUNDS
        with _one_thread():
            index.train(_sample(vectors, _TRAINING_ROWS))
    for first in range(0, count, _ROWS_AT_A_TIME):
        index.add(widened(vectors[first : first + _ROWS_AT_A_TIME]))
    faiss.write_index(index, str(path))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Training is thousands of moments of work: threads that wait for each other cost far more."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _sample(vectors: Matrix, size: int) -> NDArray[np.float32]:
    """At most `size` rows, the same ones for the same number of rows."""
    if len(vectors) <= size:
        return widened(vectors)
    rows = np.random.default_rng(0).choice(len(vectors), size, replace=False)
    rows.sort()
    return widened(vectors[rows])
