"""Tables of figures, in Markdown and JSON, with the machine and the day they were measured on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Table:
    """One table; every cell is ready to be read."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """The table under its title, columns aligned, notes below."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        rule = tuple("-" * max(3, width) for width in widths)
        body = [_row(line, widths) for line in (self.columns, rule, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *body, *(f"\n{note}" for note in self.notes)])


def publish(tables: Sequence[Table], json_path: Path | None = None, *, quick: bool = False) -> None:
    """Prints the tables with the machine line, and writes them as JSON where asked to."""
    for table in tables:
        print(table.markdown(), end="\n\n")
    print(f"_{stamp()}{' Quick run: the figures mean nothing.' if quick else ''}_\n", flush=True)
    if json_path is not None:
        content = {"measured": stamp(), "quick": quick, "tables": [asdict(t) for t in tables]}
        json_path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def stamp() -> str:
    """The machine, what else it was doing (load over the last five minutes), and the day."""
    gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{os.cpu_count()} × {_processor()}, {gib:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[1]:.1f}, "
        f"{dt.date.today().isoformat()}."
    )


def seconds(value: float) -> str:
    """A duration at the precision that a reader needs."""
    if value >= 600:
        return f"{value / 60:.0f} min"
    return (
        f"{value:.0f} s" if value >= 100 else f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
    )


def milliseconds(value: float) -> str:
    """A duration given in milliseconds."""
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def mebibytes(size: float) -> str:
    """A size given in bytes."""
    return f"{size / 2**20:,.0f} MB"


def times(theirs: float, ours: float) -> str:
    """How many times as much theirs is."""
    return f"{theirs / ours:.1f} ×" if ours else "–"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)) + " |"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
