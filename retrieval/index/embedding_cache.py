"""The embedding cache: (encoder fingerprint, kind, SHA-256 of the text) → vector.

A text is embedded once in its life. Vectors are kept as float16, the precision of the index itself,
so that a cached vector and a fresh one are the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.index.blob_cache import BlobCache


class EmbeddingCache:
    """Vectors of one encoder, on disk; see `BlobCache`."""

    def __init__(
        self,
        path: Path,
        encoder_fingerprint: str,
        dimension: int,
        kind: Literal["passage", "question"] = "passage",
    ) -> None:
        """Opens or creates the cache; a file that is no healthy cache is begun anew.

        Args:
            path: The SQLite file.
            encoder_fingerprint: Whose vectors to read and write.
            dimension: Length of that encoder's vectors.
            kind: What the texts are embedded as.
        """
        self._blobs = BlobCache(path, encoder_fingerprint, kind)
        self._bytes = 2 * dimension

    @property
    def set_aside(self) -> Path | None:
        """Where what stood in its place lies now, and was no healthy cache."""
        return self._blobs.set_aside

    def get(self, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float16]]:
        """The vectors already known, shape (dimension,); unknown and damaged ones are absent."""
        return {
            key: np.frombuffer(blob, np.float16)
            for key, blob in self._blobs.get(keys).items()
            if len(blob) == self._bytes
        }

    def put(self, vectors: Mapping[bytes, NDArray[np.float16]]) -> None:
        """Keeps vectors and commits, so that an interrupted build goes on from here."""
        self._blobs.put({key: vector.tobytes() for key, vector in vectors.items()})

    def compact(self, needed_count: int, needed_keys: Callable[[], Iterable[bytes]]) -> int:
        """Forgets vectors that no current text needs; see `BlobCache.compact`."""
        return self._blobs.compact(needed_count, needed_keys, self._bytes)

    def count(self) -> int:
        """How many vectors of this encoder and kind are kept."""
        return self._blobs.count()

    def close(self) -> None:
        """Closes the file."""
        self._blobs.close()

    def __enter__(self) -> Self:
        """Returns the cache itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        self.close()
