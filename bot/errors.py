"""One exception root for the faces. A message is one line: what, the value seen, what to do."""

from __future__ import annotations

from typing import ClassVar


class BotError(Exception):
    """Anything a face refuses to do; `str(error)` is one line fit for a user's eyes.

    Attributes:
        exit_status: What the command line ends with when this reaches it.
    """

    exit_status: ClassVar[int] = 1


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
