"""Ctrl-C in work that takes long: heard once, and never lost."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Self

from bot.cli.progress import Reporter


class Interrupt:
    """While it is open, the first Ctrl-C interrupts, and no further one disturbs the clearing up.

    An interrupt that Python raises while it takes an object apart is lost; `watched` raises it
    again at the next step.
    """

    def __init__(self) -> None:
        """Nothing has been pressed yet."""
        self._pressed = False

    def __enter__(self) -> Self:
        """Takes over Ctrl-C."""
        self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        """Gives it back."""
        signal.signal(signal.SIGINT, self._before)

    def watched(self, reporter: Reporter) -> Reporter:
        """The reporter, which raises `KeyboardInterrupt` if one was lost."""
        return _Watched(self, reporter)

    def check(self) -> None:
        """Raises `KeyboardInterrupt` if Ctrl-C was pressed."""
        if self._pressed:
            raise KeyboardInterrupt

    def _press(self, number: int, frame: FrameType | None) -> None:
        if not self._pressed:
            self._pressed = True
            raise KeyboardInterrupt


class _Watched(Reporter):
    def __init__(self, interrupt: Interrupt, reporter: Reporter) -> None:
        self._interrupt, self._reporter = interrupt, reporter

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._interrupt.check()
        self._reporter(stage, done, total)
