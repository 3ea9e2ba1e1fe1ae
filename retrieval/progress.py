"""How the engine reports progress without knowing a terminal."""

from __future__ import annotations

from typing import Literal, Protocol

Stage = Literal["read", "embed", "write", "compile", "ask", "add"]


class Progress(Protocol):
    """Called as work goes on; must be cheap. Raising stops the work, and nothing is lost."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Reports `done` of `total` units of `stage` (files, texts, steps, questions, percent)."""
        ...


def unwatched(stage: Stage, done: int, total: int) -> None:
    """Progress nobody watches."""
