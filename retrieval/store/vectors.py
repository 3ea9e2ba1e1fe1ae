"""Nearest passages (FAISS).

Vectors have length 1, so the inner product is the cosine. The index of a small corpus is flat and
exact. That of a large one (`retrieval/indexing/passage_index.py` says from when on) holds
compressed vectors: more passages are fetched than asked for, and the best are ranked again by their
float16 vectors, so an approximate index can miss a passage but never misjudges one.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamagedError
from retrieval.store.vector_store import VectorRows

# Of 862,000 generated passages' compressed vectors, 24 times as many as asked for hold .987 of the
# fifty nearest, 12 times as many .973.
_OVERFETCH = 30
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
        exact = isinstance(self._index, faiss.IndexFlat)
        wanted = k if exact else k * _OVERFETCH
        numbers = self._candidates(question, wanted, among)
        cosines = self.cosines(question, numbers)
        order = np.lexsort((numbers, -cosines))[:k]
        return numbers[order]

    def cosines(
        self, question: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Exact cosines of a question with passages, shape (len(numbers),), float32."""
        result: NDArray[np.float32] = self._vectors[numbers].astype(np.float32) @ question
        return result

    def _candidates(
        self, question: NDArray[np.float32], k: int, among: NDArray[np.int64] | None
    ) -> NDArray[np.int64]:
        count = self._index.ntotal
        if not isinstance(self._index, faiss.IndexFlat):
            if among is None:
                return self._nearest(question, k, None)
            if len(among) <= _COMPARED_ONE_BY_ONE:
                return among
            found = self._nearest(question, k * count // len(among), None)
            return found[np.isin(found, among)]
        selector = faiss.IDSelectorBatch(among) if among is not None else None
        return self._nearest(question, k, faiss.SearchParameters(sel=selector))  # type: ignore[call-arg]

    def _nearest(
        self, question: NDArray[np.float32], k: int, parameters: faiss.SearchParameters | None
    ) -> NDArray[np.int64]:
        _, found = self._index.search(
            question[None, :], min(k, self._index.ntotal), params=parameters
        )
        numbers: NDArray[np.int64] = found[0]
        return numbers[numbers >= 0]
