"""`python -m tests.torture [PART …]`: runs the torture and prints its table."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.torture import report
from tests.torture.processes import prepare

PARTS: dict[str, int | None] = {"kills": 300, "corruption": None}


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
    count = given.count or PARTS[part]
    if part == "corruption":
        from tests.torture.corruption import corruption

        return corruption(count, given.first, scratch, given.jobs)
    from tests.torture.kills import kills

    return kills(count or 0, given.seed, given.first, scratch, given.jobs)


if __name__ == "__main__":
    sys.exit(main())
