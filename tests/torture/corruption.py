"""Every file that the program keeps, damaged in every way, and then everything done with it.

Each command ends, with the right answer (word for word that of before) or with one line. What an
index or a model is damaged in, `verify` names. And where `index` has brought the index up to date,
the answers are right again.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from retrieval.index import manifest
from tests.torture import children
from tests.torture.children import Done
from tests.torture.damages import WAYS, obey_modes
from tests.torture.given import Given
from tests.torture.places import NEWS, Place, build, environment
from tests.torture.processes import Ended, run
from tests.torture.report import Row
from tests.torture.verdicts import complaints

QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"
_ASK = ("ask", QUESTION)
_NO_FILE = ("a pipe", "a device", "a folder", "a dangling link")
SIZES = ("small", "large")
_NAMES = {
    "index": "an index",
    "around": "beside it: `current`, `lock`, what was embedded",
    "model": "compiled model",
    "state": "the bot's state",
    "article": "an article",
    ".env": "`.env`",
}
# Asking comes last: it mends a model that is damaged, and builds an index that is not there.
_DAMAGED: tuple[tuple[str, ...], ...] = (("verify",), ("doctor",), ("articles",), _ASK)
_REBUILT: tuple[tuple[str, ...], ...] = (("index",), _ASK, ("verify",), ("articles",))
_REMEMBERED: tuple[tuple[str, ...], ...] = (("allow",), ("feedback",), ("doctor",))


@dataclass(frozen=True, slots=True)
class Case:
    """A file, what is done to it, and how large its index is taken to be."""

    place: Place
    way: str
    size: str

    def __str__(self) -> str:
        return f"{self.place.path}, {self.way}, a {self.size} index"


def corruption(given: Given, scratch: Path, *, compiled: bool = True) -> list[Row]:
    """Damages files.

    Args:
        given: How many cases; the seed draws as many of each kind of file as of any other, unless
            it is said which one is the first.
        scratch: A folder for what is laid out.
        compiled: Whether there is a compiled model, which takes long; else a stand-in embeds.

    Returns:
        A row for each kind of file.
    """
    places: list[Place] = run(build, scratch, compiled).values[0]
    kinds = given.chosen(_NAMES)
    cases = [
        Case(place, way, size)
        for place, way, size in itertools.product(places, WAYS, SIZES)
        if place.kind in kinds and (place.kind == "index" or size == "small")
    ]
    chosen = _chosen(cases, given)
    right = {kind: _used(scratch, 0, kind, None)[0].values for kind in kinds}
    rows = {kind: Row(f"damage: {_NAMES[kind]}") for kind in kinds}

    def complaints_of(numbered: tuple[int, Case]) -> tuple[list[str], float]:
        number, case = numbered
        started = time.perf_counter()
        found = _complaints(scratch, number, case, right[case.place.kind])
        return list(found), time.perf_counter() - started

    with ThreadPoolExecutor(given.jobs) as pool:
        for (number, case), (wrong, seconds) in zip(
            chosen, pool.map(complaints_of, chosen), strict=True
        ):
            found = rows[case.place.kind]
            found.tried, found.seconds = found.tried + 1, found.seconds + seconds
            for complaint in wrong:
                found.fault(_again(given, number, case), complaint)
    return list(rows.values())


def _chosen(cases: list[Case], given: Given) -> list[tuple[int, Case]]:
    """The cases to be tried, each with its number."""
    numbered = list(enumerate(cases))
    if given.first or not given.count:
        return numbered[given.first :][: given.count or None]
    rng = random.Random(given.seed)  # noqa: S311
    rng.shuffle(numbered)
    kinds = {kind: [one for one in numbered if one[1].place.kind == kind] for kind in _NAMES}
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*kinds.values()))
    return sorted([one for one in in_turn if one][: given.count], key=lambda one: one[0])


def _again(given: Given, number: int, case: Case) -> str:
    only = f'--only "{given.only}" ' if given.only else ""
    return f"`corruption {only}--first {number} --count 1` ({case})"


def use(
    folder: Path, commands: Sequence[tuple[str, ...]], size: str, environ: dict[str, str]
) -> Iterator[Done]:
    """In a process of its own: the commands, one after the other, in the damaged world."""
    children.enter(folder, environ)
    if not environ:
        children.with_tiny_encoder(Path(os.devnull))
    if size == "large":
        manifest.HASHED_BELOW_BYTES = 0
    obey_modes()
    for arguments in commands:
        if arguments == ("index",):
            Path("corpus/neu.md").write_text(NEWS, encoding="utf-8")
        yield children.command(*arguments)


def _commands(kind: str) -> tuple[tuple[str, ...], ...]:
    return _REMEMBERED if kind == "state" else _DAMAGED + _REBUILT


def _used(scratch: Path, number: int, kind: str, case: Case | None) -> tuple[Ended, bool]:
    """Lays out the world, damages it, and does everything; whether there was any damage."""
    world = scratch / f"case-{number}" / "world"
    shutil.copytree(scratch / "world", world)
    altered = False
    if case is not None:
        path = world / case.place.path
        before = path.read_bytes()
        WAYS[case.way](path, scratch / "beside" / case.place.other)
        altered = not path.is_file() or path.read_bytes() != before or case.way == "unreadable"
    size = case.size if case else "small"
    ended = run(use, world, _commands(kind), size, environment(scratch))
    shutil.rmtree(world.parent)
    return ended, altered


def _complaints(scratch: Path, number: int, case: Case, right: list[Done]) -> Iterator[str]:
    kind = case.place.kind
    ended, altered = _used(scratch, number, kind, case)
    commands = _commands(kind)
    if ended.why:
        yield f"`{commands[len(ended.values)][0]}` {ended.why}"
    content = case.way not in _NO_FILE
    yield from complaints(kind, commands, ended.values, right, altered=altered, content=content)
