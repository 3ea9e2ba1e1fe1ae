"""What the bot remembers between restarts, in one SQLite file."""

from bot.telegram.state.access import AccessStore, Admitted, Decision, Request, Standing
from bot.telegram.state.answers import AnswerStore, StoredAnswer
from bot.telegram.state.chats import Answers, ChatChoices, ChatStore
from bot.telegram.state.database import Database
from bot.telegram.state.feedback import FeedbackStore, Rating
from bot.telegram.state.journal import Journal, Waiting
from bot.telegram.state.undos import Undo, UndoStore
from bot.telegram.state.uploads import UploadStore

__all__ = [
    "AccessStore",
    "Admitted",
    "AnswerStore",
    "Answers",
    "ChatChoices",
    "ChatStore",
    "Database",
    "Decision",
    "FeedbackStore",
    "Journal",
    "Rating",
    "Request",
    "Standing",
    "StoredAnswer",
    "Undo",
    "UndoStore",
    "UploadStore",
    "Waiting",
]
