"""Nearest passages (FAISS).

Vectors have length 1, so the inner product is the cosine. The index of a small corpus is flat and
exact. That of a large one (`retrieval/index/passage_index.py` says from when on) holds
compressed vectors: more passages are fetched than asked for, and the best are ranked again by their
float16 vectors, so an approximate index can miss a passage but never misjudges one.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamagedError
from retrieval.index.vector_files import VectorRows

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
        except RuntimeError as error:
            raise IndexDamagedError(
                f"the index file {path} cannot be read; run `wortlaut index`"
            ) from error
        if (index.ntotal, index.d) != vectors.shape:
            raise IndexDamagedError(
                f"the index file {path} holds {index.ntotal} vectors of {index.d} numbers instead"
                f" of {vectors.shape[0]} of {vectors.shape[1]}; run `wortlaut index`"
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
            selector = faiss.IDSelectorBatch(among) if among is not None else None
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            numbers, cosines = self._nearest(question, k, parameters)
        else:
            numbers = self._candidates(question, k * _OVERFETCH, among)
            cosines = self.cosines(question, numbers)
        order = np.lexsort((numbers, -cosines))[:k]
        return numbers[order]

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
        cosines, numbers = self._index.search(
            question[None, :], min(k, self._index.ntotal), params=parameters
        )
        found = numbers[0] >= 0
        return numbers[0][found], cosines[0][found]
