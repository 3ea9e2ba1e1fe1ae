"""A warm question, all in, in one process: Wortlaut, the usual script, txtai, taking turns.

Every question goes through everything: embedding, both searches, sentence scores, quotes. The
systems take turns in blocks of ten questions, so that whatever else the machine does hits all.
Garbage is looked for as seldom as in the program, for all alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks import options, prepared, report
from benchmarks.latency import Percentiles, time_each
from benchmarks.peers import open_peers
from benchmarks.report import Table, milliseconds, times
from bot.garbage import collect_seldom

_QUESTIONS = 200
_WARM_UP = 10
_BLOCK = 10


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    collect_seldom()
    chosen, _ = options.read(options.parser(__doc__), argv)
    articles = prepared.benchmark_articles(chosen)
    asked = prepared.benchmark_questions(chosen, "de", articles)
    questions = [question.question for question in asked][:_QUESTIONS]
    _, index_dir = prepared.prepare(chosen, articles, f"quality-{len(articles)}")
    with prepared.open_searcher(chosen, index_dir) as searcher:
        peers = open_peers(chosen, prepared.texts_of(searcher))
        askers = {"Wortlaut": searcher.ask} | {peer.name: peer.ask for peer in peers}
        taken = _in_turns(askers, questions)
    report.publish([_table(taken, len(articles))], chosen.json, quick=chosen.quick)


def _in_turns(
    askers: Mapping[str, Callable[[str], object]], questions: Sequence[str]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in askers}
    for ask in askers.values():
        time_each(ask, questions[:_WARM_UP])
    for first in range(0, len(questions), _BLOCK):
        for name, ask in askers.items():
            taken[name] += time_each(ask, questions[first : first + _BLOCK])
    return taken


def _table(taken: dict[str, list[float]], articles: int) -> Table:
    ours = Percentiles.of(taken["Wortlaut"])
    rows = []
    for name, each in taken.items():
        found = Percentiles.of(each)
        cells = [milliseconds(value) for value in (found.p50, found.p95, found.p99)]
        rows.append((name, *cells, times(found.p50, ours.p50)))
    asked = len(taken["Wortlaut"])
    return Table(
        f"Warm question over {articles} articles, {asked} German questions",
        ("", "p50", "p95", "p99", "p50 against Wortlaut's"),
        tuple(rows),
    )


if __name__ == "__main__":
    main()
