"""The embedding cache: (encoder fingerprint, kind, SHA-256 of the text) → vector, in SQLite.

A text is embedded once in its life: rebuilds, moved files and a return to an earlier model all find
their vectors here. The cache is never the truth, so a damaged or deleted file costs time, not data:
it is set aside and begun anew. Vectors are kept as float16, the precision of the index itself, so
that a cached vector and a fresh one are the same bits.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.machine import raise_exhausted
from retrieval.regular_file import put_aside, put_aside_what_is_no_file

Kind = Literal["passage", "question"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    encoder TEXT NOT NULL, kind TEXT NOT NULL, text_sha256 BLOB NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (encoder, kind, text_sha256)
) WITHOUT ROWID;
"""
# SQLite's oldest limit on bound variables is 999; two are taken by encoder and kind.
_KEYS_PER_QUERY = 900
# SQLite does not notice a changed byte inside a value: each vector carries its own checksum.
_CHECKSUM_BYTES = 4


def text_key(text: str) -> bytes:
    """The 32 bytes under which a text's vector is kept."""
    return hashlib.sha256(text.encode()).digest()


class EmbeddingCache:
    """Vectors of one encoder, on disk; one writer at a time (the index lock sees to that).

    Attributes:
        set_aside: Where what stood in its place lies now, and was no healthy cache; None if nothing
            did.
    """

    set_aside: Path | None

    def __init__(
        self, path: Path, encoder_fingerprint: str, dimension: int, kind: Kind = "passage"
    ) -> None:
        """Opens or creates the cache; a file that is no healthy cache is begun anew.

        Args:
            path: The SQLite file.
            encoder_fingerprint: Whose vectors to read and write.
            dimension: Length of that encoder's vectors.
            kind: What the texts are embedded as.
        """
        self._path = path
        self._encoder = encoder_fingerprint
        self._bytes = 2 * dimension + _CHECKSUM_BYTES
        self._kind = kind
        self.set_aside = next(
            (aside for beside in _files(path) if (aside := put_aside_what_is_no_file(beside))), None
        )
        try:
            self._db = _open(path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self.set_aside = _put_aside(path)
            self._db = _open(path)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float16]]:
        """The vectors already known, shape (dimension,); unknown and damaged ones are absent."""
        found: dict[bytes, NDArray[np.float16]] = {}
        for first in range(0, len(keys), _KEYS_PER_QUERY):
            some = keys[first : first + _KEYS_PER_QUERY]
            marks = ",".join("?" * len(some))
            with suppress(sqlite3.DatabaseError):  # a damaged page is a miss
                rows = self._db.execute(
                    "SELECT text_sha256, vector FROM embeddings"  # noqa: S608 - only question marks go in
                    f" WHERE encoder = ? AND kind = ? AND text_sha256 IN ({marks})",
                    (self._encoder, self._kind, *some),
                )
                found.update(
                    (key, np.frombuffer(blob[:-_CHECKSUM_BYTES], np.float16))
                    for key, blob in rows
                    if self._is_whole(key, blob)
                )
        return found

    def put(self, vectors: Mapping[bytes, NDArray[np.float16]]) -> None:
        """Keeps vectors and commits, so that an interrupted build goes on from here."""
        try:
            self._insert(vectors)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._begin_anew()
            self._insert(vectors)

    def compact(self, needed_count: int, needed_keys: Callable[[], Iterable[bytes]]) -> int:
        """Forgets vectors that no current text needs, once they are more than half.

        Until then nothing is removed, so that articles taken out and put back cost nothing and a
        rebuild need not read the whole cache.

        Args:
            needed_count: How many texts the index in force has.
            needed_keys: Yields their keys; only called if there is something to forget.

        Returns:
            The number of vectors removed.
        """
        try:
            return self._compact(needed_count, needed_keys)
        except (OSError, sqlite3.DatabaseError) as error:  # it can wait for another build
            if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
                self._begin_anew()
            return 0

    def _compact(self, needed_count: int, needed_keys: Callable[[], Iterable[bytes]]) -> int:
        if self._path.stat().st_size < 2 * needed_count * self._bytes:
            return 0
        if self.count() <= 2 * needed_count:
            return 0
        with self._db:
            self._db.execute("DROP TABLE IF EXISTS temp.needed")
            self._db.execute("CREATE TEMP TABLE needed (k BLOB PRIMARY KEY) WITHOUT ROWID")
            self._db.executemany(
                "INSERT OR IGNORE INTO needed VALUES (?)", ((key,) for key in needed_keys())
            )
            removed = self._db.execute(
                "DELETE FROM embeddings WHERE encoder = ? AND kind = ?"
                " AND text_sha256 NOT IN (SELECT k FROM needed)",
                (self._encoder, self._kind),
            ).rowcount
            self._db.execute("DROP TABLE needed")
        self._db.execute("VACUUM")
        return removed

    def _is_whole(self, key: bytes, blob: object) -> bool:
        return (
            isinstance(blob, bytes)
            and len(blob) == self._bytes
            and blob[-_CHECKSUM_BYTES:] == _checksum(key, blob[:-_CHECKSUM_BYTES])
        )

    def _insert(self, vectors: Mapping[bytes, NDArray[np.float16]]) -> None:
        rows = [
            (self._encoder, self._kind, key, vector.tobytes() + _checksum(key, vector.tobytes()))
            for key, vector in sorted(vectors.items())
        ]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)", rows)

    def _begin_anew(self) -> None:
        self._db.close()
        self.set_aside = _put_aside(self._path)
        self._db = _open(self._path)

    def count(self) -> int:
        """How many vectors of this encoder and kind are kept."""
        row = self._db.execute(
            "SELECT count(*) FROM embeddings WHERE encoder = ? AND kind = ?",
            (self._encoder, self._kind),
        ).fetchone()
        return int(row[0])

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def __enter__(self) -> Self:
        """Returns the cache itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        self.close()


def _checksum(key: bytes, vector: bytes) -> bytes:
    return zlib.crc32(key + vector).to_bytes(_CHECKSUM_BYTES, "little")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is no healthy cache; not so if it is locked, read-only, or the disk full."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    return error.sqlite_errorcode == sqlite3.SQLITE_ERROR  # tables of another kind


def _open(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, timeout=30)
    except sqlite3.OperationalError as error:
        raise_exhausted(error, path.parent)
        raise
    try:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        if tables - {"embeddings"}:
            raise sqlite3.DatabaseError("it holds what is not the cache's")
        if tables:
            db.execute(
                "SELECT encoder, kind, text_sha256, vector FROM embeddings LIMIT 1"
            ).fetchone()
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(_SCHEMA)
    except BaseException as error:
        try:
            raise_exhausted(error, path.parent)
        finally:
            db.close()
        raise
    return db


def _files(path: Path) -> Iterator[Path]:
    """The database, its log, the log's index, and the journal of another mode."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        yield path.with_name(path.name + suffix)


def _put_aside(path: Path) -> Path:
    """Renames the database, and what belongs to it alike; nothing in it is lost."""
    aside = put_aside(path)
    for beside, moved in zip(_files(path), _files(aside), strict=True):
        if os.path.lexists(beside):
            beside.rename(moved)
    return aside
