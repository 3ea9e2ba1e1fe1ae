"""What a watcher tells of: each thing once, until it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from retrieval.errors import Problem
from retrieval.reports import BuildReport


class NewsKind(Enum):
    """What there is to tell."""

    LISTENING = "listening"
    """Changes are heard of as they happen."""
    LOOKING = "looking"
    """They are looked for every so many seconds."""
    DEAF = "deaf"
    """So they are because the system tells of none."""
    BUILT = "built"
    """The index was brought up to date."""
    GONE = "gone"
    """The corpus folder is not there, or cannot be read; the index stays as it is."""
    PART_GONE = "part_gone"
    """A folder within it cannot be read any more; the index stays as it is."""
    BACK = "back"
    """It is there again."""
    BUSY = "busy"
    """Another process builds the index, and is waited for."""
    FAILED = "failed"
    """A build failed; it is tried again."""
    FEEDS_READ = "feeds_read"
    """The feeds named pages that were not known, and some have become articles."""
    FEEDS_FAILED = "feeds_failed"
    """One of the feeds, or all, could not be read; they are tried again."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell.

    Attributes:
        kind: What it is.
        report: Of a build.
        problem: Why something failed.
        seconds: Until it is tried again, or between two looks.
        added: Articles that came, or came anew.
        detail: What the system said.
    """

    kind: NewsKind
    report: BuildReport | None = None
    problem: Problem | None = None
    seconds: float = 0.0
    added: int = 0
    detail: str = ""


Tell = Callable[[News], None]
