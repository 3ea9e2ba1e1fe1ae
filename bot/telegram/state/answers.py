"""Which quotes stand under which message, so that buttons outlive a restart.

The question itself is not stored. Where a button needs it (ask again, a rating), it is read from
the message the answer replies to.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.telegram.state.codec import dump_quotes, load_quotes
from bot.telegram.state.database import Database
from bot.texts.telegram import Language
from retrieval.answer import Certainty, Quote

_ID_BYTES: Final = 9  # 12 characters of base64url: never guessed, short in callback data
_SELECT: Final = (
    "SELECT id, chat, question_message, messages, generation, answered, language, quotes"
    " FROM answers"
)
# Their numbers stand in the column `answered`, which held a yes or a no at first.
_CERTAINTIES: Final = (Certainty.NOT_IN_CORPUS, Certainty.ANSWERED, Certainty.UNSURE)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as the buttons below it need it.

    Attributes:
        id: Names it in callback data.
        chat: Where it stands.
        question_message: The message it answers.
        messages: The messages it consists of, in order; the buttons are under the last.
        generation: The index it was found in.
        certainty: Whether the quotes answer or are only the nearest.
        language: In which it was rendered.
        quotes: All its quotes, best first.
    """

    id: str
    chat: int
    question_message: int
    messages: tuple[int, ...]
    generation: str
    certainty: Certainty
    language: Language
    quotes: tuple[Quote, ...]

    @property
    def answered(self) -> bool:
        """Whether the quotes answer, surely or not."""
        return self.certainty is not Certainty.NOT_IN_CORPUS


class AnswerStore:
    """The answers given, for as long as they are kept."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database

    @staticmethod
    def new_id() -> str:
        """A fresh id."""
        return secrets.token_urlsafe(_ID_BYTES)

    def save(self, answer: StoredAnswer) -> None:
        """Stores an answer, or stores it anew under the same id.

        Where its group has become a supergroup meanwhile, it is stored as one that has moved.
        """
        with self._db.transaction() as db:
            moved = self._db.meta(f"moved {answer.chat}")
            db.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    answer.id,
                    int(moved or answer.chat),
                    0 if moved else answer.question_message,
                    json.dumps(answer.messages),
                    answer.generation,
                    _CERTAINTIES.index(answer.certainty),
                    answer.language,
                    dump_quotes(answer.quotes),
                    self._db.clock(),
                ),
            )

    def find(self, answer_id: str) -> StoredAnswer | None:
        """The answer of that id, if it is still remembered."""
        return self._first("id = ?", (answer_id,))

    def to_question(self, chat: int, message: int) -> StoredAnswer | None:
        """The latest answer to a message, if it is still remembered."""
        return self._first("chat = ? AND question_message = ?", (chat, message))

    def in_message(self, chat: int, message: int) -> StoredAnswer | None:
        """The answer that a message is, or is a part of, if it is still remembered."""
        stands_in = "chat = ? AND EXISTS (SELECT 1 FROM json_each(messages) WHERE value = ?)"
        return self._first(stands_in, (chat, message))

    def set_messages(self, answer_id: str, messages: Sequence[int]) -> None:
        """Notes which messages an answer consists of now."""
        self._db.execute(
            "UPDATE answers SET messages = ? WHERE id = ?", (json.dumps(messages), answer_id)
        )

    def move_chat(self, old: int, new: int) -> None:
        """Follows a group that has become a supergroup under another number.

        The messages stay behind, but their buttons go on working. Numbers of messages begin anew
        there, so that none must be taken for the question of an answer that has moved.
        """
        with self._db.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"moved {old}", str(new)))
            moved = "UPDATE answers SET chat = ?, question_message = 0 WHERE chat = ?"
            db.execute(moved, (new, old))

    def belongs(self, answer: StoredAnswer, chat: int) -> bool:
        """Whether an answer was given in a chat, or in the group it was before."""
        return answer.chat == chat or self._db.meta(f"moved {chat}") == str(answer.chat)

    def kept_in(self, chat: int) -> tuple[int, float]:
        """How many answers of a chat are remembered, and when the oldest was given (since 1970)."""
        sql = "SELECT count(*), coalesce(min(created), 0) FROM answers WHERE chat = ?"
        count, oldest = self._db.select(sql, (chat,))[0]
        return int(count), float(oldest)

    def forget_chat(self, chat: int) -> list[str]:
        """Deletes the answers of a chat, and which group it was before; returns their ids."""
        with self._db.transaction() as db:
            deleted = "DELETE FROM answers WHERE chat = ? RETURNING id"
            ids = [str(row[0]) for row in db.execute(deleted, (chat,)).fetchall()]
            db.execute("DELETE FROM meta WHERE key LIKE 'moved %' AND value = ?", (str(chat),))
        self._db.scrub()
        return ids

    def _first(self, condition: str, values: Sequence[object]) -> StoredAnswer | None:
        sql = f"{_SELECT} WHERE {condition} AND created > ? ORDER BY created DESC LIMIT 1"
        rows = self._db.select(sql, (*values, self._db.kept_since("answers")))
        return _answer(rows[0]) if rows else None


def _answer(row: Sequence[Any]) -> StoredAnswer:
    return StoredAnswer(
        id=row[0],
        chat=row[1],
        question_message=row[2],
        messages=tuple(json.loads(row[3])),
        generation=row[4],
        certainty=_CERTAINTIES[row[5]],
        language=row[6],
        quotes=load_quotes(row[7]),
    )
