"""Runs every benchmark, one after the other, each in a process of its own.

A benchmark that cannot run (its data is not there, a peer is not installed) says so in one line and
the others go on; the exit status is then 1.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from benchmarks.options import ROOT

NAMES = (
    "quality",
    "nouns",
    "cold_start",
    "warm_latency",
    "indexing",
    "rebuild",
    "scale",
    "checking",
    "concurrency",
    "serving",
    "cold_encoder",
    "throughput",
)
_OTHER_OPTIONS = ("cold_encoder", "serving", "throughput")
"""These need no questions from elsewhere and know `--quick` at most."""


def main(arguments: list[str]) -> int:
    """Runs them all with the same options."""
    failed = []
    for name in NAMES:
        if importlib.util.find_spec(f"benchmarks.{name}") is None:
            continue
        print(f"## {name}\n", flush=True)
        given = [a for a in arguments if name not in _OTHER_OPTIONS or a == "--quick"]
        command = [sys.executable, "-m", f"benchmarks.{name}", *given]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"not run to the end: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
