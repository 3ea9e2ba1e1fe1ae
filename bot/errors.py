"""One exception root for the faces. An error carries a problem, as the engine's do."""

from __future__ import annotations

from typing import ClassVar

from bot.messages import ENGLISH
from retrieval.errors import Problem


class BotError(Exception):
    """Anything a face refuses to do; `str(error)` is one line of English.

    Attributes:
        exit_status: What the command line ends with when this reaches it.
        problem: What is wrong.
    """

    exit_status: ClassVar[int] = 1
    problem: Problem

    def __init__(self, code: str | Problem, /, **fields: object) -> None:
        """Takes the problem, or makes it.

        Args:
            code: The problem's code, a key of `bot.messages.ENGLISH`, or the whole problem.
            **fields: The values seen.
        """
        self.problem = code if isinstance(code, Problem) else Problem(code, fields)
        super().__init__(self.problem)

    def __str__(self) -> str:
        """The problem in one line of English."""
        return _english(self.problem)


def _english(problem: Problem) -> str:
    words = {
        name: _english(value) if isinstance(value, Problem) else value
        for name, value in problem.fields.items()
    }
    return ENGLISH[problem.code].format_map(words)


class SettingsError(BotError):
    """A setting that is unknown, malformed or contradicts another; secrets are never shown."""

    exit_status: ClassVar[int] = 2


class InputError(BotError):
    """Something typed or piped in that the command cannot take."""

    exit_status: ClassVar[int] = 2


class OutputError(BotError):
    """Standard output refuses what is written to it."""


class ReaderGoneError(BotError):
    """Whoever read standard output has gone (`| head -1`); nothing is said about it."""

    exit_status: ClassVar[int] = 141
