"""Trains the reader from beginning to end; what a killed run had done is not done again.

    python -m training DATA BENCHMARK [--build DIR]

Prepares the sets, learns, writes `late_interaction.npz`, and fits the weights. Nothing of the
package is changed: the last lines say what goes where. `training.confidence` comes after that.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import everyday
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.open import open_encoder
from retrieval.errors import WortlautError
from retrieval.reading.late_interaction import LateInteraction
from retrieval.reading.weighing import WEIGHTS
from training.data import TRAINED_ON, TRIED_ON, load
from training.export import export
from training.judging import BUILD, benchmark_articles, choices, questions_learned_about
from training.prepare import prepare
from training.train import Settings, train
from training.weights import fit, judge


def main() -> None:
    """Reads the command line and runs all of it."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Trains the reader.")
    parser.add_argument("data", type=Path, help="the folder with the public sets")
    parser.add_argument("benchmark", type=Path, help="the folder with the development benchmark")
    parser.add_argument("--build", type=Path, default=BUILD, help=f"work goes here ({BUILD})")
    given = parser.parse_args()
    try:
        _run(given.data, given.benchmark, given.build)
    except (OSError, WortlautError) as error:
        raise SystemExit(f"not trained: {error}") from error


def _run(data: Path, benchmark: Path, build: Path) -> None:
    sets = {name: load(data, name) for name in (*TRAINED_ON, *TRIED_ON)}
    encoder = open_encoder(device="cpu")
    if not isinstance(encoder, CompiledEncoder) or not encoder.compiled.layers:
        raise SystemExit("not trained: this encoder gives no states of its layers")
    for name, examples in sets.items():
        done = "prepared" if prepare(name, examples, encoder, build) else "as prepared before"
        _say(f"{name}: {len(examples)} questions, {done}")
    model = train(build, TRAINED_ON, TRIED_ON, Settings(), _say)
    target = build / "late_interaction.npz"
    sha256 = export(model.state_dict(), target)
    _say(f"{target} is retrieval/reading/data/{target.name}; DATA_SHA256 is {sha256}")
    fit_weights(benchmark, encoder, LateInteraction(target, sha256), build / "weights")


def fit_weights(
    benchmark: Path, encoder: CompiledEncoder, reader: LateInteraction, folder: Path
) -> None:
    """Fits the weights on our stories for choosing and on the benchmark's articles learned from.

    Args:
        benchmark: The folder of the development benchmark.
        encoder: Embeds.
        reader: Reads.
        folder: For corpora and indexes.
    """
    own = [question for question in everyday.questions("choose") if question.answerable]
    texts = benchmark_articles(benchmark)
    asked = questions_learned_about(texts, benchmark / "dev-questions.jsonl")
    found = choices(own, everyday.articles(), encoder, reader, folder / "own")
    more = choices(asked, texts, encoder, reader, folder / "benchmark")
    weights = fit([*found, *more])
    for name, judged in (("own stories", found), ("the benchmark's articles", more)):
        chosen = judge(judged, weights)
        _say(f"{name}, {chosen.questions}: passage {chosen.passage:.3f}, mark {chosen.mark:.3f}")
    named = zip(WEIGHTS, weights.tolist(), strict=True)
    _say("weights of weighing.py: " + ", ".join(f"{name} {value:.2f}" for name, value in named))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
