"""Logs: one line an event, and no token in any of them.

`log_event(logger, "answered", ms=12.3)` writes `… INFO answered ms=12.3`, or the same as JSON.
There are two walls before the token. The loggers that would write it (`httpx` names every address,
and the token is part of it) stay at WARNING, and every finished line, traceback included, has
whatever looks like a token taken out. Questions are not logged unless a setting asks for it; people
appear as a keyed hash, the same throughout one state file and useless outside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Final, Literal, TextIO

_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{20,}")
_HIDDEN: Final = "<token>"
_QUIET: Final = ("httpx", "httpcore", "apscheduler", "tornado.access", "faiss")
_PLAIN = re.compile(r"[\w.:/+@-]+")

Fields = dict[str, object]


def log_event(
    logger: logging.Logger, event: str, level: int = logging.INFO, **fields: object
) -> None:
    """Logs an event with its fields; those that are None are left out."""
    kept = {name: value for name, value in fields.items() if value is not None}
    logger.log(level, event, extra={"fields": kept})


def set_up_logging(
    level: str, form: Literal["text", "json"], token: str | None, stream: TextIO | None = None
) -> None:
    """Sends all logs to one stream, one line each; replaces whatever was set up before.

    Args:
        level: Name of the lowest level to log.
        form: Text for people, JSON for machines.
        token: The bot's token, taken out wherever it would appear.
        stream: Where to; standard error by default.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(token) if form == "json" else TextLines(token))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its INFO says "Application started" and the like, which our own events say better.
    logging.getLogger("telegram").setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)


class Lines(logging.Formatter):
    """One line a record, tokens taken out."""

    def __init__(self, token: str | None = None) -> None:
        """Takes the token that must not appear, besides anything shaped like one."""
        super().__init__()
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return self.redact(self.line(record).replace("\n", "\\n"))

    def line(self, record: logging.LogRecord) -> str:
        """The record as text, before tokens are taken out."""
        raise NotImplementedError

    def redact(self, line: str) -> str:
        """The line without tokens."""
        if self._token:
            line = line.replace(self._token, _HIDDEN)
            secret = self._token.partition(":")[2]
            line = line.replace(secret, _HIDDEN) if secret else line
        return _TOKEN.sub(_HIDDEN, line)


class TextLines(Lines):
    """`2026-01-18T09:30:00.123+00:00 INFO answered chat=private ms=12.3`."""

    def line(self, record: logging.LogRecord) -> str:
        """Time, level, event, then `name=value`."""
        fields = " ".join(f"{name}={_shown(value)}" for name, value in _fields(record).items())
        head = f"{_time(record)} {record.levelname} {record.getMessage()}"
        return f"{head} {fields}" if fields else head


class JsonLines(Lines):
    """`{"time": …, "level": "INFO", "event": "answered", "ms": 12.3}`."""

    def line(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        head = {"time": _time(record), "level": record.levelname, "event": record.getMessage()}
        return json.dumps({**head, **_fields(record)}, ensure_ascii=False, default=str)


class Pseudonyms:
    """People and chats as they appear in the log."""

    def __init__(self, salt: bytes) -> None:
        """Takes the state file's salt."""
        self._salt = salt

    def of(self, peer: int | None) -> str | None:
        """Eight hex digits for a user or chat; None for none."""
        if peer is None:
            return None
        return hmac.new(self._salt, str(peer).encode(), hashlib.sha256).hexdigest()[:8]


def frames_of(error: BaseException) -> str:
    """Where an exception came from, innermost last, without its message or any value."""
    return " > ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-6:]
    )


def _fields(record: logging.LogRecord) -> Fields:
    fields: Fields = dict(getattr(record, "fields", {}))
    if record.name != "root" and not record.name.startswith("bot."):
        fields["logger"] = record.name
    if record.exc_info:
        fields["traceback"] = _traceback(record.exc_info)
    return fields


def _traceback(
    info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> str:
    return "".join(traceback.format_exception(*info)).rstrip()


def _time(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")


def _shown(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
