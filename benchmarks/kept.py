"""Vectors that a peer computed, kept between runs: embedding is what takes the minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_TEXTS_AT_ONCE = 64


class KeptVectors:
    """Vectors of texts kept between runs, by the hash of the text."""

    def __init__(self, path: Path) -> None:
        """Reads what an earlier run kept.

        Args:
            path: A `.npz` file, which need not exist yet.
        """
        self._path = path
        self._known: dict[str, NDArray[np.float32]] = {}
        if path.is_file():
            with np.load(path) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def get(
        self, texts: Sequence[str], embed: Callable[[list[str]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """The texts' vectors, `(len(texts), dimension)` float32; embeds what is not known yet."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        todo = list(missing.items())
        for first in range(0, len(todo), _TEXTS_AT_ONCE):
            part = todo[first : first + _TEXTS_AT_ONCE]
            vectors = embed([text for _, text in part])
            self._known |= {key: vector for (key, _), vector in zip(part, vectors, strict=True)}
        if missing:
            known = list(self._known)
            np.savez(self._path, keys=known, vectors=np.stack([self._known[k] for k in known]))
        return np.stack([self._known[key] for key in keys])
