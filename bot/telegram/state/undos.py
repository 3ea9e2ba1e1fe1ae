"""What editors did to the corpus folder, for as long as they can take it back."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.telegram.state.database import Database
from retrieval.reports import FileChange

_ID_BYTES: Final = 9


@dataclass(frozen=True, slots=True)
class Undo:
    """What one press did.

    Attributes:
        title: The article's headline.
        changes: What was done, as `Library.undo` takes it.
    """

    title: str
    changes: tuple[FileChange, ...]


class UndoStore:
    """The presses that can be taken back."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database

    def save(self, editor: int, title: str, changes: Sequence[FileChange]) -> str:
        """Stores what an editor did; returns its id."""
        undo_id = secrets.token_urlsafe(_ID_BYTES)
        stored = json.dumps([[each.path, _text(each.before), each.after] for each in changes])
        self._db.execute(
            "INSERT INTO undos VALUES (?, ?, ?, ?, ?)",
            (undo_id, editor, title, stored, self._db.clock()),
        )
        return undo_id

    def take(self, undo_id: str) -> Undo | None:
        """What is to be taken back, to the first who asks; it is forgotten by that."""
        with self._db.transaction() as db:
            row = db.execute(
                "DELETE FROM undos WHERE id = ? AND created > ? RETURNING title, changes",
                (undo_id, self._db.kept_since("undos")),
            ).fetchone()
        if row is None:
            return None
        self._db.scrub()
        changes = json.loads(row[1])
        return Undo(
            row[0], tuple(FileChange(path, _bytes(old), after) for path, old, after in changes)
        )

    def count(self, editor: int) -> int:
        """How much of what an editor did can be taken back."""
        counted = "SELECT count(*) FROM undos WHERE editor = ?"
        return int(self._db.select(counted, (editor,))[0][0])

    def forget_editor(self, editor: int) -> int:
        """Forgets what an editor did; returns how much that was."""
        return self._db.erase("DELETE FROM undos WHERE editor = ?", (editor,))


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
