"""Logging set up inside a test, and as it was after it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_CHANGED = ("telegram", "httpx", "httpcore", "apscheduler", "tornado.access")


@contextmanager
def logging_kept() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in _CHANGED}
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
