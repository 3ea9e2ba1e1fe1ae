"""What editors did to the corpus folder, for as long as they can take it back."""

from __future__ import annotations

import base64
import json
import secrets
import threading
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
        changes: What was done, as `CorpusFolder.undo` takes it.
    """

    title: str
    changes: tuple[FileChange, ...]


class UndoStore:
    """The presses that can be taken back."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    @staticmethod
    def new_id() -> str:
        """A fresh id."""
        return secrets.token_urlsafe(_ID_BYTES)

    def save(self, undo_id: str, editor: int, undo: Undo) -> None:
        """Stores what an editor did."""
        stored = json.dumps([[each.path, _text(each.before), each.after] for each in undo.changes])
        self._db.execute(
            "INSERT INTO undos VALUES (?, ?, ?, ?, ?)",
            (undo_id, editor, undo.title, stored, self._db.clock()),
        )

    def take(self, undo_id: str) -> Undo | None:
        """What is to be taken back, to the first who asks; kept until `drop`."""
        with self._lock:
            if undo_id in self._taken:
                return None
            rows = self._db.select(
                "SELECT title, changes FROM undos WHERE id = ? AND created > ?",
                (undo_id, self._db.kept_since("undos")),
            )
            if not rows:
                return None
            self._taken.add(undo_id)
        title, changes = rows[0][0], json.loads(rows[0][1])
        return Undo(
            title, tuple(FileChange(path, _bytes(old), after) for path, old, after in changes)
        )

    def give_back(self, undo_id: str) -> None:
        """Lets it be taken once more."""
        self._taken.discard(undo_id)

    def drop(self, undo_id: str) -> None:
        """Forgets it."""
        self._db.erase("DELETE FROM undos WHERE id = ?", (undo_id,))
        self._taken.discard(undo_id)

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
