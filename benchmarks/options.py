"""The options that every benchmark takes, and where it keeps what is worth keeping between runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "benchmarks"
"""Where the development data lies beside a checkout; it is not part of the project."""

WORK = ROOT / "build" / "benchmarks"

_claimed: dict[Path, FileLock] = {}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Attributes:
        quick: Run small, to see that it runs.
        data: Folder with `dev-articles.jsonl` and `dev-questions.jsonl`.
        work: Where laid-out corpora, indexes and the peers' vectors are kept between runs.
        model: The embedding model, or `hashed` for the cheap deterministic encoder.
        peers: Names of the peers to run beside Wortlaut.
        json: Where to write the tables as JSON too.
    """

    quick: bool
    data: Path
    work: Path
    model: str
    peers: tuple[str, ...]
    json: Path | None


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with the common options; a benchmark adds its own."""
    result = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    result.add_argument("--quick", action="store_true", help="run small, to see that it runs")
    result.add_argument("--data", type=Path, default=DATA, help="folder of the development data")
    result.add_argument("--work", type=Path, default=WORK, help="folder for what is kept")
    result.add_argument("--model", default="embedded", help="embedding model, or `hashed`")
    result.add_argument("--peers", default="usual,bm25,txtai", help="which peers, or `none`")
    result.add_argument("--json", type=Path, help="write the tables to this file too")
    return result


def read(
    arguments: argparse.ArgumentParser, argv: Sequence[str] | None
) -> tuple[Options, argparse.Namespace]:
    """Parses the command line; makes the work folder.

    Returns:
        The common options, and everything parsed.

    Raises:
        SystemExit: Another benchmark is using the work folder.
    """
    parsed = arguments.parse_args(argv)
    work: Path = parsed.work / ("quick" if parsed.quick else "full")
    work.mkdir(parents=True, exist_ok=True)
    _claim(work)
    options = Options(
        quick=parsed.quick,
        data=parsed.data,
        work=work,
        model=parsed.model,
        peers=() if parsed.peers == "none" else tuple(parsed.peers.split(",")),
        json=parsed.json,
    )
    return options, parsed


def _claim(work: Path) -> None:
    """Keeps the work folder to this process as long as it runs."""
    lock = _claimed.setdefault(work, FileLock(work / "lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise stop(f"another benchmark is using {work}; wait for it, or give --work") from None


def stop(problem: str) -> SystemExit:
    """What to raise when a benchmark cannot run: one line, exit status 1."""
    return SystemExit(f"benchmark not run: {problem}")
