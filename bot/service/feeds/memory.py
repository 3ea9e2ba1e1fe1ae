"""What is known of feeds and sitemaps: the list of feeds, and what became of each page they named.

It lies beside the articles, in `.wortlaut/feeds.sqlite` within the corpus folder (where the
originals of articles are kept, too), which the listing of articles passes over: whoever copies the
articles copies it along. SQLite, because it must outlast a kill at any moment and two processes at
once, and is written with every page that is read: each change is one transaction, on the disk
before the next begins. What a feed names is noted in the same transaction as what the server said
to ask it by the next time, so that an entry that was seen is never lost, whatever happens before
its page is read.

A page that could not be read is tried again when its feed is read the next time, `MAX_ATTEMPTS`
times in all. One that was changed since, as far as the feed says so, is read again, at most
`_MAX_RENEWALS` times.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from bot.errors import BotError
from bot.service.feeds.entries import FeedEntry
from bot.service.web.client import without_login

MAX_ATTEMPTS: Final = 5
_MAX_RENEWALS: Final = 5
_FOLDER: Final = ".wortlaut"
_FILE: Final = "feeds.sqlite"
_SCHEMA: Final = 1
_BUSY_TIMEOUT_S: Final = 30.0
_MAX_VALIDATOR_CHARS: Final = 1_000
_TABLES: Final = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    listed INTEGER NOT NULL DEFAULT 0,
    private INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    fetched REAL,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE pages (
    source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    key TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    day TEXT,
    updated TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    renewals INTEGER NOT NULL DEFAULT 0,
    noted REAL NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE INDEX pages_by_address ON pages (address);
"""

PageState = Literal["waiting", "read", "older", "given_up"]
"""Of a page: to be read; in the corpus; from before the day that was asked for; tried in vain."""


class FeedMemoryError(BotError):
    """The file that holds what is known of the feeds cannot be read or written."""


@dataclass(frozen=True, slots=True)
class KnownFeed:
    """A feed of the list.

    Attributes:
        address: Of the feed.
        title: What it calls itself; empty if it never said.
        private: Whether it may lie at an address that is not public.
        fetched: When it was had last, in seconds since 1970; None if it never was.
        problem: Why it could not be had the last time, as JSON; empty if it could.
        read: How many of its pages have been read.
        waiting: How many are still to be read, or to be tried again.
        given_up: How many were tried in vain.
    """

    address: str
    title: str
    private: bool
    fetched: float | None
    problem: str
    read: int
    waiting: int
    given_up: int

    @property
    def shown(self) -> str:
        """Its address, without the name and password that may stand in it."""
        return without_login(self.address)


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page to be read; `source` and `key` say which, `day` when it was published."""

    source: int
    key: str
    address: str
    day: dt.date | None


class FeedMemory:
    """The file; one at a time belongs to a thread."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Takes over the connection; `open_memory` makes it."""
        self._connection = connection
        self._path = path

    def __enter__(self) -> Self:
        """Opens it."""
        return self

    def __exit__(self, *error: object) -> None:
        """Closes the file."""
        self._connection.close()

    def feeds(self) -> list[KnownFeed]:
        """The list of feeds, in the order in which they were added."""
        counted = "(SELECT count(*) FROM pages WHERE source = sources.id AND state = ?)"
        with self._in_words():
            rows = self._connection.execute(
                "SELECT address, title, private, fetched, problem,"  # noqa: S608 (no value in it)
                f" {counted}, {counted}, {counted} FROM sources WHERE listed ORDER BY id",
                ("read", "waiting", "given_up"),
            ).fetchall()
        return [KnownFeed(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]

    def enlist(self, address: str, *, private: bool = False, title: str = "") -> bool:
        """Puts a feed on the list.

        Args:
            address: Of the feed.
            private: Whether it may lie at an address that is not public.
            title: What it calls itself.

        Returns:
            Whether it was not on it.
        """
        with self._writing() as db:
            known = db.execute(
                "SELECT listed FROM sources WHERE address = ?", (address,)
            ).fetchone()
            db.execute(
                "INSERT INTO sources (address, listed, private, title) VALUES (?, 1, ?, ?)"
                " ON CONFLICT (address) DO UPDATE"
                " SET listed = 1, private = excluded.private, title = excluded.title",
                (address, private, title),
            )
        return known is None or not known[0]

    def drop(self, address: str) -> bool:
        """Takes a feed off the list, and forgets what was read of it.

        Args:
            address: Of the feed.

        Returns:
            Whether it was on it.
        """
        with self._writing() as db:
            found = db.execute("DELETE FROM sources WHERE address = ? AND listed", (address,))
        return bool(found.rowcount)

    def source(self, address: str) -> int:
        """The number of a feed or sitemap, from now on, whether it is on the list or not."""
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO sources (address) VALUES (?)", (address,))
            row = db.execute("SELECT id FROM sources WHERE address = ?", (address,)).fetchone()
        return int(row[0])

    def validators(self, source: int) -> dict[str, str]:
        """The headers that ask a server whether its feed has changed; none if it gave none."""
        with self._in_words():
            row = self._connection.execute(
                "SELECT etag, modified FROM sources WHERE id = ?", (source,)
            ).fetchone()
        named = zip(("If-None-Match", "If-Modified-Since"), row or (), strict=False)
        return {name: value for name, value in named if value}

    def note(
        self,
        source: int,
        entries: Iterable[FeedEntry],
        *,
        title: str = "",
        headers: Mapping[str, str] | None = None,
        since: dt.date | None = None,
    ) -> None:
        """Notes what a feed or sitemap names; what is new of it is to be read.

        Args:
            source: Which.
            entries: What it names, in its order.
            title: What it calls itself.
            headers: What its server sent beside it, if it was whole.
            since: The first day that is asked for; what was too old for another one is to be read.
        """
        headers, now = headers or {}, time.time()
        with self._writing() as db:
            for position, entry in enumerate(entries):
                self._note(db, source, entry, (now, position))
            _ask_for(db, source, since)
            db.execute(
                "UPDATE sources SET title = coalesce(nullif(?, ''), title), etag = ?, modified = ?,"
                " fetched = ?, problem = '' WHERE id = ?",
                (
                    title,
                    _sendable(headers, "etag"),
                    _sendable(headers, "last-modified"),
                    now,
                    source,
                ),
            )

    def unchanged(self, source: int, *, since: dt.date | None = None) -> None:
        """Notes that a feed was asked and is as it was.

        Args:
            source: Which.
            since: As for `note`.
        """
        with self._writing() as db:
            _ask_for(db, source, since)
            db.execute(
                "UPDATE sources SET fetched = ?, problem = '' WHERE id = ?", (time.time(), source)
            )

    def failed(self, source: int, problem: str) -> None:
        """Notes why a feed could not be had, as JSON."""
        with self._writing() as db:
            db.execute("UPDATE sources SET problem = ? WHERE id = ?", (problem, source))

    def waiting(self, source: int) -> list[WaitingPage]:
        """The pages of a feed or sitemap that are to be read: what was noted last first."""
        with self._in_words():
            rows = self._connection.execute(
                "SELECT key, address, day FROM pages WHERE source = ? AND state = 'waiting'"
                " ORDER BY noted DESC, position",
                (source,),
            ).fetchall()
        return [
            WaitingPage(source, key, address, dt.date.fromisoformat(day) if day else None)
            for key, address, day in rows
        ]

    def settle(
        self, pages: Sequence[WaitingPage], state: PageState, day: dt.date | None = None
    ) -> None:
        """Notes what became of pages that were to be read.

        Args:
            pages: Which.
            state: What became of them.
            day: Their own, where they are `older` and it is not what the feed said.
        """
        known = day and day.isoformat()
        with self._writing() as db:
            db.executemany(
                "UPDATE pages SET state = ?, day = coalesce(?, day) WHERE source = ? AND key = ?",
                [(state, known, page.source, page.key) for page in pages],
            )

    def missed(self, page: WaitingPage) -> bool:
        """Notes that a page could not be read.

        Args:
            page: Which.

        Returns:
            Whether it will be tried again.
        """
        with self._writing() as db:
            db.execute(
                "UPDATE pages SET attempts = attempts + 1,"
                " state = CASE WHEN attempts + 1 < ? THEN 'waiting' ELSE 'given_up' END"
                " WHERE source = ? AND key = ?",
                (MAX_ATTEMPTS, page.source, page.key),
            )
            row = db.execute(
                "SELECT state FROM pages WHERE source = ? AND key = ?", (page.source, page.key)
            ).fetchone()
        return row is not None and row[0] == "waiting"

    def _note(
        self, db: sqlite3.Connection, source: int, entry: FeedEntry, place: tuple[float, int]
    ) -> None:
        known = db.execute(
            "SELECT updated, renewals FROM pages WHERE source = ? AND key = ?", (source, entry.key)
        ).fetchone()
        if known is not None:
            if entry.updated and entry.updated != known[0] and known[1] < _MAX_RENEWALS:
                db.execute(
                    "UPDATE pages SET address = ?, updated = ?, renewals = renewals + 1,"
                    " attempts = 0, state = 'waiting', noted = ?, position = ?"
                    " WHERE source = ? AND key = ?",
                    (entry.address, entry.updated, *place, source, entry.key),
                )
            return
        # Some feeds give an entry another id each time; some sites name a page in many feeds.
        elsewhere = db.execute(
            "SELECT 1 FROM pages WHERE address = ? AND (source = ? OR state = 'read')",
            (entry.address, source),
        ).fetchone()
        db.execute(
            "INSERT INTO pages (source, key, address, state, day, updated, noted, position)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(source, entry.key, entry.address, "read" if elsewhere else "waiting"),
                *(entry.day and entry.day.isoformat(), entry.updated, *place),
            ),
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, which has the file for itself from the first."""
        with self._in_words():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise FeedMemoryError("feeds.memory", path=self._path, detail=error) from None


def open_memory(corpus_dir: Path, *, kept: bool = True) -> FeedMemory:
    """Opens what is known of the feeds of a corpus.

    Args:
        corpus_dir: The corpus folder, which must be there.
        kept: Whether what is noted is kept: if not, it is a copy for the while.

    Returns:
        The memory; the caller closes it.

    Raises:
        FeedMemoryError: The file cannot be opened, or is of another version of this program.
    """
    path = corpus_dir / _FOLDER / _FILE
    try:
        if kept:
            path.parent.mkdir(exist_ok=True)
            connection = _connect(path)
        else:
            connection = _connect(":memory:")
            if path.exists():
                with _connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) as stored:
                    stored.backup(connection)
                stored.close()
        connection.execute("PRAGMA foreign_keys = ON")
        _bring_up(connection, path)
    except (OSError, sqlite3.Error) as error:
        detail = getattr(error, "strerror", None) or error
        raise FeedMemoryError("feeds.memory", path=path, detail=detail) from None
    return FeedMemory(connection, path)


def lock_path(corpus_dir: Path) -> Path:
    """The file that whoever reads the feeds of a corpus holds locked meanwhile."""
    return corpus_dir / _FOLDER / "feeds.lock"


def _connect(path: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    # Transactions are begun by hand.
    return sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, uri=uri)


def _bring_up(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == _SCHEMA:
        return
    connection.execute("BEGIN IMMEDIATE")  # another process may do the same
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, _SCHEMA):
        connection.rollback()
        raise FeedMemoryError("feeds.schema", path=path, found=found, known=_SCHEMA)
    if found == 0:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_SCHEMA}")
    connection.commit()


def _ask_for(db: sqlite3.Connection, source: int, since: dt.date | None) -> None:
    """What was too old for another day, and is not for this one, is to be read."""
    first = since and since.isoformat()
    db.execute(
        "UPDATE pages SET state = 'waiting' WHERE source = ? AND state = 'older'"
        " AND (? IS NULL OR day >= ?)",
        (source, first, first),
    )


def _sendable(headers: Mapping[str, str], name: str) -> str:
    """What can be sent back to a server in a header; empty if it cannot."""
    value = headers.get(name, "")
    is_plain = value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR_CHARS
    return value if is_plain else ""
