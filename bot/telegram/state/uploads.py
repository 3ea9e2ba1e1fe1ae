"""Documents an editor has sent and not yet confirmed."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Final

from bot.telegram.state.database import Database

_KEEP_S: Final = 24 * 3600.0
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
    """The documents waiting, for a day."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database

    def save(self, upload: Upload) -> str:
        """Stores a document and returns its id; what is older than a day goes."""
        upload_id = secrets.token_urlsafe(_ID_BYTES)
        with self._db.transaction() as db:
            db.execute("DELETE FROM uploads WHERE created < ?", (time.time() - _KEEP_S,))
            db.execute(
                "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)",
                (upload_id, upload.editor, upload.name, upload.content, time.time()),
            )
        return upload_id

    def find(self, upload_id: str) -> Upload | None:
        """The document of that id, if it still waits."""
        rows = self._db.select(
            "SELECT editor, name, content FROM uploads WHERE id = ?", (upload_id,)
        )
        return Upload(*rows[0]) if rows else None

    def drop(self, upload_id: str) -> bool:
        """Forgets a document; returns whether it was still there, so that only one press counts."""
        return self._db.execute("DELETE FROM uploads WHERE id = ?", (upload_id,)) > 0
