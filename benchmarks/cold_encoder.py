"""The encoder alone: from process start to the first vector, then warm questions.

Beside it sentence-transformers with the same model, loaded from a folder on disk. Each run is a
process of its own, and the two take turns. "Cold" is the process; the files lie in the page cache
after the first turn, which is not counted.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import options, report
from benchmarks.peers import model_folder
from benchmarks.processes import Run, run
from benchmarks.report import Table, mebibytes, milliseconds, seconds, times
from retrieval.embedding.open import open_encoder

QUESTION = "Wann wurde der Vertrag über die Zusammenarbeit unterzeichnet?"
WARM_QUESTIONS = 100

_OURS = """
from retrieval.embedding.open import open_encoder
encoder = open_encoder(model, fingerprint=fingerprint, device="cpu")
embed = encoder.embed_questions
"""
_THEIRS = """
from sentence_transformers import SentenceTransformer
original = SentenceTransformer(folder, device="cpu")
def embed(texts):
    return original.encode(texts, prompt_name="query", normalize_embeddings=True)
"""
_MEASURE = """
import json, time
assert embed([question]).shape[0] == 1
taken = []
for number in range(warm):
    begun = time.perf_counter()
    embed([f"{question} {number}"])
    taken.append(time.perf_counter() - begun)
print(json.dumps(sorted(taken)))
"""


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--runs", type=int, default=7, help="how often each is started")
    chosen, parsed = options.read(arguments, argv)
    runs = 1 if chosen.quick else parsed.runs
    known = {
        "model": chosen.model,
        "fingerprint": open_encoder(chosen.model, device="cpu").fingerprint,
        "folder": str(model_folder(chosen)),
        "question": QUESTION,
    }
    cold: dict[str, list[Run]] = {}
    warm: dict[str, list[float]] = {}
    for turn in range(runs + 1):
        for name, code in (("Wortlaut", _OURS), ("sentence-transformers", _THEIRS)):
            first = run(_command(code, known | {"warm": 0}))
            then = run(_command(code, known | {"warm": WARM_QUESTIONS}))
            if turn > 0:
                cold.setdefault(name, []).append(first)
                warm.setdefault(name, []).extend(json.loads(then.output.splitlines()[-1]))
    report.publish([_table(chosen.model, runs, cold, warm)], chosen.json, quick=chosen.quick)


def _command(code: str, known: dict[str, object]) -> list[str | Path]:
    begins = "".join(f"{name} = {value!r}\n" for name, value in known.items())
    return ["env", f"PYTHONPATH={options.ROOT}", sys.executable, "-c", begins + code + _MEASURE]


def _table(
    model: str, runs: int, cold: dict[str, list[Run]], warm: dict[str, list[float]]
) -> Table:
    wall = {name: statistics.median(each.seconds for each in them) for name, them in cold.items()}
    peak = {
        name: statistics.median(each.peak_bytes for each in them) for name, them in cold.items()
    }
    rows = [
        (
            name,
            seconds(wall[name]),
            mebibytes(peak[name]),
            milliseconds(1000 * statistics.median(warm[name])),
            times(wall[name], wall["Wortlaut"]),
            times(peak[name], peak["Wortlaut"]),
            times(statistics.median(warm[name]), statistics.median(warm["Wortlaut"])),
        )
        for name in cold
    ]
    columns = ("", "cold", "peak memory", "a warm question", "ratio", "memory", "warm")
    title = f"From process start to the first vector, {model}, {runs} runs each, medians"
    return Table(title, columns, tuple(rows))


if __name__ == "__main__":
    main()
