"""Who has been let in beyond the settings, and who is waiting with a code."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from bot.errors import BotError
from bot.telegram.state.database import KEPT_DAYS, Database

CODE_HOURS: Final = KEPT_DAYS["pairings"] * 24
_CODE_CHARS: Final = 8
# Without 0/O, 1/I/L, and the vowels that would spell words.
_ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
_PEER = re.compile(r"-?\d{3,20}", re.ASCII)
_MAX_PENDING: Final = 100
_ADMIT: Final = (
    "INSERT INTO admitted VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
)


def is_peer(text: str) -> bool:
    """Whether a text is Telegram's number of a user or group, and so no code."""
    return _PEER.fullmatch(text) is not None


class PairingsFullError(BotError):
    """Too many strangers hold a code; a flood of them must not fill the disk."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A user (id > 0) or group (id < 0) that may ask."""

    id: int
    name: str


class AccessStore:
    """Pairing codes and those admitted by them."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database

    def code_for(self, peer: int, name: str) -> str:
        """The pairing code of a user or group: the one it holds already, or a new one.

        Args:
            peer: Telegram's number.
            name: How an admin will recognise them.

        Returns:
            Eight letters and digits, valid for `CODE_HOURS` hours from now.

        Raises:
            PairingsFullError: A hundred others are waiting.
        """
        expired = self._db.kept_since("pairings")
        self._db.erase("DELETE FROM pairings WHERE created <= ?", (expired,))
        with self._db.transaction() as db:
            row = db.execute(
                "UPDATE pairings SET created = ? WHERE id = ? RETURNING code",
                (self._db.clock(), peer),
            ).fetchone()
            if row:
                return str(row[0])
            if db.execute("SELECT count(*) FROM pairings").fetchone()[0] >= _MAX_PENDING:
                raise PairingsFullError("bot.pairings_full", count=_MAX_PENDING)
            code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARS))
            db.execute(
                "INSERT INTO pairings VALUES (?, ?, ?, ?)", (code, peer, name, self._db.clock())
            )
            return code

    def let_in(self, wanted: str) -> Admitted | None:
        """Admits by Telegram's number, or else by a code; None if no valid code reads so."""
        if is_peer(wanted):
            return self.admit(int(wanted), wanted)
        return self.approve(wanted)

    def approve(self, code: str) -> Admitted | None:
        """Admits whoever holds the code; None if no valid code reads so."""
        code = code.strip().upper()
        with self._db.transaction() as db:
            row = db.execute(
                "DELETE FROM pairings WHERE code = ? AND created > ? RETURNING id, name",
                (code, self._db.kept_since("pairings")),
            ).fetchone()
            if row is None:
                return None
            db.execute(_ADMIT, (*row, self._db.clock()))
        self._db.scrub()
        return Admitted(*row)

    def admit(self, peer: int, name: str) -> Admitted:
        """Admits a user or group by its number."""
        self._db.execute(_ADMIT, (peer, name, self._db.clock()))
        return Admitted(peer, name)

    def revoke(self, peer: int) -> bool:
        """Takes an admission back; returns whether there was one."""
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

    def move_chat(self, old: int, new: int) -> None:
        """Follows a group that has become a supergroup under another number."""
        with self._db.transaction() as db:
            db.execute("UPDATE OR REPLACE admitted SET id = ? WHERE id = ?", (new, old))
            db.execute("UPDATE OR REPLACE pairings SET id = ? WHERE id = ?", (new, old))
