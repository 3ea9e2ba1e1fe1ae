"""What has been chosen for a chat: its language, and in a group what the bot answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.telegram.state.database import Database
from bot.texts.telegram import Language


class Answers(StrEnum):
    """What the bot answers in a group."""

    ALL = "all"
    """Commands, mentions, and replies to its messages."""
    MENTIONS = "mentions"
    """Commands and mentions."""
    COMMANDS = "commands"
    """Commands alone."""


@dataclass(frozen=True, slots=True)
class ChatChoices:
    """What has been chosen for a chat.

    Attributes:
        language: To be spoken there; None for that of whoever writes.
        answers: What is answered, in a group.
    """

    language: Language | None = None
    answers: Answers = Answers.ALL


class ChatStore:
    """The choices of all chats; read once, for every message asks for them."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database
        rows = database.select("SELECT id, language, answers FROM chats")
        self._choices = {
            chat: ChatChoices(language or None, Answers(answers))
            for chat, language, answers in rows
        }

    @property
    def all(self) -> Mapping[int, ChatChoices]:
        """What has been chosen so far, by Telegram's numbers of the chats."""
        return self._choices

    def of(self, chat: int) -> ChatChoices:
        """What has been chosen for a chat."""
        return self._choices.get(chat, ChatChoices())

    def set_language(self, chat: int, language: Language | None) -> None:
        """Chooses the language of a chat."""
        self._save(chat, replace(self.of(chat), language=language))

    def set_answers(self, chat: int, answers: Answers) -> None:
        """Chooses what is answered in a group."""
        self._save(chat, replace(self.of(chat), answers=answers))

    def move_chat(self, old: int, new: int) -> None:
        """Follows a group that has become a supergroup under another number."""
        if old in self._choices:
            self._save(new, self.of(old))
            self.forget(old)

    def forget(self, chat: int) -> None:
        """Forgets what has been chosen for a chat."""
        self._db.erase("DELETE FROM chats WHERE id = ?", (chat,))
        self._choices.pop(chat, None)

    def _save(self, chat: int, choices: ChatChoices) -> None:
        if choices == ChatChoices():
            self.forget(chat)
            return
        self._db.execute(
            "INSERT OR REPLACE INTO chats VALUES (?, ?, ?)",
            (chat, choices.language or "", choices.answers),
        )
        self._choices[chat] = choices
