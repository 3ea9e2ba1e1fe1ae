"""A warm question, all in: Wortlaut, the usual script, txtai, taking turns.

Every question goes through everything: embedding, both searches, sentence scores, quotes. Each
system is a process of its own, as people run it: nobody has torch beside Wortlaut in one. They take
turns in blocks of ten questions, the others waiting, so that whatever else the machine does hits
all. Garbage is looked for as seldom as in the program, for all alike.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import options, prepared, report
from benchmarks.latency import Percentiles, time_each
from benchmarks.peers import open_peers
from benchmarks.report import Table, milliseconds, times
from bot.cli.main import collect_seldom

_QUESTIONS = 200
_WARM_UP = 10
_BLOCK = 10

OURS = "Wortlaut"


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    chosen, _ = options.read(options.parser(__doc__), argv)
    articles = prepared.benchmark_articles(chosen)
    asked = prepared.benchmark_questions(chosen, "de", articles)
    questions = [question.question for question in asked][:_QUESTIONS]
    _, index_dir = prepared.prepare(chosen, articles, f"quality-{len(articles)}")
    systems = [System(chosen, index_dir, peer) for peer in (None, *chosen.peers)]
    try:
        taken = _in_turns([system for system in systems if system.name], questions)
    finally:
        for system in systems:
            system.close()
    report.publish([_table(taken, len(articles))], chosen.json, quick=chosen.quick)


class System:
    """A system in a process of its own, open and waiting for questions.

    Attributes:
        name: As the tables name it; empty if it is not installed.
    """

    def __init__(self, chosen: options.Options, index_dir: Path, peer: str | None) -> None:
        """Starts the process and waits until the system is open.

        Args:
            chosen: Where the data lies, which model.
            index_dir: Wortlaut's index; the peers read the texts it holds.
            peer: Which peer; Wortlaut itself if None.
        """
        start_anew = multiprocessing.get_context("spawn")
        self._asking, answering = start_anew.Pipe()
        self._process = start_anew.Process(
            target=_serve, args=(answering, chosen, index_dir, peer), daemon=True
        )
        self._process.start()
        answering.close()
        try:
            self.name: str = self._asking.recv()
        except EOFError:
            raise options.stop(f"{peer or OURS} ended before it could be asked") from None

    def time_each(self, questions: Sequence[str]) -> list[float]:
        """Milliseconds for each question."""
        self._asking.send(questions)
        taken: list[float] = self._asking.recv()
        return taken

    def close(self) -> None:
        """Ends the process."""
        self._asking.close()
        self._process.join()


def _serve(
    answering: Connection, chosen: options.Options, index_dir: Path, peer: str | None
) -> None:
    collect_seldom()
    with prepared.open_library(chosen, index_dir) as library:
        name = OURS
        ask: Callable[[str], object] = library.ask
        if peer is not None:
            only = replace(chosen, peers=(peer,))
            opened = open_peers(only, prepared.texts_of(library))
            name, ask = (opened[0].name, opened[0].ask) if opened else ("", ask)
        answering.send(name)
        while True:
            try:
                questions = answering.recv()
            except EOFError:
                return
            answering.send(time_each(ask, questions))


def _in_turns(systems: Sequence[System], questions: Sequence[str]) -> dict[str, list[float]]:
    for system in systems:
        system.time_each(questions[:_WARM_UP])
    taken: dict[str, list[float]] = {system.name: [] for system in systems}
    for first in range(0, len(questions), _BLOCK):
        for system in systems:
            taken[system.name] += system.time_each(questions[first : first + _BLOCK])
    return taken


def _table(taken: Mapping[str, Sequence[float]], articles: int) -> Table:
    ours = Percentiles.of(taken[OURS])
    rows = []
    for name, each in taken.items():
        found = Percentiles.of(each)
        cells = [milliseconds(value) for value in (found.p50, found.p95, found.p99)]
        rows.append((name, *cells, times(found.p50, ours.p50)))
    asked = len(taken[OURS])
    return Table(
        f"Warm question over {articles} articles, {asked} German questions",
        ("", "p50", "p95", "p99", "p50 against Wortlaut's"),
        tuple(rows),
    )


if __name__ == "__main__":
    main()
