"""What a torture found: a row of the table, and each fault with what brings it about again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

HEAD = ("test", "tried", "faults", "time")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was promised and did not hold.

    Attributes:
        again: What brings it about: seed and number, or file and damage.
        what: What was seen.
    """

    again: str
    what: str


@dataclass(slots=True)
class Row:
    """One test: how often it was tried, and what went wrong.

    Attributes:
        test: What it is called in the table.
        tried: How many cases.
        faults: Those that went wrong.
        seconds: How long it took; 0 until it is done.
        behind: A table to be shown below the whole.
    """

    test: str
    tried: int = 0
    faults: list[Fault] = field(default_factory=list)
    seconds: float = 0.0
    behind: str = ""

    def fault(self, again: str, what: object) -> None:
        """Notes a fault, and says so at once: a torture takes long."""
        self.faults.append(Fault(again, str(what)))
        sys.stderr.write(f"{self.test}: {again}: {str(what)[:500]}\n")

    def add(self, other: Row) -> None:
        """Takes in another row of the same test."""
        self.tried += other.tried
        self.faults += other.faults
        self.seconds += other.seconds


@contextmanager
def row(test: str) -> Iterator[Row]:
    """Times a test."""
    started, found = time.perf_counter(), Row(test)
    yield found
    found.seconds = time.perf_counter() - started


def markdown(rows: Sequence[Row]) -> str:
    """The table as docs/torture.md shows it."""
    cells = [HEAD, *((r.test, f"{r.tried:,}", str(len(r.faults)), _time(r.seconds)) for r in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    table = "\n".join([lines[0], rule, *lines[1:]])
    return "\n\n".join([table, *(row.behind for row in rows if row.behind)])


def faults(rows: Sequence[Row]) -> str:
    """A line for each fault; nothing if there is none."""
    found = [(row.test, fault) for row in rows for fault in row.faults]
    return "\n".join(f"- {test}, {fault.again}: {fault.what}" for test, fault in found)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
