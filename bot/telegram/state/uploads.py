"""Documents an editor has sent and not yet confirmed."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from typing import Final

from bot.telegram.state.database import Database

_ID_BYTES: Final = 9


@dataclass(frozen=True, slots=True)
class Upload:
    """A document waiting for a yes or a no.

    Attributes:
        editor: Who sent it.
        name: Its file name or address.
        content: Its bytes.
    """

    editor: int
    name: str
    content: bytes


class UploadStore:
    """The documents waiting, for as long as they are kept."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    def save(self, upload: Upload) -> str:
        """Stores a document and returns its id."""
        upload_id = secrets.token_urlsafe(_ID_BYTES)
        self._db.execute(
            "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)",
            (upload_id, upload.editor, upload.name, upload.content, self._db.clock()),
        )
        return upload_id

    def find(self, upload_id: str) -> Upload | None:
        """The document of that id, if it still waits."""
        rows = self._db.select(
            "SELECT editor, name, content FROM uploads WHERE id = ? AND created > ?",
            (upload_id, self._db.kept_since("uploads")),
        )
        return Upload(*rows[0]) if rows else None

    def take(self, upload_id: str) -> Upload | None:
        """The document of that id, to the first who asks; kept until `drop`.

        Whoever takes it may be killed before it is in the corpus: after the next start it waits
        again.
        """
        with self._lock:
            if upload_id in self._taken:
                return None
            upload = self.find(upload_id)
            if upload is not None:
                self._taken.add(upload_id)
        return upload

    def drop(self, upload_id: str) -> bool:
        """Forgets a document; returns whether it was still there."""
        dropped = self._db.erase("DELETE FROM uploads WHERE id = ?", (upload_id,)) > 0
        self._taken.discard(upload_id)
        return dropped

    def names_of(self, editor: int) -> list[str]:
        """The names of the documents an editor has sent that wait."""
        sql = "SELECT name FROM uploads WHERE editor = ? ORDER BY created"
        return [str(row[0]) for row in self._db.select(sql, (editor,))]

    def forget_editor(self, editor: int) -> int:
        """Forgets all documents of an editor; returns how many there were."""
        return self._db.erase("DELETE FROM uploads WHERE editor = ?", (editor,))
