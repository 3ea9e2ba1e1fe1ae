"""Progress on standard error: a bar in a terminal, a line now and then elsewhere.

Nothing is shown, and Rich is not imported, until the engine reports something: answering from an
index that is there reports nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.streams import is_styled, notice
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 10.0


class Reporter:
    """What the engine reports to; also usable for stages of the face's own ("ask")."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows `done` of `total` units of a stage."""
        raise NotImplementedError

    def close(self) -> None:
        """Takes the bars away."""


@contextmanager
def progress_on_stderr(texts: Texts) -> Iterator[Reporter]:
    """Yields a reporter that suits standard error."""
    reporter = BarReporter(texts) if is_styled(sys.stderr) else LineReporter(texts)
    try:
        yield reporter
    finally:
        reporter.close()


class LineReporter(Reporter):
    """One line when a stage begins, another every ten seconds while it lasts."""

    def __init__(self, texts: Texts) -> None:
        """Says things in the language of `texts`."""
        self._texts = texts
        self._stage = ""
        self._began = self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows `done` of `total` units of a stage."""
        now = time.monotonic()
        label = self._texts.stages.get(stage, stage)
        if total <= 0:
            return
        if stage != self._stage:
            self._stage, self._began, self._last = stage, now, now
            if stage != "add":  # which counts in hundredths
                notice(f"{label}: {total}")
        elif now - self._last >= _SECONDS_BETWEEN_LINES and 0 < done < total:
            self._last = now
            left = _clock((now - self._began) / done * (total - done))
            notice(f"{label}: {done}/{total}, {self._texts.time_left.format(time=left)}")


class BarReporter(Reporter):
    """A bar a stage, with what is done and the time left."""

    def __init__(self, texts: Texts) -> None:
        """Says things in the language of `texts`."""
        self._texts = texts
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows `done` of `total` units of a stage."""
        if total <= 0:
            return
        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        if stage not in self._tasks:
            label = self._texts.stages.get(stage, stage)
            self._tasks[stage] = self._bars.add_task(label, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)

    def close(self) -> None:
        """Takes the bars away."""
        if self._bars is not None:
            self._bars.stop()


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeLeft(compact=True, elapsed_when_finished=True),
    )
    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
    # Bars vanish when done; the line that sums up stays.
    # A result that goes elsewhere goes there, not through the terminal's console.
    return Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty())


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
