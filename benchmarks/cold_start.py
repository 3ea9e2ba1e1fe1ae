"""One question from a cold start: whole processes, wall time and peak memory, taking turns.

`wortlaut ask --json` against the usual script as a file of its own, and txtai. All have their
index built and their model on disk. "Cold" is the process; the files lie in the page cache after
the first turn, which is not counted. A run of `python -c pass` shows what Python itself takes.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import options, prepared, report, txtai_script, usual_script
from benchmarks.peers import TxtaiHybrid, UsualScript, model_folder, open_peers
from benchmarks.processes import Run, run, wortlaut
from benchmarks.report import Table, mebibytes, seconds, times

Command = list[str | Path]
_ANSWERED_OR_NOT = (0, 3)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--runs", type=int, default=7, help="how often each is started")
    chosen, parsed = options.read(arguments, argv)
    runs = 2 if chosen.quick else parsed.runs
    articles = prepared.benchmark_articles(chosen)
    question = prepared.benchmark_questions(chosen, "de", articles)[0].question
    corpus, index_dir = prepared.prepare(chosen, articles, f"quality-{len(articles)}")
    commands = _commands(chosen, corpus, index_dir, question)
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            finished = run(command, statuses=_ANSWERED_OR_NOT)
            if name != "python -c pass":
                json.loads(finished.output)  # it must have answered, not just ended
            if turn > 0:
                taken[name].append(finished)
    report.publish([_table(taken, len(articles), runs)], chosen.json, quick=chosen.quick)


def _commands(
    chosen: options.Options, corpus: Path, index_dir: Path, question: str
) -> dict[str, Command]:
    ask: Command = [wortlaut(), "ask", "--json", "--corpus", corpus, "--index", index_dir]
    commands: dict[str, Command] = {"Wortlaut": [*ask, "--", question]}
    with prepared.open_library(chosen, index_dir) as library:
        texts = prepared.texts_of(library)
    for peer in open_peers(chosen, texts):
        if isinstance(peer, UsualScript):
            folder = chosen.work / "usual-script-index"
            peer.save(folder)
            script = Path(usual_script.__file__)
            commands[peer.name] = [sys.executable, script, folder, model_folder(chosen), question]
        elif isinstance(peer, TxtaiHybrid):
            script = Path(txtai_script.__file__)
            commands[peer.name] = [sys.executable, script, peer.folder, question]
    return commands | {"python -c pass": [sys.executable, "-c", "pass"]}


def _table(taken: dict[str, list[Run]], articles: int, runs: int) -> Table:
    wall = {name: statistics.median(run.seconds for run in each) for name, each in taken.items()}
    peak = {name: statistics.median(run.peak_bytes for run in each) for name, each in taken.items()}
    rows = []
    for name, each in taken.items():
        fastest = min(run.seconds for run in each)
        slowest = max(run.seconds for run in each)
        rows.append(
            (
                name,
                seconds(wall[name]),
                f"{seconds(fastest)} – {seconds(slowest)}",
                mebibytes(peak[name]),
                times(wall[name], wall["Wortlaut"]),
                times(peak[name], peak["Wortlaut"]),
            )
        )
    columns = ("", "wall, median", "fastest – slowest", "peak memory", "wall ratio", "memory ratio")
    title = f"One question from a cold start over {articles} articles, {runs} runs each"
    return Table(title, columns, tuple(rows))


if __name__ == "__main__":
    main()
