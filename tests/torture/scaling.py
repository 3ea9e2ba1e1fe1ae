"""Every family of texts at 1×, 2× and 4×: processor time and memory must not grow much faster."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import WortlautError
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.families import FAMILIES
from tests.torture import children
from tests.torture.given import Given
from tests.torture.processes import run
from tests.torture.report import Row, row

TIMES = (1, 2, 4)
_STEEPEST = 8.0
"""From 1× to 4×; what is linear gives 4, what is quadratic 16."""
_LEAST_S = 0.25
_LEAST_BYTES = 30_000_000
"""Below these a ratio says nothing: they are added to either side."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Growth:
    """What one family took, at each of `TIMES`.

    Attributes:
        name: Of the family.
        seconds: Processor time of reading and indexing, all threads together.
        grown: Bytes by which the process's greatest size grew.
    """

    name: str
    seconds: list[float]
    grown: list[int]

    @property
    def ratio(self) -> float:
        """Of the times at 4× and 1×."""
        return (self.seconds[-1] + _LEAST_S) / (self.seconds[0] + _LEAST_S)

    @property
    def memory_ratio(self) -> float:
        """Of the memory at 4× and 1×."""
        return (self.grown[-1] + _LEAST_BYTES) / (self.grown[0] + _LEAST_BYTES)


def scaling(given: Given, scratch: Path) -> list[Row]:
    """Measures.

    Args:
        given: How many characters a text has at 1×.
        scratch: A folder for what is laid out.

    Returns:
        One row, with the table of the steepest behind it.
    """
    chosen, chars = given.chosen(FAMILIES), given.count
    with row(f"scaling: families at 1×, 2×, 4× of {chars:,} characters") as found:
        found.tried = len(chosen)
        with ThreadPoolExecutor(given.jobs) as pool:
            grown = list(pool.map(lambda name: _growth(name, chars, scratch, found), chosen))
        measured = [growth for growth in grown if growth]
        for growth in measured:
            if max(growth.ratio, growth.memory_ratio) > _STEEPEST:
                found.fault(_again(growth.name, chars), growth)
    found.behind = _table(measured)
    return [found]


def _growth(name: str, chars: int, scratch: Path, found: Row) -> Growth | None:
    seconds, grown = [], []
    for times in TIMES:
        folder = scratch / f"{list(FAMILIES).index(name)}-{times}"
        ended = run(measure, name, chars * times, folder)
        if ended.why:
            found.fault(_again(name, chars), ended.why)
            return None
        seconds.append(ended.values[0])
        grown.append(ended.values[1])
    return Growth(name, seconds, grown)


def _again(name: str, chars: int) -> str:
    return f'`scaling --only "{name}" --count {chars}`'


def measure(name: str, chars: int, folder: Path) -> Iterator[float]:
    """Indexes an article of that family; yields processor seconds and bytes of memory."""
    (folder / "corpus").mkdir(parents=True)
    children.enter(folder)
    text = f"---\ntitle: {name}\nlanguage: de\n---\n\n{FAMILIES[name](chars)}\n"
    (folder / "corpus" / "a.md").write_text(text, encoding="utf-8")
    library = Library(folder / "index", corpus_dir=folder / "corpus", encoder=TinyEncoder())
    before, started = _peak(), time.process_time()
    with suppress(WortlautError):  # refused, which is an answer too
        library.build()
    yield time.process_time() - started
    yield _peak() - before


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _table(measured: list[Growth]) -> str:
    lines = [
        "| family | CPU 1× | 2× | 4× | 4× : 1× | memory 1× | 2× | 4× |",
        "| - | - | - | - | - | - | - | - |",
    ]
    for growth in sorted(measured, key=lambda one: -one.ratio)[:_SHOWN]:
        times = " | ".join(f"{seconds:.2f} s" for seconds in growth.seconds)
        sizes = " | ".join(f"{size / 1e6:.0f} MB" for size in growth.grown)
        lines.append(f"| {growth.name} | {times} | {growth.ratio:.1f} | {sizes} |")
    return "\n".join(lines)
