"""`python -m tests.torture [PART …]`: runs the torture and prints its table."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

from tests.torture import report
from tests.torture.processes import prepare

PARTS: dict[str, int | None] = {
    "kills": 300,
    "corruption": None,
    "files": 10_000,
    "questions": 3_000,
    "scaling": 50_000,
}
"""What is tried unless told otherwise; of `scaling`, how many characters."""


def main() -> int:
    """Runs the parts asked for; returns 1 if there was any fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--count", type=int, help="how many cases, of each part asked for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at a time")
    given = parser.parse_args()
    prepare("sentence_transformers")
    rows: list[report.Row] = []
    for part in given.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            rows += run_part(part, given, Path(folder))
    sys.stdout.write(report.markdown(rows) + "\n")
    found = report.faults(rows)
    sys.stdout.write(f"\n{found}\n" if found else "")
    return int(bool(found))


def run_part(part: str, given: argparse.Namespace, scratch: Path) -> list[report.Row]:
    """Runs a part; what it needs is imported only now."""
    count, seed, first, jobs = given.count or PARTS[part], given.seed, given.first, given.jobs
    if part == "corruption":
        from tests.torture.corruption import corruption

        return corruption(count, first, scratch, jobs)
    if part == "scaling":
        from tests.torture.scaling import scaling

        return scaling(count or 0, scratch, jobs)
    run = getattr(importlib.import_module(f"tests.torture.{part}"), part)
    rows: list[report.Row] = run(count, seed, first, scratch, jobs)
    return rows


if __name__ == "__main__":
    sys.exit(main())
