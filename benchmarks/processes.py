"""Whole processes under the clock: wall time and peak memory, as the kernel counts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import launcher
from benchmarks.options import ROOT, stop

_SHOWN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process.

    Attributes:
        seconds: Wall time from before it was started until it was gone.
        peak_bytes: The most memory it ever held (resident set; its children's not included).
        output: What it wrote to standard output.
        status: Its exit status.
    """

    seconds: float
    peak_bytes: int
    output: str
    status: int


def run(command: Sequence[str | Path], *, statuses: Sequence[int] = (0,)) -> Run:
    """Runs a command to its end.

    Args:
        command: Program and arguments.
        statuses: Exit statuses that count as success.

    Returns:
        What it took.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        launch = [sys.executable, "-S", launcher.__file__, str(out), str(err), *map(str, command)]
        launched = subprocess.run(launch, check=True, capture_output=True, text=True)
        found = json.loads(launched.stdout)
        if found["status"] not in statuses:
            last = err.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            started = " ".join(str(part) for part in command[:_SHOWN_WORDS])
            raise stop(f"`{started} …` ended with status {found['status']}: {' '.join(last)}")
        # Linux counts ru_maxrss in KiB, macOS in bytes.
        peak = found["max_rss"] * (1 if sys.platform == "darwin" else 1024)
        return Run(found["seconds"], peak, out.read_text(encoding="utf-8"), found["status"])


def child(module: str, *arguments: str | Path) -> tuple[Any, Run]:
    """Runs a module of this package in a process of its own.

    Args:
        module: Dotted name, run with `python -m`.
        arguments: Its command line.

    Returns:
        What it printed as JSON on its last line, and what it took.
    """
    command = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", module, *map(str, arguments)]
    finished = run(command)
    return json.loads(finished.output.strip().splitlines()[-1]), finished


def wortlaut() -> Path:
    """The installed `wortlaut` program beside the running Python."""
    program = Path(sys.executable).with_name("wortlaut")
    if not program.is_file():
        raise stop(f"no program {program}; run `make install`")
    return program


def resident_bytes() -> int:
    """Memory that this process holds now (Linux; 0 elsewhere)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def tree_bytes(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
