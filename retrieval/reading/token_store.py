"""Projected tokens of passages, kept beside the index, so that a question need not read them anew.

A passage's tokens are found by the SHA-256 of what was read, under the name of the reader. So they
are right or not there: whatever is missing, damaged or not to be opened is read when it is asked
for. They are kept as int8, a 127th of a unit vector's greatest possible component a step.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.encoder import available_cores
from retrieval.index.blob_cache import BlobCache, selected

NAME: Final = "tokens.sqlite"
MAX_KEPT_SINGLY: Final = 2_000
"""Of the passages kept one by one; then all are forgotten. 12 KB each."""
# What a kill can cost: two seconds of work or less.
_READ_AT_A_TIME: Final = 32
_STEPS: Final = 127.0
# Nobody can write where the first of these fails because SQLite may not.
_READ_ONLY: Final = ("mode=ro", "mode=ro&immutable=1")


class ReadPassage(NamedTuple):
    """What a reader made of a passage.

    Attributes:
        vectors: Its projected tokens, shape (n_tokens, width), float32, unit rows.
        sentences: First token and one past the last of each of its sentences, in order.
    """

    vectors: NDArray[np.float32]
    sentences: list[tuple[int, int]]


class TokenStore:
    """What a reader made of passages; safe under threads."""

    def __init__(self, index_dir: Path, reader: str, width: int) -> None:
        """Names the file; it is opened when it is first read.

        Args:
            index_dir: The index folder.
            reader: Fingerprint of the reader, and of the encoder it reads with.
            width: Length of a projected token.
        """
        self.index_dir = index_dir
        self._path = index_dir / NAME
        self._reader = reader
        self._width = width
        self._db: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, ReadPassage]:
        """What is kept under keys."""
        with self._lock:
            kept = self._selected(keys)
        return {key: _unpacked(blob, self._width) for key, blob in kept.items()}

    def fill(
        self,
        wanted: Collection[bytes],
        read: Callable[[bytes], ReadPassage],
        progress: Callable[[int], None],
    ) -> None:
        """Reads the passages that are not kept yet, and keeps them; forgets what is not needed.

        Args:
            wanted: The keys of all passages.
            read: Reads the passage of a key.
            progress: Told how many more are kept.

        Raises:
            sqlite3.OperationalError: The disk is full, or the file cannot be written.
        """
        with BlobCache(self._path, self._reader, "tokens") as cache:
            known = cache.keys()
            missing = [key for key in wanted if key not in known]
            progress(len(wanted) - len(missing))
            with ThreadPoolExecutor(available_cores()) as threads:
                for first in range(0, len(missing), _READ_AT_A_TIME):
                    some = missing[first : first + _READ_AT_A_TIME]
                    vectors = threads.map(lambda key: packed(read(key)), some)
                    cache.put(dict(zip(some, vectors, strict=True)))
                    progress(len(some))
            cache.compact(len(wanted), lambda: wanted, self._width)

    def keep(self, key: bytes, passage: ReadPassage) -> ReadPassage:
        """Keeps one more passage, if it can be.

        Args:
            key: Names it.
            passage: It.

        Returns:
            The passage as `get` will give it.
        """
        blob = packed(passage)
        with (
            suppress(OSError, sqlite3.Error),
            BlobCache(self._path, self._reader, "tokens") as cache,
        ):
            if cache.count() >= MAX_KEPT_SINGLY:
                cache.compact(0, tuple, self._width)
            cache.put({key: blob})
        return _unpacked(blob, self._width)

    def _selected(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        for options in _READ_ONLY if self._db is None else ("",):
            with suppress(sqlite3.Error):
                self._db = self._db or self._open(options)
                return selected(self._db, self._reader, "tokens", keys)
            self._close()
        return {}

    def _open(self, options: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{options}",
            uri=True,
            check_same_thread=False,
            timeout=0,
        )

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


# Of a token's place: a window has fewer than 65,536.
_PLACE: Final = np.dtype("<u2")


def packed(passage: ReadPassage) -> bytes:
    """A passage as it is kept: how many sentences it has, where they lie, its tokens."""
    places = np.array([len(passage.sentences), *chain(*passage.sentences)], _PLACE)
    steps: NDArray[np.int8] = np.rint(passage.vectors * _STEPS).astype(np.int8)
    return places.tobytes() + steps.tobytes()


def _unpacked(blob: bytes, width: int) -> ReadPassage:
    count = int(np.frombuffer(blob, _PLACE, 1)[0])
    places = np.frombuffer(blob, _PLACE, 1 + 2 * count)[1:].reshape(-1, 2)
    steps = np.frombuffer(blob, np.int8, offset=_PLACE.itemsize * (1 + 2 * count))
    vectors = steps.reshape(-1, width).astype(np.float32) / np.float32(_STEPS)
    return ReadPassage(vectors, [(first, end) for first, end in places.tolist()])
