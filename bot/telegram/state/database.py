"""The SQLite file behind the bot's memory.

One connection, one lock, small transactions: every call takes well under a millisecond and runs in
a worker thread. The command line may write the same file while the bot runs (`wortlaut allow`,
`wortlaut feedback`); SQLite's write-ahead log keeps the two apart.

Nothing of a question is stored here, except with a rating its asker gave.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.errors import BotError

SCHEMA_VERSION: Final = 1
_BUSY_TIMEOUT_S: Final = 10.0
_SALT_BYTES: Final = 16

_SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    chat INTEGER NOT NULL,
    question_message INTEGER NOT NULL,
    messages TEXT NOT NULL,
    generation TEXT NOT NULL,
    answered INTEGER NOT NULL,
    language TEXT NOT NULL,
    quotes TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE INDEX answers_by_question ON answers (chat, question_message);
CREATE INDEX answers_by_age ON answers (created);
CREATE TABLE feedback (
    voter TEXT NOT NULL,
    answer TEXT NOT NULL,
    rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
    question TEXT NOT NULL,
    answered INTEGER NOT NULL,
    generation TEXT NOT NULL,
    quotes TEXT NOT NULL,
    created REAL NOT NULL,
    PRIMARY KEY (voter, answer)
);
CREATE TABLE admitted (id INTEGER PRIMARY KEY, name TEXT NOT NULL, since REAL NOT NULL);
CREATE TABLE pairings (
    code TEXT PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    editor INTEGER NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    created REAL NOT NULL
);
"""


class StateError(BotError):
    """The bot's state file cannot be opened, read or written."""


class Database:
    """A connection to the state file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Opens the file, making it where there is none.

        Args:
            path: The SQLite file; its folder is made if need be.

        Raises:
            StateError: The file cannot be made or opened, is no state file, or is a newer one.
        """
        self._path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
            )
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        # Deleted feedback and codes are overwritten, not only unlinked.
        self._db.execute("PRAGMA secure_delete = ON")
        with self.transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    db.execute(statement)
                salt = secrets.token_hex(_SALT_BYTES)
                db.execute("INSERT INTO meta VALUES ('salt', ?)", (salt,))
                db.execute("PRAGMA user_version = 1")  # SCHEMA_VERSION; a pragma takes no `?`
            elif version != SCHEMA_VERSION:
                raise StateError(
                    f"The state file {self._path} has schema {version}, this program knows"
                    f" {SCHEMA_VERSION}; install that Wortlaut or name another WORTLAUT_STATE_PATH."
                )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything done inside happens, or nothing of it.

        Yields:
            The connection.

        Raises:
            StateError: SQLite or the disk refuses.
        """
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                except BaseException:
                    self._db.execute("ROLLBACK")
                    raise
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._failed(error) from error

    def select(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query."""
        with self._lock:
            try:
                return self._db.execute(sql, tuple(values)).fetchall()
            except sqlite3.Error as error:
                raise self._failed(error) from error

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Runs one statement; returns the number of rows it touched."""
        with self.transaction() as db:
            return db.execute(sql, tuple(values)).rowcount

    def meta(self, key: str) -> str | None:
        """A remembered value, if any."""
        rows = self.select("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Remembers a value."""
        self.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    @property
    def salt(self) -> bytes:
        """A random value of this file, for identifiers that cannot be led back to a person."""
        return bytes.fromhex(self.meta("salt") or "")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    def _failed(self, error: Exception) -> StateError:
        return StateError(
            f"The state file {self._path} does not work ({error}); check that its folder is there"
            " and writable, or name another WORTLAUT_STATE_PATH."
        )


@contextmanager
def existing_state(path: Path) -> Iterator[Database]:
    """Opens the state file of a bot that has run; makes none.

    Args:
        path: The file.

    Yields:
        The file, open.

    Raises:
        StateError: There is none, or it cannot be used.
    """
    if not path.exists():
        raise StateError(
            f"There is no state file {path}: the bot has not run here; start it with `wortlaut"
            " bot`, or name its WORTLAUT_STATE_PATH."
        )
    database = Database(path)
    try:
        yield database
    finally:
        database.close()
