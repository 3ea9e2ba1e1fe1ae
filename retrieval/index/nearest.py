"""Nearest passages (FAISS): the index, its writer and its reader.

Vectors have length 1, so the inner product is the cosine. Up to `EXACT_BELOW` passages the index is
flat and exact. Above, the vectors are compressed by product quantisation to 4 bits for every two
numbers, a sixteenth of their size, and all of them are compared with the question by FAISS's "fast
scan" (André, Kermarrec and Le Scouarnec 2015, "Cache locality is not enough: high-performance
nearest neighbor search with product quantization fast scan", PVLDB 9). No cells are probed, so
there is none to miss, as an inverted file misses some. Codes of four numbers would be half as large
and lose too much: of the embedded model's fifty nearest of 15,600 texts, 800 rows fetched hold .87
with them and .995 with these. More passages are fetched than asked for, and the best are ranked
again by their float16 vectors, so an approximate index can miss a passage but never misjudges one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamagedError
from retrieval.index.vector_files import Matrix, VectorRows, widened
from retrieval.machine import raise_refusal

EXACT_BELOW: Final = 50_000
"""Passages up to which the flat index is used: 77 MB, some 8 ms a question."""

_NUMBERS_PER_CODE: Final = (2, 3, 1)
_BITS_PER_CODE: Final = 4
# More of either find no more of the nearest; FAISS asks for 39 rows for each of the 16 codes.
_TRAINING_ROWS: Final = 1_024
_TRAINING_ROUNDS: Final = 8
_ROWS_AT_A_TIME: Final = 65_536
# Of compressed vectors, so many times as many as asked for hold .995 of the fifty nearest, half as
# many .973 (the embedded model's vectors of 15,600 texts).
_OVERFETCH = 16
# So many admitted passages are compared one by one; of more, enough are fetched to leave some.
_COMPARED_ONE_BY_ONE = 20_000


class PassageIndex:
    """The FAISS index over the passage vectors; safe to share between threads."""

    def __init__(self, index: faiss.Index, vectors: VectorRows) -> None:
        """Wraps an opened index.

        Args:
            index: FAISS index whose ids are passage numbers.
            vectors: The exact passage vectors, shape (n_passages, dimension), float16.
        """
        self._index = index
        self._vectors = vectors
        self._found: dict[bytes, tuple[NDArray[np.int64], NDArray[np.float32]]] = {}

    @classmethod
    def open(cls, path: Path, vectors: VectorRows) -> PassageIndex:
        """Opens the index file.

        Args:
            path: The file.
            vectors: The exact passage vectors, shape (n_passages, dimension), float16.

        Returns:
            The index.

        Raises:
            IndexDamagedError: If the file is missing, truncated, or belongs to other vectors.
        """
        try:
            index = faiss.read_index(str(path))
        except (MemoryError, RuntimeError) as error:
            raise_refusal(error, path)
            raise IndexDamagedError("index.vectors_unreadable", path=path) from error
        if (index.ntotal, index.d) != vectors.shape:
            raise IndexDamagedError(
                "index.other_vectors",
                path=path,
                found=index.ntotal,
                numbers=index.d,
                expected=vectors.shape[0],
                dimension=vectors.shape[1],
            )
        return cls(index, vectors)

    def search(
        self, question: NDArray[np.float32], k: int, among: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """The passages nearest to a question.

        Args:
            question: Shape (dimension,), float32, unit length.
            k: How many at most.
            among: Passage numbers to choose from; all if None.

        Returns:
            Passage numbers by falling cosine, equal ones by number; shape (≤ k,), int64.
        """
        if k < 1 or not self._index.ntotal:
            return np.empty(0, np.int64)
        if isinstance(self._index, faiss.IndexFlat):
            parameters = None
            if among is not None:
                selector = faiss.IDSelectorBatch(among)
                parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            numbers, cosines = self._nearest(question, k, parameters)
        else:
            numbers = self._candidates(question, self._fetched(k), among)
            cosines = self.cosines(question, numbers)
        order = np.lexsort((numbers, -cosines))[:k]
        return numbers[order]

    def expect(self, questions: NDArray[np.float32], k: int) -> None:
        """Searches for many questions at once, each of which `search` will then know.

        One after the other, each reads the whole index from memory.

        Args:
            questions: Shape (n, dimension), float32, unit length.
            k: What `search` will be asked for, without `among`.
        """
        wanted = min(self._fetched(k), self._index.ntotal)
        if wanted < 1 or not len(questions):
            return
        cosines, numbers = self._index.search(questions, wanted)
        for question, of_numbers, of_cosines in zip(questions, numbers, cosines, strict=True):
            there = of_numbers >= 0
            self._found[_key(question, wanted)] = of_numbers[there], of_cosines[there]

    def _fetched(self, k: int) -> int:
        """How many are fetched for so many that are asked for."""
        return k if isinstance(self._index, faiss.IndexFlat) else k * _OVERFETCH

    def cosines(
        self, question: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Exact cosines of a question with passages, shape (len(numbers),), float32."""
        if isinstance(self._index, faiss.IndexFlat):  # it holds the same numbers, in memory
            rows: NDArray[np.float32] = self._index.reconstruct_batch(numbers)
            cosines: NDArray[np.float32] = rows @ question
            return cosines
        return self._vectors.cosines(question, numbers)

    def _candidates(
        self, question: NDArray[np.float32], k: int, among: NDArray[np.int64] | None
    ) -> NDArray[np.int64]:
        """Passages worth comparing exactly, of an index that holds compressed vectors."""
        if among is None:
            return self._nearest(question, k)[0]
        if len(among) <= _COMPARED_ONE_BY_ONE:
            return among
        found, _ = self._nearest(question, k * self._index.ntotal // len(among))
        return found[np.isin(found, among)]

    def _nearest(
        self,
        question: NDArray[np.float32],
        k: int,
        parameters: faiss.SearchParameters | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Passage numbers and what FAISS takes their cosines for."""
        wanted = min(k, self._index.ntotal)
        if parameters is None and (known := self._found.get(_key(question, wanted))):
            return known
        cosines, numbers = self._index.search(question[None, :], wanted, params=parameters)
        found = numbers[0] >= 0
        return numbers[0][found], cosines[0][found]


def _key(question: NDArray[np.float32], wanted: int) -> bytes:
    return wanted.to_bytes(8, "little") + question.tobytes()


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
