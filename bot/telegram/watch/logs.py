"""The bot's log holds no token.

There are two walls before it. The loggers that would write it (`httpx` names every address, and the
token is part of it) stay at WARNING, and every finished line has whatever looks like a token taken
out.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Final, Literal, TextIO

from bot.service.logs import Hide, log_to

_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{20,}")
_HIDDEN: Final = "<token>"
# Of "telegram", INFO says "Application started" and the like, which our own events say better.
_QUIET: Final = ("httpx", "httpcore", "apscheduler", "tornado.access", "telegram", "faiss")


def set_up_logging(
    level: str, form: Literal["text", "json"], token: str | None, stream: TextIO | None = None
) -> None:
    """Sends all logs to a stream, by default to standard error, without the token."""
    log_to(stream or sys.stderr, level, form, without_token(token))
    for name in _QUIET:
        quiet = logging.getLogger(name)
        quiet.setLevel(max(logging.WARNING, logging.getLogger().level))


def without_token(token: str | None = None) -> Hide:
    """What takes a token out of a line, and anything that is shaped like one."""

    def hide(line: str) -> str:
        if token:
            line = line.replace(token, _HIDDEN)
            secret = token.partition(":")[2]
            line = line.replace(secret, _HIDDEN) if secret else line
        return _TOKEN.sub(_HIDDEN, line)

    return hide
