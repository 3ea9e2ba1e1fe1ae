"""`python -m tests.torture [PART …]`: runs the torture and prints its table; see docs/torture.md.

Exit status 1: there were faults; each is named with the command that brings it about again.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.torture import report
from tests.torture.corruption import corruption
from tests.torture.files import files
from tests.torture.given import Given
from tests.torture.kills import kills
from tests.torture.processes import prepare
from tests.torture.questions import questions
from tests.torture.scaling import scaling
from tests.torture.soak import soak
from tests.torture.waiting import waiting

PARTS: dict[str, tuple[Callable[[Given, Path], list[report.Row]], int]] = {
    "kills": (kills, 300),
    "corruption": (corruption, 0),
    "files": (files, 10_000),
    "questions": (questions, 3_000),
    "scaling": (scaling, 50_000),
    "waiting": (waiting, 50),
    "soak": (soak, 3_600),
}
"""Each part, and what it is given to try."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts asked for; returns the exit status."""
    given = _parser().parse_args(arguments)
    prepare()
    rows: list[report.Row] = []
    for part in given.parts or PARTS:
        run, count = PARTS[part]
        told = Given(given.count or count, given.seed, given.first, given.only, given.jobs)
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            rows += run(told, Path(folder))
    sys.stdout.write(report.markdown(rows) + "\n")
    found = report.faults(rows)
    sys.stdout.write(f"\n{found}\n" if found else "")
    return int(bool(found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="The torture.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", choices=[*PARTS, []], help=", ".join(PARTS)
    )
    parser.add_argument(
        "--count", type=int, help="cases a part; of scaling, characters; of soak, seconds"
    )
    parser.add_argument("--seed", type=int, default=1, help="of all that is random")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the first case's number")
    parser.add_argument("--only", metavar="NAME", help="one operation, kind of file, family alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="cases at a time")
    return parser


if __name__ == "__main__":
    sys.exit(main())
