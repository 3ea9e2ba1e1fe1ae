"""What has been received and is not handled yet, so that no end of the process loses it.

An update is written down before Telegram is told that it has come, and struck off when it has been
handled. What is struck off leaves its number, so that it is not handled again when it comes again:
a webhook delivers for a day what it believes to be lost. A state file that refuses costs nothing
but this safety: the updates are then known in memory alone.

One that ends the process by being handled would end the next one, too, and so on for ever. After
three ends all that still waits is handled one by one, and what then ends three more is given up.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.service.logs import log_event
from bot.telegram.state.database import Database, StateError

_LOGGER = logging.getLogger(__name__)
WAITING_S: Final = 3600.0
"""How long an update may wait to be handled, in seconds; it is not stored any longer."""
_MAX_KNOWN: Final = 10_000
_INSERT: Final = "INSERT OR IGNORE INTO updates (number, content, created) VALUES (?, ?, ?)"
_TRY: Final = "UPDATE updates SET tries = tries + 1"
_TRIES_TOGETHER: Final = 3
_TRIES_ALONE: Final = 3
_REST_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that an earlier process left.

    Attributes:
        raw: As it came.
        late: Whether it has waited longer than `WAITING_S`.
        suspect: Whether it is to be handled alone, after `begin`.
        hopeless: Whether that has ended the process again and again.
    """

    raw: dict[str, Any]
    late: bool = False
    suspect: bool = False
    hopeless: bool = False


class Journal:
    """The updates received; safe to share between threads, and never raises `StateError`."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """Uses an open state file, and a clock in seconds that never goes back."""
        self._db = database
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[int, None] = OrderedDict()
        self._written: set[int] = set()
        self._kept: set[int] = set()
        self._owed: set[int] = set()
        self._struck = False
        self._refused_at: float | None = None

    @property
    def refuses(self) -> bool:
        """Whether what came in last could not be written down."""
        return self._refused_at is not None

    def receive(self, updates: Mapping[int, Any | None]) -> list[int]:
        """Writes updates down.

        Args:
            updates: By their numbers, as they came; None for one that is not worth keeping.

        Returns:
            The numbers of those that have not come before, in the order given.
        """
        new = self._unknown(updates)
        worth = {number: updates[number] for number in new if updates[number] is not None}
        if not worth or self._rests():
            return new
        try:
            come_before = self._write(worth)
        except StateError as error:
            self._refuse(error)
            return new
        except BaseException:
            with self._lock:
                for number in new:  # nobody hands them on
                    self._known.pop(number, None)
            raise
        self._refused_at = None
        self._written.update(worth.keys() - come_before)
        return [number for number in new if number not in come_before]

    def keep(self, number: int) -> None:
        """Lets an update wait for the next start, however its handling ends."""
        self._kept.add(number)

    def answered(self, number: int, left: bool, *, wait: bool = True) -> bool:
        """Notes that the answer to an update has left the machine, or has not after all.

        Args:
            number: The update's.
            left: Whether it has left. Killed before it hears what Telegram says to it, the next
                process does not answer again.
            wait: Whether it may be waited for the state file.

        Returns:
            Whether it is noted; False only where it could not be waited for that.
        """
        if number not in self._written or self._rests():
            return True
        note = "UPDATE updates SET answered = ? WHERE number = ?"
        if not wait:
            return self._db.at_once(note, (left, number))
        try:
            self._db.execute(note, (left, number))
        except StateError as error:
            self._refuse(error)
        return True

    def strike(self, number: int) -> None:
        """Notes that an update has been handled; nothing is kept of it but its number."""
        if number in self._written and number not in self._kept:
            self._written.discard(number)
            self._owed.add(number)
            if not self._rests():
                self._strike_owed()

    def waiting(self) -> list[Waiting]:
        """What an earlier process has left, in the order it came; each is struck off later."""
        try:
            done = "UPDATE updates SET content = NULL WHERE content IS NOT NULL AND answered"
            self._struck = self._db.execute(done) > 0
            self._db.execute(f"{_TRY} WHERE content IS NOT NULL AND tries <= ?", (_TRIES_TOGETHER,))
            rows = self._db.select(
                "SELECT number, content, created, tries FROM updates WHERE content IS NOT NULL"
                " ORDER BY created, number"
            )
        except StateError as error:
            self._refuse(error)
            return []
        now, numbers = self._db.clock(), [row[0] for row in rows]
        self._unknown(numbers)
        self._written.update(numbers)
        return [
            Waiting(
                json.loads(content),
                late=now - created > WAITING_S,
                suspect=tries > _TRIES_TOGETHER,
                hopeless=tries > _TRIES_TOGETHER + _TRIES_ALONE,
            )
            for _, content, created, tries in rows
        ]

    def begin(self, number: int) -> None:
        """Notes that a suspect update is being handled now."""
        try:
            self._db.execute(f"{_TRY} WHERE number = ?", (number,))
        except StateError as error:
            self._refuse(error)

    def count(self, chat: int) -> int:
        """How many updates of a chat are kept that have not been handled yet."""
        kept = (
            "SELECT count(*) FROM updates WHERE content IS NOT NULL AND ? IN ("
            "json_extract(content, '$.message.chat.id'),"
            "json_extract(content, '$.edited_message.chat.id'),"
            "json_extract(content, '$.callback_query.message.chat.id'))"
        )
        return int(self._db.select(kept, (chat,))[0][0])

    def tidy(self) -> None:
        """Deletes what has waited too long, and what deletion has left in SQLite's log."""
        self._strike_owed()
        late = "UPDATE updates SET content = NULL WHERE content IS NOT NULL AND created <= ?"
        try:
            gone = self._db.execute(late, (self._db.clock() - WAITING_S,))
            if gone or self._struck:
                self._struck = False
                self._db.scrub()
        except StateError as error:
            self._refuse(error)

    def _unknown(self, numbers: Iterable[int]) -> list[int]:
        with self._lock:
            new = [number for number in numbers if number not in self._known]
            self._known.update(dict.fromkeys(new))
            while len(self._known) > _MAX_KNOWN:
                self._known.popitem(last=False)
        return new

    def _write(self, updates: Mapping[int, Any]) -> set[int]:
        """Writes new ones down; returns which an earlier process has had."""
        come_before = set()
        with self._db.transaction() as db:
            for number, raw in updates.items():
                # In ASCII, for half a surrogate pair could not be stored.
                row = (number, json.dumps(raw), self._db.clock())
                if not db.execute(_INSERT, row).rowcount:
                    come_before.add(number)
        return come_before

    def _strike_owed(self) -> None:
        owed = list(self._owed)
        try:
            with self._db.transaction() as db:
                strike = "UPDATE updates SET content = NULL WHERE number = ?"
                db.executemany(strike, [(number,) for number in owed])
        except StateError as error:
            self._refuse(error)
            return
        self._owed.difference_update(owed)
        self._struck = self._struck or bool(owed)

    def _rests(self) -> bool:
        """Whether the state file has refused of late; nobody waits for it again and again then."""
        at = self._refused_at
        return at is not None and self._clock() - at < _REST_S

    def _refuse(self, error: StateError) -> None:
        if self._refused_at is None:
            log_event(_LOGGER, "journal_refused", logging.WARNING, reason=str(error))
        self._refused_at = self._clock()
