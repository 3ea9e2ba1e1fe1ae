"""The encoder of a benchmark: the real one, or a cheap deterministic one for the largest corpora.

The cheap one hashes words to random directions and adds them up, long words weighing more. Its
vectors lie by shared words as a model's do, roughly, and it embeds tens of thousands of texts a
second, so that a corpus of 100,000 articles can be built in minutes. Tables that it made say so.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from retrieval.embedding.encoder import Encoder

HASHED = "hashed"
_WORD = re.compile(r"\w+")
_BUCKETS = 2**14
_DIMENSION = 384  # as many as the default model's
_TEXTS_AT_ONCE = 256


class HashedEncoder:
    """Bags of hashed words; the same vectors in every process and on every machine."""

    fingerprint = "hashed-words-1"
    dimension = _DIMENSION

    def __init__(self) -> None:
        """Draws the direction of each bucket."""
        generator = np.random.default_rng(0)
        self._directions = generator.standard_normal((_BUCKETS, _DIMENSION), dtype=np.float32)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns `(len(texts), dimension)` float32, each row of length 1."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns `(len(texts), dimension)` float32, each row of length 1."""
        vectors = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            part = texts[first : first + _TEXTS_AT_ONCE]
            vectors[first : first + len(part)] = self._embed(part)
        return vectors

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        buckets: list[int] = []
        weights: list[float] = []
        starts: list[int] = []
        for text in texts:
            words = _WORD.findall(text.casefold()) or [""]
            starts.append(len(buckets))
            buckets.extend(zlib.crc32(word.encode()) % _BUCKETS for word in words)
            weights.extend(0.1 + min(len(word), 10) ** 2 / 100 for word in words)
        weighted = self._directions[buckets] * np.array(weights, dtype=np.float32)[:, np.newaxis]
        sums: NDArray[np.float32] = np.add.reduceat(weighted, starts, axis=0)
        sums /= np.linalg.norm(sums, axis=1, keepdims=True)
        return sums


def open_model(name: str) -> Encoder:
    """Opens the encoder of that name."""
    if name == HASHED:
        return HashedEncoder()
    from retrieval.embedding.open import open_encoder

    return open_encoder(name)
