"""Documents an editor has sent and not yet confirmed."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
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
        said: What is known of the article beside it; see `bot.telegram.documents.Document`.
    """

    editor: int
    name: str
    content: bytes
    said: Mapping[str, str] = field(default_factory=dict)


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
            "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, '{}')",
            (
                upload_id,
                upload.editor,
                upload.name,
                upload.content,
                self._db.clock(),
                json.dumps(upload.said),
            ),
        )
        return upload_id

    def set_said(self, upload_id: str, said: Mapping[str, str]) -> None:
        """Notes what is known of the article now."""
        noted = "UPDATE uploads SET said = ? WHERE id = ?"
        self._db.execute(noted, (json.dumps(said), upload_id))

    def note_message(self, upload_id: str, message: int, asks: str = "") -> None:
        """Notes a message to the editor about a document.

        Args:
            upload_id: The document.
            message: The message's number.
            asks: The field it asks for; empty for the proposal, of which there is one.
        """
        messages = {
            number: asked for number, asked in self._messages(upload_id).items() if asks or asked
        }
        noted = "UPDATE uploads SET messages = ? WHERE id = ?"
        self._db.execute(noted, (json.dumps(messages | {str(message): asks}), upload_id))

    def about(self, editor: int, message: int) -> tuple[str, str] | None:
        """The document that a message to an editor is about, and the field it asks for."""
        for upload_id in self.waiting(editor):
            asks = self._messages(upload_id).get(str(message))
            if asks is not None:
                return upload_id, asks
        return None

    def proposal_of(self, upload_id: str) -> int | None:
        """The number of the message that proposes a document, if there is one."""
        messages = self._messages(upload_id)
        return next((int(number) for number, asks in messages.items() if not asks), None)

    def waiting(self, editor: int, *, without: str = "") -> list[str]:
        """An editor's documents that have been proposed.

        Args:
            editor: Their number.
            without: Leaves out those of which this is known (a key of `Upload.said`).

        Returns:
            Their ids, oldest first.
        """
        rows = self._db.select(
            "SELECT id, said FROM uploads WHERE editor = ? AND created > ? AND messages != '{}'"
            " ORDER BY created, rowid",
            (editor, self._db.kept_since("uploads")),
        )
        return [
            str(upload_id)
            for upload_id, said in rows
            if upload_id not in self._taken and without not in json.loads(said)
        ]

    def _messages(self, upload_id: str) -> dict[str, str]:
        rows = self._db.select("SELECT messages FROM uploads WHERE id = ?", (upload_id,))
        found: dict[str, str] = json.loads(rows[0][0]) if rows else {}
        return found

    def find(self, upload_id: str) -> Upload | None:
        """The document of that id, if it still waits."""
        rows = self._db.select(
            "SELECT editor, name, content, said FROM uploads WHERE id = ? AND created > ?",
            (upload_id, self._db.kept_since("uploads")),
        )
        if not rows:
            return None
        editor, name, content, said = rows[0]
        return Upload(editor, name, content, json.loads(said))

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
