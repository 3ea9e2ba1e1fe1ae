"""What writes and may be killed while it does: each done once, in a process of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.telegram.state.database import existing_state
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.press import QUESTIONS as PRESS_QUESTIONS
from tests.torture import bots, children
from tests.torture.steps import Steps

QUESTIONS = (*PRESS_QUESTIONS[:8], "Was wird im Juni eröffnet?", "Wie hoch ist das neue Haus?")
RAW_NAME = "roh.txt"
REMOVED = "2024-03-09-wasserwerk"
_NEWS = (
    "# Neue Halle {day}\n\nDie Halle {day} wird am {day}. Juni eröffnet. Sie kostet {day} Euro.\n"
)
_RAW = "Neues Haus am Fluss\n\nDas neue Haus am Fluss ist 48 Meter hoch. Es kostet neun Euro.\n"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that writes.

    Attributes:
        begin: Does it in the current process, whose folder is entered.
        change: Changes the corpus before.
        indexed: Whether there is an index already.
    """

    begin: Callable[[Path], object]
    change: Callable[[Path, random.Random], None]
    indexed: bool = True


def _changed(folder: Path, rng: random.Random) -> None:
    corpus = folder / "corpus"
    for _ in range(rng.randint(1, 6)):
        day = rng.randint(1, 30)
        (corpus / f"halle-{day}.md").write_text(_NEWS.format(day=day), encoding="utf-8")
    known = sorted(corpus.glob("2*.md"))
    if rng.random() < 0.5:
        rng.choice(known).unlink()
    if rng.random() < 0.5:
        changed = rng.choice(sorted(corpus.glob("2*.md")))
        text = changed.read_text(encoding="utf-8") + "\nEin Nachtrag kam am Abend.\n"
        changed.write_text(text, encoding="utf-8")


def _given(folder: Path, _: random.Random) -> None:
    (folder / RAW_NAME).write_text(_RAW, encoding="utf-8")


def _unchanged(folder: Path, rng: random.Random) -> None:
    """Nothing, for what changes the corpus itself."""


OPERATIONS = {
    "index": Operation(lambda _: children.command("index"), _changed),
    "first index": Operation(lambda _: children.command("index"), _changed, indexed=False),
    "add": Operation(lambda _: children.command("add", RAW_NAME), _given),
    "add -": Operation(lambda _: children.command("add", "-", stdin=_RAW.encode()), _unchanged),
    "remove": Operation(lambda _: children.command("remove", "-y", REMOVED), _unchanged),
    "rebuilding bot": Operation(lambda folder: bots.rebuild(folder, QUESTIONS), _changed),
    "the whole bot": Operation(bots.start, _changed),
}


def operate(name: str, folder: Path, kill_at: int | None, told: Path | None) -> Iterator[object]:
    """Does an operation; yields what it gave, how many steps it took and how many seconds."""
    children.enter(folder)
    children.with_tiny_encoder(log_of(folder))
    steps = Steps(folder, kill_at, told)
    started = time.perf_counter()
    yield OPERATIONS[name].begin(folder)
    yield steps.count
    yield time.perf_counter() - started


def look(folder: Path) -> Iterator[object]:
    """What the index answers (None where there is none), what `verify` finds; opens the state."""
    children.enter(folder)
    if not (folder / "index" / "current").exists():
        yield None
        yield []
        return
    with Library(folder / "index", encoder=TinyEncoder()) as library:
        yield children.answers(library, QUESTIONS)
        yield list(map(str, library.verify()))
    if (folder / bots.STATE).exists():
        with existing_state(folder / bots.STATE) as state:
            assert len(state.salt) > 0


def log_of(folder: Path) -> Path:
    """Where it is noted what was embedded."""
    return folder / "embedded.log"
