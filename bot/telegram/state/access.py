"""Who has been let in beyond the settings, who waits to be, and what admins have decided."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.telegram.state.database import KEPT_DAYS, Database

CODE_DAYS: Final = KEPT_DAYS["pairings"]
MAX_WAITING: Final = 100
"""How many may wait at a time; a flood of strangers must not fill the disk."""
_CODE_CHARS: Final = 8
# Without 0/O, 1/I/L, and the vowels that would spell words.
_ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
_PEER = re.compile(r"-?\d{3,20}", re.ASCII)
_REQUEST: Final = "id, name, code, language, notices"
_ADMIT: Final = (
    "INSERT INTO admitted VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
)
_DECIDE: Final = "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)"


def is_peer(text: str) -> bool:
    """Whether a text is Telegram's number of a user or group, and so no code."""
    return _PEER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A user (id > 0) or group (id < 0) that may ask."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Request:
    """Someone who asks to be let in.

    Attributes:
        id: Telegram's number of the user or group.
        name: How an admin will recognise them.
        code: What they can show an admin; empty where an admin let them in unasked.
        language: The language code of whoever asked; empty if Telegram gave none.
        notices: What admins have been sent about it: each one's number and the message's.
    """

    id: int
    name: str
    code: str = ""
    language: str = ""
    notices: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a request.

    Attributes:
        admitted: Or declined.
        admin: The name of whoever decided; empty for the command line.
    """

    admitted: bool
    admin: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored about one user or group.

    Attributes:
        admitted: Under which name, and since when (seconds since 1970), if let in.
        waiting: The same, if waiting; from when the code was last shown.
        declined: When the request was declined, if the last one was.
    """

    admitted: tuple[str, float] | None = None
    waiting: tuple[str, float] | None = None
    declined: float | None = None


class AccessStore:
    """Those who wait, and those who have been admitted."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database

    def request(self, peer: int, name: str, language: str = "") -> Request:
        """Notes that a user or group asks to be let in; whoever waits already keeps their code.

        Where too many wait, whoever has not asked for the longest time waits no longer.

        Args:
            peer: Telegram's number.
            name: How an admin will recognise them.
            language: The language code of whoever asks.

        Returns:
            The request; its code is eight letters and digits, valid for `CODE_DAYS` days from now.
        """
        expired = self._db.kept_since("pairings")
        self._db.erase("DELETE FROM pairings WHERE created <= ?", (expired,))
        with self._db.transaction() as db:
            again = f"UPDATE pairings SET created = ? WHERE id = ? RETURNING {_REQUEST}"  # noqa: S608
            row = db.execute(again, (self._db.clock(), peer)).fetchone()
            if row:
                return _request(row)
            code = _new_code()
            new = (code, peer, name, self._db.clock(), language, "[]")
            db.execute("INSERT INTO pairings VALUES (?, ?, ?, ?, ?, ?)", new)
            surplus = db.execute(
                "DELETE FROM pairings WHERE code IN"
                " (SELECT code FROM pairings ORDER BY created DESC, rowid DESC LIMIT -1 OFFSET ?)",
                (MAX_WAITING,),
            ).rowcount
        if surplus:
            self._db.scrub()
        return Request(peer, name, code, language)

    def waiting(self) -> list[Request]:
        """Everyone who waits; whoever asked last comes first."""
        sql = f"SELECT {_REQUEST} FROM pairings WHERE created > ? ORDER BY created DESC, rowid DESC"  # noqa: S608
        return [_request(row) for row in self._db.select(sql, (self._db.kept_since("pairings"),))]

    def add_notice(self, peer: int, admin: int, message: int) -> bool:
        """Notes what an admin has been sent about a request.

        Args:
            peer: Telegram's number of whoever asks.
            admin: That of the admin.
            message: That of the message.

        Returns:
            Whether the request still waits.
        """
        added = "UPDATE pairings SET notices = json_insert(notices, '$[#]', json(?)) WHERE id = ?"
        return self._db.execute(added, (json.dumps([admin, message]), peer)) > 0

    def let_in(self, wanted: str, admin: str = "") -> Request | None:
        """Admits by Telegram's number, asked or unasked, or else by a code.

        Args:
            wanted: The number or the code.
            admin: The name of the admin who says so; empty for the command line.

        Returns:
            Who has been let in, with the request if there was one; None if no valid code reads so.
        """
        if not is_peer(wanted):
            return self.approve(wanted, admin)
        peer = int(wanted)
        asked = self.decide(peer, admit=True, admin=admin)
        if asked is None:
            self.admit(peer, wanted)
            self._db.execute(_DECIDE, (peer, True, admin, self._db.clock()))
        return asked or Request(peer, wanted)

    def approve(self, code: str, admin: str = "") -> Request | None:
        """Admits whoever holds the code; None if no valid code reads so."""
        rows = self._db.select("SELECT id FROM pairings WHERE code = ?", (code.strip().upper(),))
        return self.decide(rows[0][0], admit=True, admin=admin) if rows else None

    def decide(self, peer: int, *, admit: bool, admin: str) -> Request | None:
        """Admits or declines whoever waits; of several decisions the first counts.

        Args:
            peer: Telegram's number.
            admit: Or decline.
            admin: The name of the admin who says so; empty for the command line.

        Returns:
            The request; None if this user or group does not wait.
        """
        with self._db.transaction() as db:
            row = db.execute(
                f"DELETE FROM pairings WHERE id = ? AND created > ? RETURNING {_REQUEST}",  # noqa: S608
                (peer, self._db.kept_since("pairings")),
            ).fetchone()
            if row is None:
                return None
            if admit:
                db.execute(_ADMIT, (*row[:2], self._db.clock()))
            db.execute(_DECIDE, (peer, admit, admin, self._db.clock()))
        self._db.scrub()
        return _request(row)

    def decision(self, peer: int) -> Decision | None:
        """What was decided last about a user or group, if that is remembered."""
        sql = "SELECT admitted, admin FROM decisions WHERE id = ? AND created > ?"
        rows = self._db.select(sql, (peer, self._db.kept_since("decisions")))
        return Decision(bool(rows[0][0]), rows[0][1]) if rows else None

    def admit(self, peer: int, name: str) -> Admitted:
        """Admits a user or group by its number."""
        self._db.execute(_ADMIT, (peer, name, self._db.clock()))
        return Admitted(peer, name)

    def revoke(self, peer: int) -> bool:
        """Takes an admission back; returns whether there was one."""
        self._db.erase("DELETE FROM decisions WHERE id = ?", (peer,))
        return self._db.erase("DELETE FROM admitted WHERE id = ?", (peer,)) > 0

    def is_admitted(self, *peers: int | None) -> bool:
        """Whether any of these users or groups has been admitted."""
        known = [peer for peer in peers if peer is not None]
        marks = ", ".join("?" * len(known))
        sql = f"SELECT 1 FROM admitted WHERE id IN ({marks}) LIMIT 1"  # noqa: S608
        return bool(self._db.select(sql, known))

    def admitted(self) -> list[Admitted]:
        """Everyone admitted, in the order of admission."""
        rows = self._db.select("SELECT id, name FROM admitted ORDER BY since, id")
        return [Admitted(*row) for row in rows]

    def standing(self, peer: int) -> Standing:
        """What is stored about a user or group."""
        admitted = self._db.select("SELECT name, since FROM admitted WHERE id = ?", (peer,))
        waiting = self._db.select("SELECT name, created FROM pairings WHERE id = ?", (peer,))
        declined = self._db.select(
            "SELECT created FROM decisions WHERE id = ? AND NOT admitted", (peer,)
        )
        return Standing(
            admitted=admitted[0] if admitted else None,
            waiting=waiting[0] if waiting else None,
            declined=declined[0][0] if declined else None,
        )

    def forget(self, peer: int, *, keep_admission: bool) -> None:
        """Deletes what is stored about a user or group, but that a request was declined.

        Args:
            peer: Telegram's number.
            keep_admission: Whether they stay let in.
        """
        self._db.erase("DELETE FROM pairings WHERE id = ?", (peer,))
        if not keep_admission:
            self._db.erase("DELETE FROM admitted WHERE id = ?", (peer,))
            self._db.erase("DELETE FROM decisions WHERE id = ? AND admitted", (peer,))

    def move_chat(self, old: int, new: int) -> None:
        """Follows a group that has become a supergroup under another number.

        Of one that waits the admins are told anew, for their buttons name the old number.
        """
        waits = "UPDATE OR REPLACE pairings SET id = ?, notices = '[]' WHERE id = ?"
        with self._db.transaction() as db:
            db.execute("UPDATE OR REPLACE admitted SET id = ? WHERE id = ?", (new, old))
            db.execute("UPDATE OR REPLACE decisions SET id = ? WHERE id = ?", (new, old))
            db.execute(waits, (new, old))


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARS))
        if not is_peer(code):  # one in some 20,000 is all digits, and would be taken for a number
            return code


def _request(row: Sequence[Any]) -> Request:
    peer, name, code, language, notices = row
    sent = tuple((admin, message) for admin, message in json.loads(notices))
    return Request(peer, name, code, language, sent)
