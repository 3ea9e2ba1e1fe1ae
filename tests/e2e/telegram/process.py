"""`wortlaut bot` as a process of its own, with the tests' encoder and a slow search."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from bot.cli.main import main as command
from bot.telegram import app
from bot.telegram.intake.supervision import Patience
from retrieval.answer import Answer
from retrieval.library import Library
from retrieval.progress import Progress
from tests.fakes import TinyEncoder

SLOW = "SLOW_SEARCH_S"
REFUSED = "REFUSED_S"
DEADLY = "DEADLY"
"""A word: the process dies of a question that holds it."""
HELD_UNTIL = "HELD_UNTIL"
"""A file: the index is opened once it is there."""


def main() -> int:
    seconds, ask = float(os.environ.get(SLOW, "0")), Library.ask

    def slow(self: Library, question: str, **more: Any) -> Answer:
        time.sleep(seconds)
        return ask(self, question, **more)

    Library.ask = slow  # type: ignore[method-assign]
    held, open_library = os.environ.get(HELD_UNTIL), Library.open

    def hold(self: Library, progress: Progress | None = None) -> Library:
        while held and not Path(held).exists():
            if progress:
                progress("compile", 1, 10)
            time.sleep(0.02)
        return open_library(self, progress)

    Library.open = hold  # type: ignore[method-assign]
    if os.environ.get(DEADLY):
        alive = Library.ask

        def die(self: Library, question: str, **more: Any) -> Answer:
            if DEADLY in question:
                os.kill(os.getpid(), signal.SIGKILL)
            return alive(self, question, **more)

        Library.ask = die  # type: ignore[method-assign,assignment]
    refused_s = float(os.environ.get(REFUSED, "60"))
    patience = Patience(
        first_pause_s=0.02, longest_pause_s=0.1, refused_s=refused_s, open_s=0.05 if held else 60
    )
    run = app.run
    app.run = lambda settings: run(settings, TinyEncoder(), patience)  # type: ignore[misc,assignment]
    return command(["bot"])


if __name__ == "__main__":
    sys.exit(main())
