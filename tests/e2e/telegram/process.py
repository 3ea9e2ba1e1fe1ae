"""`wortlaut bot` as a process of its own, with the tests' encoder and a slow search."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from bot.settings import load_settings
from bot.telegram.app import run
from retrieval.answer import Answer
from retrieval.library import Library
from tests.fakes import TinyEncoder

SLOW = "SLOW_SEARCH_S"


def main() -> int:
    seconds, ask = float(os.environ.get(SLOW, "0")), Library.ask

    def slow(self: Library, question: str, **more: Any) -> Answer:
        time.sleep(seconds)
        return ask(self, question, **more)

    Library.ask = slow  # type: ignore[method-assign]
    return run(load_settings(), TinyEncoder())


if __name__ == "__main__":
    sys.exit(main())
