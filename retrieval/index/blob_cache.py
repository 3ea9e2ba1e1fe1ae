"""A cache of bytes by the SHA-256 of the text they were made of, in SQLite.

What a text has given once is found here by rebuilds, moved files and a return to an earlier model.
The cache is never the truth, so a damaged or deleted file costs time, not data: it is set aside and
begun anew.
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

from retrieval.machine import raise_exhausted
from retrieval.regular_file import put_aside, put_aside_what_is_no_file

Kind = Literal["passage", "question", "tokens"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    encoder TEXT NOT NULL, kind TEXT NOT NULL, text_sha256 BLOB NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (encoder, kind, text_sha256)
) WITHOUT ROWID;
"""
# SQLite's oldest limit on bound variables is 999; two are taken by encoder and kind.
_KEYS_PER_QUERY = 900
# SQLite does not notice a changed byte inside a value: each one carries its own checksum.
CHECKSUM_BYTES = 4


def text_key(text: str) -> bytes:
    """The 32 bytes under which what a text gave is kept."""
    return hashlib.sha256(text.encode()).digest()


class BlobCache:
    """Bytes that one encoder made of texts; one writer at a time (the index lock sees to that).

    Attributes:
        set_aside: Where what stood in its place lies now, and was no healthy cache; None if nothing
            did.
    """

    set_aside: Path | None

    def __init__(self, path: Path, encoder_fingerprint: str, kind: Kind) -> None:
        """Opens or creates the cache; a file that is no healthy cache is begun anew.

        Args:
            path: The SQLite file.
            encoder_fingerprint: Whose bytes to read and write.
            kind: What the texts are to the encoder, or what of them is kept.
        """
        self._path = path
        self._encoder = encoder_fingerprint
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

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept under keys; unknown and damaged ones are absent."""
        found: dict[bytes, bytes] = {}
        for first in range(0, len(keys), _KEYS_PER_QUERY):
            some = keys[first : first + _KEYS_PER_QUERY]
            with suppress(sqlite3.DatabaseError):  # a damaged page is a miss
                found |= selected(self._db, self._encoder, self._kind, some)
        return found

    def keys(self) -> set[bytes]:
        """All keys of this encoder and kind; as many as can be read of a damaged file."""
        found: set[bytes] = set()
        with suppress(sqlite3.DatabaseError):
            rows = self._db.execute(
                "SELECT text_sha256 FROM embeddings WHERE encoder = ? AND kind = ?",
                (self._encoder, self._kind),
            )
            found.update(key for (key,) in rows)
        return found

    def put(self, blobs: Mapping[bytes, bytes]) -> None:
        """Keeps bytes and commits, so that an interrupted build goes on from here."""
        try:
            self._insert(blobs)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._begin_anew()
            self._insert(blobs)

    def compact(
        self, needed_count: int, needed_keys: Callable[[], Iterable[bytes]], blob_bytes: int
    ) -> int:
        """Forgets what no current text needs, once it is more than half.

        Until then nothing is removed, so that articles taken out and put back cost nothing and a
        rebuild need not read the whole cache.

        Args:
            needed_count: How many texts the index in force has.
            needed_keys: Yields their keys; only called if there is something to forget.
            blob_bytes: What one takes at least.

        Returns:
            How many were removed.
        """
        try:
            return self._compact(needed_count, needed_keys, blob_bytes)
        except (OSError, sqlite3.DatabaseError) as error:  # it can wait for another build
            if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
                self._begin_anew()
            return 0

    def _compact(
        self, needed_count: int, needed_keys: Callable[[], Iterable[bytes]], blob_bytes: int
    ) -> int:
        if self._path.stat().st_size < 2 * needed_count * (blob_bytes + CHECKSUM_BYTES):
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

    def _insert(self, blobs: Mapping[bytes, bytes]) -> None:
        rows = [
            (self._encoder, self._kind, key, blob + _checksum(key, blob))
            for key, blob in sorted(blobs.items())
        ]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)", rows)

    def _begin_anew(self) -> None:
        self._db.close()
        self.set_aside = _put_aside(self._path)
        self._db = _open(self._path)

    def count(self) -> int:
        """How many of this encoder and kind are kept."""
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


def selected(
    db: sqlite3.Connection, encoder: str, kind: Kind, keys: Sequence[bytes]
) -> dict[bytes, bytes]:
    """What a database keeps under at most 900 keys, as far as it is whole."""
    marks = ",".join("?" * len(keys))
    rows = db.execute(
        "SELECT text_sha256, vector FROM embeddings"  # noqa: S608 - only question marks go in
        f" WHERE encoder = ? AND kind = ? AND text_sha256 IN ({marks})",
        (encoder, kind, *keys),
    )
    return {
        key: blob[:-CHECKSUM_BYTES]
        for key, blob in rows
        if isinstance(blob, bytes)
        and blob[-CHECKSUM_BYTES:] == _checksum(key, blob[:-CHECKSUM_BYTES])
    }


def _checksum(key: bytes, blob: bytes) -> bytes:
    return zlib.crc32(key + blob).to_bytes(CHECKSUM_BYTES, "little")


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
