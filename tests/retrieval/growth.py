"""What time and memory families of texts take, each measured in a process of its own.

    python -m tests.retrieval.growth 480000 1920000 [FAMILY …]

prints a line for each family: the processor's seconds and the greatest memory in MB, to add a text
of that size and to index it, with an encoder that costs nothing.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ArticleError
from retrieval.library import Library
from tests.retrieval.corpus.fuzzing import OneDirection
from tests.retrieval.families import FAMILIES

MAX_MEGABYTES = 2_000
_HEAD = "Er kam heute in die Stadt.\n"  # a text without any letter is refused at once
_MOST_GROWTH = 1.4  # five and a half times for four times the size
_STARTING_S = 1.0  # of imports and of an empty index, which no size changes


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text took: seconds of the processor, and the most memory of any process, in MB."""

    seconds: float
    megabytes: float


def cost(task: str, family: str, size: int) -> Cost:
    """Measures `add` or `index` of a text of so many characters."""
    command = [sys.executable, "-m", "tests.retrieval.growth", task, family, str(size)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 (our own code)
    return Cost(*json.loads(done.stdout))


def faults(sizes: Sequence[int], families: Iterable[str] = tuple(FAMILIES)) -> Iterator[str]:
    """A line for each family and task that grows faster than its size, or takes over 2 GB."""
    for family in families:
        for task in ("add", "index"):
            costs = [cost(task, family, size) for size in sizes]
            growth = costs[-1].seconds / max(costs[0].seconds, _STARTING_S)
            row = ", ".join(f"{c.seconds:.1f} s {c.megabytes:.0f} MB" for c in costs)
            if growth > _MOST_GROWTH * sizes[-1] / sizes[0] or costs[-1].megabytes > MAX_MEGABYTES:
                yield f"{family}, {task}: {row}"


def _work(task: str, text: str, folder: Path) -> None:
    corpus = folder / "corpus"
    corpus.mkdir()
    if task == "index":
        (corpus / "a.md").write_text(f"---\ntitle: x\nlanguage: de\n---\n{_HEAD}{text}")
        Library(folder / "index", corpus_dir=corpus, encoder=OneDirection()).build()
        return
    (folder / "a.txt").write_text(_HEAD + text)
    with (
        closing(Library(folder / "index", corpus_dir=corpus)) as library,
        suppress(ArticleError),
    ):
        library.corpus.propose(folder / "a.txt")


def _taken() -> tuple[float, float]:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(use.ru_utime + use.ru_stime for use in uses)
    return seconds, max(use.ru_maxrss for use in uses) / 1_000


def _print_table(sizes: Sequence[int], families: Sequence[str]) -> None:
    for family in families or FAMILIES:
        costs = [cost(task, family, size) for task in ("add", "index") for size in sizes]
        cells = "".join(f"{c.seconds:9.1f} s{c.megabytes:6.0f} MB" for c in costs)
        sys.stdout.write(f"{family:32}{cells}\n")
        sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """The table; or, for `cost`, one measurement: TASK FAMILY SIZE."""
    if arguments[0] not in ("add", "index"):
        sizes = [int(argument) for argument in arguments if argument.isdecimal()]
        _print_table(sizes, [a for a in arguments if not a.isdecimal()])
        return
    task, family, size = arguments
    with tempfile.TemporaryDirectory() as folder:
        _work(task, FAMILIES[family](int(size)), Path(folder))
    sys.stdout.write(json.dumps(_taken()))


if __name__ == "__main__":
    main(sys.argv[1:])
