"""What is said of a problem in a chat."""

from __future__ import annotations

import datetime as dt
from typing import Final

from bot.errors import BotError
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.html import moment, text
from bot.texts.problems import in_words
from bot.texts.telegram import TelegramTexts
from retrieval.errors import WortlautError

_MAX_UNITS: Final = 500


def problem_line(error: WortlautError | BotError, texts: TelegramTexts) -> str:
    """A problem in the chat's language, in one line that fits into a message."""
    return shorten(in_words(error.problem, texts.language, "telegram"), _MAX_UNITS)


def render_unanswered(asked: dt.datetime, texts: TelegramTexts, *, entity: bool) -> str:
    """Says as Bot API HTML that a message could not be answered while that was worth it.

    `asked`: when it was sent; `entity`: whether that may be shown in the reader's own time.
    """
    before, _, after = texts.unanswered.partition("{asked}")
    when = moment(asked, f"{asked.astimezone(dt.UTC):%H:%M} UTC", entity=entity)
    return (text(before) + when + text(after)).html
