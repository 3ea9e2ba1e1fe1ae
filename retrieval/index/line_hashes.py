"""The lines of a text as numbers, to count in how many texts a line stands."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.cleaning.recurrence import key_of

MAX_LINES: Final = 400
"""Of a longer text so many of its first and of its last lines are hashed."""


def hash_of(key: str) -> int:
    """A line's number: 64 bits of its key's hash."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def hashes_of(text: str) -> NDArray[np.uint64]:
    """The lines of a text that hold a letter or digit, each once; ascending, shape (n,)."""
    lines = [line for line in text.split("\n") if any(map(str.isalnum, line))]
    if len(lines) > 2 * MAX_LINES:
        lines = lines[:MAX_LINES] + lines[-MAX_LINES:]
    return np.array(sorted({hash_of(key_of(line)) for line in lines}), np.uint64)
