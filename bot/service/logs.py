"""Logs: one line an event, and no secret in any of them.

`log_event(logger, "answered", ms=12.3)` writes `… INFO answered ms=12.3`, or the same as JSON.
Every finished line, traceback included, goes through a function of the face, which takes out what
must not be seen. Questions are not logged unless a setting asks for it; people appear as a keyed
hash, the same throughout one state file and useless outside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import re
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Literal, TextIO

_PLAIN = re.compile(r"[\w.:/+@-]+")

Fields = dict[str, object]
Hide = Callable[[str], str]


def log_event(
    logger: logging.Logger, event: str, level: int = logging.INFO, **fields: object
) -> None:
    """Logs an event with its fields; those that are None are left out."""
    kept = {name: value for name, value in fields.items() if value is not None}
    logger.log(level, event, extra={"fields": kept})


def log_to(
    stream: TextIO, level: str, form: Literal["text", "json"], hide: Hide
) -> logging.Handler:
    """Sends all logs to one stream, one line each; replaces whatever was set up before.

    Args:
        stream: Where to.
        level: Name of the lowest level to log.
        form: Text for people, JSON for machines.
        hide: A finished line without what must not be seen.

    Returns:
        What writes them, for filters.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(hide) if form == "json" else TextLines(hide))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(True)
    return handler


class Lines(logging.Formatter):
    """One line a record, secrets taken out."""

    def __init__(self, hide: Hide = str) -> None:
        """Takes what takes the secrets out of a line."""
        super().__init__()
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return self._hide(self.line(record).replace("\n", "\\n"))

    def line(self, record: logging.LogRecord) -> str:
        """The record as text, secrets and all."""
        raise NotImplementedError


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
