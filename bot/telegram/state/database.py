"""The SQLite file behind the bot's memory.

One connection, one lock, small transactions: every call takes well under a millisecond and runs in
a worker thread. The command line may write the same file while the bot runs (`wortlaut allow`,
`wortlaut feedback`); SQLite's write-ahead log keeps the two apart.

A question is stored here until it is answered (`journal`), and with a rating someone gave.

What has a time to be kept is not found any more after it, and `forget` deletes it. Deleted bytes do
not stay behind: SQLite overwrites them where they lay (`secure_delete`), the write-ahead log is cut
off after each deletion, and `VACUUM` clears the rest: copies left in pages that SQLite rearranged
(measured with 3.40: one deleted row in some 8,000).
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.errors import BotError
from bot.service.logs import log_event

_LOGGER = logging.getLogger(__name__)
KEPT_DAYS: Final = {
    **{"answers": 90, "pairings": 7, "decisions": 30},
    **{"uploads": 1, "undos": 1, "updates": 2},
}
"""How long a table's rows are kept; those of the others until someone takes them back."""
_DAY_S: Final = 86_400.0
_BUSY_TIMEOUT_S: Final = 10.0
_AT_ONCE_S: Final = 0.005
_SALT_BYTES: Final = 16

_FIRST: Final = """
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
# Whoever waits to be let in, what admins have been sent about it, and who has decided.
_REQUESTS: Final = """
ALTER TABLE pairings ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE pairings ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    admitted INTEGER NOT NULL,
    admin TEXT NOT NULL,
    created REAL NOT NULL
);
"""
# What has been chosen for a chat.
_CHATS: Final = """
CREATE TABLE chats (id INTEGER PRIMARY KEY, language TEXT NOT NULL, answers TEXT NOT NULL);
"""
# What editors have said of a document, where its proposal stands, and how to undo what they did.
_EDITING: Final = """
ALTER TABLE uploads ADD COLUMN said TEXT NOT NULL DEFAULT '{}';
ALTER TABLE uploads ADD COLUMN messages TEXT NOT NULL DEFAULT '{}';
CREATE TABLE undos (
    id TEXT PRIMARY KEY,
    editor INTEGER NOT NULL,
    title TEXT NOT NULL,
    changes TEXT NOT NULL,
    created REAL NOT NULL
);
"""
# What has come in: what was sent until that has been handled, whether an answer has left, and how
# many processes have ended over it.
_UPDATES: Final = """
CREATE TABLE updates (
    number INTEGER PRIMARY KEY,
    content TEXT,
    created REAL NOT NULL,
    answered INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX updates_by_age ON updates (created);
"""
# Each brings a file from one schema to the next; only ever added to.
_STEPS: Final = (_FIRST, _REQUESTS, _CHATS, _EDITING, _UPDATES)
SCHEMA_VERSION: Final = len(_STEPS)


class StateError(BotError):
    """The bot's state file cannot be opened, read or written."""


class Database:
    """A connection to the state file; safe to share between threads."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Opens the file, making it where there is none.

        Args:
            path: The SQLite file; its folder is made if need be.
            clock: Seconds since 1970; may be set, forwards and backwards.

        Raises:
            StateError: The file cannot be made or opened, is no state file, or is a newer one.
        """
        self._path = path
        self._lock = threading.RLock()
        # Whether the file may hold deleted bytes; unknown at first, for a process can be killed.
        self._remains: bool | None = None
        self.clock = clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
            )
            self._prepare()
            self._hasty = sqlite3.connect(
                path, timeout=_AT_ONCE_S, check_same_thread=False, isolation_level=None
            )
            self._hasty.execute("PRAGMA synchronous = NORMAL")
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA secure_delete = ON")
        with self.transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise StateError(
                    "state.schema", path=self._path, found=version, known=SCHEMA_VERSION
                )
            for statement in filter(str.strip, ";".join(_STEPS[version:]).split(";")):
                db.execute(statement)
            if version == 0:
                salt = secrets.token_hex(_SALT_BYTES)
                db.execute("INSERT INTO meta VALUES ('salt', ?)", (salt,))
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

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
                    self._db.execute("COMMIT")
                except BaseException:
                    # On a full disk SQLite has rolled back by itself.
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise
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

    def at_once(self, sql: str, values: Sequence[object] = ()) -> bool:
        """Runs one statement if nobody else is at the file just now; returns whether it was run.

        For the event loop, which may wait for nobody.
        """
        try:
            self._hasty.execute(sql, tuple(values))
        except sqlite3.Error:
            return False
        return True

    def kept_since(self, table: str) -> float:
        """The time before which a row of a table was made that is kept no longer."""
        return self.clock() - KEPT_DAYS[table] * _DAY_S

    def erase(self, sql: str, values: Sequence[object] = ()) -> int:
        """Runs a statement that deletes, and leaves no copy in the log; returns how many rows."""
        gone = self.execute(sql, values)
        if gone:
            self.scrub()
        return gone

    def scrub(self) -> None:
        """Cuts off the log after something was deleted, for it may hold a copy.

        Another process that reads just now delays this until `forget`.
        """
        with self._lock:
            self._remains = True
            self.select("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget(self) -> int:
        """Deletes what has been kept long enough; returns how many rows that were.

        Raises `StateError` if SQLite or the disk refuses; the next call makes up for it.
        """
        gone, now = 0, self.clock()
        for table in KEPT_DAYS:
            # Made while the clock was ahead: its time begins now, or it would be kept too long.
            self.execute(f"UPDATE {table} SET created = ? WHERE created > ?", (now, now))  # noqa: S608
            expired = f"DELETE FROM {table} WHERE created <= ?"  # noqa: S608
            gone += self.erase(expired, (self.kept_since(table),))
        self.execute(
            "DELETE FROM meta WHERE key LIKE 'moved %'"
            " AND value NOT IN (SELECT CAST(chat AS TEXT) FROM answers)"
        )
        if self._remains is not False:
            self._clear()
        return gone

    def _clear(self) -> None:
        with self._lock:
            self.select("VACUUM")
            busy = self.select("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
            self._remains = bool(busy)

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
        """Closes the file; what was deleted leaves it first."""
        with self._lock:
            if self._remains:
                try:
                    self._clear()
                except StateError as error:
                    log_event(_LOGGER, "not_cleared", logging.WARNING, reason=str(error))
            self._hasty.close()
            self._db.close()

    def _failed(self, error: Exception) -> StateError:
        return StateError("state.broken", path=self._path, detail=error)


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
        raise StateError("state.missing", path=path)
    database = Database(path)
    try:
        yield database
    finally:
        database.close()
