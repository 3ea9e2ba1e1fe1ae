"""Embedding throughput of the encoder alone, beside sentence-transformers with the same model.

Texts are made up, the same each time: passages and sentences of German words as long as those of a
news corpus. The two take turns, text lot by text lot, so that whatever else the machine is doing
falls on both; each may use every core. sentence-transformers runs as it does unless told otherwise,
with batches of 32.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks import options, report
from benchmarks.report import Table, times
from retrieval.embedding.compiling.load import load_model
from retrieval.embedding.fingerprint import resolve_model
from retrieval.embedding.open import open_encoder

Embed = Callable[[list[str]], NDArray[np.float32]]

KINDS = {"sentences": (40, 200), "passages": (300, 480), "long passages": (850, 950)}
"""Shortest and longest text, in characters."""

# fmt: off
_WORDS = [
    "der", "die", "das", "und", "in", "zu", "den", "mit", "von", "auf", "für", "im", "dem",
    "nicht", "ein", "eine", "als", "auch", "es", "an", "werden", "aus", "er", "hat", "dass",
    "sie", "nach", "wird", "bei", "einer", "um", "am", "sind", "noch", "wie", "einem",
    "über", "einen", "so", "zum", "war", "haben", "nur", "oder", "aber", "vor", "zur",
    "bis", "mehr", "durch", "man", "sein", "wurde", "sei", "Prozent", "Jahr", "Regierung",
    "Stadt", "Unternehmen", "Millionen", "Euro", "Menschen", "Land", "Präsident", "Vertrag",
    "Zusammenarbeit", "Verteidigung", "Ministerin", "Sprecher", "Bundesregierung",
    "Wirtschaft", "Verhandlungen", "Außenminister", "Bevölkerung", "Haushalt", "Feuerwehr",
    "Polizei", "Bürgermeisterin", "Autobahn", "Krankenhaus", "Universität", "Forscher",
    "Entwicklung", "Entscheidung", "Vorschlag", "unterzeichnet", "beschlossen",
    "angekündigt", "kritisierte", "erklärte", "forderte", "gestiegen", "verletzt",
    "geplant",
]
# fmt: on


def made_up(kind: str, count: int, seed: int) -> list[str]:
    """Texts of German words, of the kind's lengths."""
    chooser = random.Random(f"{kind}{seed}")  # noqa: S311 (no secret)
    return [_text(chooser, chooser.randint(*KINDS[kind])) for _ in range(count)]


def _text(chooser: random.Random, length: int) -> str:
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(chooser.choice(_WORDS) + chooser.choice(["", "", "", "", "", ",", "."]))
    return " ".join(words)[:length]


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--turns", type=int, default=5, help="how often each embeds a lot")
    arguments.add_argument("--texts", type=int, default=64, help="texts in a lot")
    arguments.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    chosen, parsed = options.read(arguments, argv)
    turns, texts = (1, 8) if chosen.quick else (parsed.turns, parsed.texts)
    encoder = open_encoder(chosen.model, device=parsed.device)
    original = load_model(resolve_model(chosen.model), parsed.device)

    def usual(lot: list[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = original.encode(
            lot, prompt_name="document", normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    rows = []
    for kind in KINDS:
        lots = [made_up(kind, texts, turn) for turn in range(turns + 1)]
        rows.append(_compare(kind, lots, encoder.embed_passages, usual))
    columns = ("texts", "characters", "Wortlaut", "sentence-transformers", "ratio", "mean cosine")
    title = f"Texts embedded a second, {chosen.model}, {turns} lots of {texts}, medians"
    report.publish([Table(title, columns, tuple(rows))], chosen.json, quick=chosen.quick)


def _compare(kind: str, lots: list[list[str]], ours: Embed, theirs: Embed) -> tuple[str, ...]:
    """Both over every lot, in turns; the first lot warms up and is not counted."""
    taken: list[tuple[float, float]] = []
    cosines: list[float] = []
    for lot in lots:
        mine, my_seconds = _timed(ours, lot)
        other, other_seconds = _timed(theirs, lot)
        taken.append((my_seconds, other_seconds))
        cosines.append(float((mine * other).sum(axis=1).mean()))
    mine_s, other_s = (statistics.median(each) for each in zip(*taken[1:], strict=True))
    texts = [text for lot in lots for text in lot]
    return (
        kind,
        f"{statistics.mean(map(len, texts)):.0f}",
        f"{len(lots[0]) / mine_s:.1f}",
        f"{len(lots[0]) / other_s:.1f}",
        times(other_s, mine_s),
        f"{statistics.mean(cosines):.4f}",
    )


def _timed(embed: Embed, lot: list[str]) -> tuple[NDArray[np.float32], float]:
    begun = time.perf_counter()
    vectors = embed(lot)
    return vectors, time.perf_counter() - begun


if __name__ == "__main__":
    main()
