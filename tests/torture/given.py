"""What a torture is told: how much, and which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be tried.

    Attributes:
        count: How many cases; of `scaling`, how many characters; 0 for all there are.
        seed: Of all that is random.
        first: Number of the first case.
        only: Of the operations, kinds of file or families, this one alone.
        jobs: How many cases at a time.
    """

    count: int = 0
    seed: int = 1
    first: int = 0
    only: str | None = None
    jobs: int = 1

    def chosen(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are to be tried."""
        return [name for name in names if self.only in (None, name)]

    def numbers(self, at_a_time: int) -> list[range]:
        """The numbers of all cases, some at a time."""
        end = self.first + self.count
        starts = range(self.first, end, at_a_time)
        return [range(start, min(start + at_a_time, end)) for start in starts]
