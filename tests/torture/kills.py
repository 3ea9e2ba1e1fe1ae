"""SIGKILL: at random moments and before chosen steps, of everything that writes.

A round lays out a corpus and its index, changes the corpus, begins an operation and kills it, up to
three times over. After each kill the index answers as before or as after, and `verify` finds
nothing. Then the operation is done undisturbed and the index brought up to date: it is what a fresh
one would be, nothing that was committed has been embedded again, and no file is left that nobody
asks for.
"""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.retrieval.press import write_corpus
from tests.torture.given import Given
from tests.torture.kill_checks import age_leftovers, committed, compare, leftovers
from tests.torture.operations import OPERATIONS, log_of, look, operate
from tests.torture.processes import LIMIT_S, run, running
from tests.torture.report import Row, row


@dataclass(slots=True)
class Template:
    """What every round begins with, and how long an operation takes undisturbed.

    Attributes:
        folder: Corpus and index.
        answers: What the index answers.
        steps: Of each operation.
        seconds: Of each operation.
    """

    folder: Path
    answers: list[object]
    steps: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def kills(given: Given, scratch: Path) -> list[Row]:
    """Kills each operation in turn.

    Args:
        given: How many kills altogether, at least; `first` is the number of a round.
        scratch: A folder for what is laid out.

    Returns:
        A row for each operation.
    """
    template = _template(scratch / "template")
    names = given.chosen(OPERATIONS)
    rows = {name: Row(f"kill: {name}") for name in names}

    def one_round(number: int) -> Row:
        name = names[number % len(names)]
        folder = scratch / f"round-{number}" / "world"
        with row(f"kill: {name}") as found:
            _round(Round(template, name, folder, given.seed, number, found))
        return found

    first = given.first
    while sum(found.tried for found in rows.values()) < given.count:
        numbers = range(first, first + given.jobs)
        for name in {names[number % len(names)] for number in numbers} - template.steps.keys():
            _measure(template, name)
        with ThreadPoolExecutor(given.jobs) as pool:
            for found in pool.map(one_round, numbers):
                rows[found.test.removeprefix("kill: ")].add(found)
        first += given.jobs
    return list(rows.values())


@dataclass(slots=True)
class Round:
    """One round; `rng` decides all that is random in it."""

    template: Template
    name: str
    folder: Path
    seed: int
    number: int
    found: Row
    rng: random.Random = field(init=False)
    how: str = ""

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.seed}-{self.name}-{self.number}")  # noqa: S311

    def fault(self, what: object) -> None:
        again = f'`kills --only "{self.name}" --seed {self.seed} --first {self.number} --count 1`'
        again += f" ({self.how})"
        self.found.fault(again, what)


def _template(folder: Path) -> Template:
    write_corpus(folder / "corpus")
    run(operate, "index", folder, None, None)
    (answers, _) = run(look, folder).values
    return Template(folder, answers)


def _measure(template: Template, name: str) -> None:
    """Does an operation undisturbed, so that it is known how long it takes."""
    trial = template.folder.with_name("trial")
    _lay_out(template, name, trial)
    OPERATIONS[name].change(trial, random.Random(0))  # noqa: S311
    ended = run(operate, name, trial, None, None)
    if ended.why:
        raise RuntimeError(f"{name}, undisturbed, {ended.why}")
    _, template.steps[name], template.seconds[name] = ended.values
    shutil.rmtree(trial)


def _lay_out(template: Template, name: str, folder: Path) -> None:
    shutil.copytree(template.folder, folder)
    log_of(folder).unlink(missing_ok=True)
    if not OPERATIONS[name].indexed:
        shutil.rmtree(folder / "index")


def _round(this: Round) -> None:
    _lay_out(this.template, this.name, this.folder)
    OPERATIONS[this.name].change(this.folder, this.rng)
    kept, seen = _committed(this), []
    for _ in range(this.rng.randint(1, 3)):
        if not _kill(this):
            break
        this.found.tried += 1
        seen.append(_looked(this))
        kept = _embedded_once(this, kept)
    meanwhile = _finish(this)
    _embedded_once(this, kept)
    _settled(this, seen, meanwhile)
    shutil.rmtree(this.folder.parent)


def _kill(this: Round) -> bool:
    """Begins the operation and kills it; False if it came to its end before."""
    at_step = this.rng.random() < 0.6
    step = this.rng.randint(1, this.template.steps[this.name])
    after_s = this.rng.uniform(0, this.template.seconds[this.name])
    this.how = f"step {step}" if at_step else f"after {after_s:.3f} s"
    told = this.folder.with_name("killed-at")
    kill_at = step if at_step else None
    with running(operate, this.name, this.folder, kill_at, told) as process:
        process.go()
        ended = process.read(LIMIT_S if at_step else after_s)
        if at_step and not ended:
            this.fault(f"does not end within {LIMIT_S:.0f} s")
    if at_step and told.exists():
        this.how = told.read_text(encoding="utf-8", errors="replace")
        told.unlink()
    if process.complete:
        return False
    if process.why() != "ended by SIGKILL":
        this.fault(process.why())
    return True


def _looked(this: Round) -> list[object] | None:
    """What the index answers after a kill; `verify` must find nothing."""
    ended = run(look, this.folder)
    if ended.why:
        this.fault(f"the index cannot be asked: {ended.why}")
        return this.template.answers
    answers: list[object] | None
    answers, wrong = ended.values
    if wrong:
        this.fault(f"verify: {wrong}")
    if answers is None and OPERATIONS[this.name].indexed:
        this.fault("no index is in force")
    return answers


def _finish(this: Round) -> list[tuple[int, object]]:
    """Does the operation undisturbed, then brings the index up to date whatever it did.

    Returns:
        What was answered meanwhile.
    """
    age_leftovers(this.folder)
    meanwhile: list[tuple[int, object]] = []
    for name in (this.name, "index"):
        ended = run(operate, name, this.folder, None, None)
        if ended.why:
            this.fault(f"{name}, afterwards: {ended.why}")
        elif isinstance(ended.values[0], list):
            meanwhile = ended.values[0]
        elif name == "index" and ended.values[0].status:
            this.fault(f"{name}, afterwards: {ended.values[0]}")
    return meanwhile


def _settled(this: Round, seen: list[object], meanwhile: list[tuple[int, object]]) -> None:
    """What must hold in the end."""
    after = _looked(this)
    before = this.template.answers if OPERATIONS[this.name].indexed else None
    for answers in seen:
        if answers not in (before, after):
            this.fault("the index answered neither as before nor as after")
    for number, answer in meanwhile:
        if answer not in (before[number], after[number]):
            this.fault(f"the bot answered question {number} neither as before nor as after")
    compared = run(compare, this.folder)
    if compared.why or compared.values[0]:
        this.fault(f"other than a fresh index: {compared.why or compared.values[0]}")
    if left := leftovers(this.folder):
        this.fault(f"left for ever: {left}")


def _committed(this: Round) -> set[str]:
    ended = run(committed, this.folder)
    if ended.why:
        this.fault(f"the embedding cache cannot be read: {ended.why}")
        return set()
    keys: set[str] = ended.values[0]
    return keys


def _embedded_once(this: Round, kept: set[str]) -> set[str]:
    """Whether what was embedded since had not been committed; returns what is committed now."""
    log = log_of(this.folder)
    embedded = log.read_text().split() if log.exists() else []
    log.unlink(missing_ok=True)
    if again := kept.intersection(embedded):
        this.fault(f"{len(again)} texts embedded again")
    return _committed(this)
