"""The bot's log holds no token, and nothing that anybody wrote.

There are two walls before the token. The loggers that would write it (`httpx` names every address,
and the token is part of it) stay at WARNING, and every finished line has whatever looks like a
token taken out.

What libraries log may hold a message or a name: python-telegram-bot writes out an update that it
cannot read. Of their lines the words stay that stand in their source, and the place; of an
exception its type and where it came from.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Final, Literal, TextIO

from bot.service.logs import Hide, frames_of, log_to

_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{20,}")
_HIDDEN: Final = "<token>"
# Of "telegram", INFO says "Application started" and the like, which our own events say better.
_QUIET: Final = ("httpx", "httpcore", "apscheduler", "tornado.access", "telegram", "faiss")
# They handle updates, or report on the tasks that do.
_MEET_UPDATES: Final = ("telegram", "asyncio", "tornado", "httpx", "httpcore")


def set_up_logging(
    level: str, form: Literal["text", "json"], token: str | None, stream: TextIO | None = None
) -> None:
    """Sends all logs to a stream, by default to standard error, without the token."""
    handler = log_to(stream or sys.stderr, level, form, without_token(token))
    handler.addFilter(without_content)
    for name in _QUIET:
        quiet = logging.getLogger(name)
        quiet.setLevel(max(logging.WARNING, logging.getLogger().level))


def without_content(record: logging.LogRecord) -> bool:
    """Takes out of a library's record what may be somebody's words; keeps the record."""
    if record.name.partition(".")[0] not in _MEET_UPDATES:
        return True
    fields: dict[str, object] = {"place": f"{record.filename}:{record.lineno}"}
    if record.exc_info and record.exc_info[1]:
        error = record.exc_info[1]
        fields |= {"type": type(error).__name__, "at": frames_of(error)}
    # Without arguments the words may have been put together before; asyncio's first line never is.
    fixed = record.args or record.name == "asyncio"
    record.msg = str(record.msg).partition("\n")[0] if fixed else "logged"
    record.args, record.exc_info, record.exc_text = (), None, None
    record.fields = fields
    return True


def without_token(token: str | None = None) -> Hide:
    """What takes a token out of a line, and anything that is shaped like one."""

    def hide(line: str) -> str:
        if token:
            line = line.replace(token, _HIDDEN)
            secret = token.partition(":")[2]
            line = line.replace(secret, _HIDDEN) if secret else line
        return _TOKEN.sub(_HIDDEN, line)

    return hide
