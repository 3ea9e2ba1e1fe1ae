"""What is said of a problem in a chat."""

from __future__ import annotations

from typing import Final

from bot.errors import BotError
from bot.telegram.rendering.citation import shorten
from bot.texts.problems import in_words
from bot.texts.telegram import TelegramTexts
from retrieval.errors import WortlautError

_MAX_UNITS: Final = 500


def problem_line(error: WortlautError | BotError, texts: TelegramTexts) -> str:
    """A problem in the chat's language, in one line that fits into a message."""
    return shorten(in_words(error.problem, texts.language, "telegram"), _MAX_UNITS)
