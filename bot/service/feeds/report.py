"""What came of reading feeds and sitemaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from retrieval.errors import Problem

PageResult = Literal["added", "version", "there", "older", "unread"]
"""An article more; a new version of one; in the corpus already; from before the day that was asked
for; not to be read."""


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of one page.

    Attributes:
        address: Of the page.
        result: What became of it.
        path: The article's file, where one was written.
        article: The id of the article of which it is a new version.
        problem: Why it is `unread`.
        tried_again: Whether an `unread` one is tried again the next time.
    """

    address: str
    result: PageResult
    path: Path | None = None
    article: str = ""
    problem: Problem | None = None
    tried_again: bool = False


@dataclass(slots=True)
class FeedsReport:
    """What has been done so far.

    Attributes:
        feeds: How many feeds and sitemaps were to be read.
        outcomes: What became of each page, in the order in which they were read.
        failed: The feeds and sitemaps that could not be had, each with the reason.
        remarks: What is left out of which feed or sitemap, and why.
        waiting: How many pages are left for the next time.
    """

    feeds: int = 0
    outcomes: list[PageOutcome] = field(default_factory=list)
    failed: list[tuple[str, Problem]] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    waiting: int = 0

    def count(self, result: PageResult) -> int:
        """How many pages came to this."""
        return sum(outcome.result == result for outcome in self.outcomes)

    @property
    def has_changed(self) -> bool:
        """Whether the corpus has, so that the index is to be brought up to date."""
        return any(outcome.path is not None for outcome in self.outcomes)
