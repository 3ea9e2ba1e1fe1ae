"""From a folder of articles to an index, nothing known before: Wortlaut beside the usual script.

Wortlaut embeds more than the script does: every passage, and every sentence besides. So the table
gives characters embedded a second, which compares the engines, and articles a second, which is what
one waits for. Each starts from an empty folder and loads its model before the clock starts.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import options, prepared, report, usual_script
from benchmarks.encoders import open_model
from benchmarks.layout import lay_out
from benchmarks.peers import model_folder
from benchmarks.report import Table, seconds, times
from benchmarks.windows import windows
from retrieval.corpus.folder import scan_corpus
from retrieval.embedding.encoder import Encoder
from retrieval.library import Library


class CountingEncoder:
    """Another encoder, with a count of what it embeds and of the time that takes."""

    def __init__(self, encoder: Encoder) -> None:
        """Wraps an encoder."""
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.texts = 0
        self.chars = 0
        self.seconds = 0.0

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder does."""
        return self._encoder.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder does, counted."""
        started = time.perf_counter()
        vectors = self._encoder.embed_passages(texts)
        self.seconds += time.perf_counter() - started
        self.texts += len(texts)
        self.chars += sum(map(len, texts))
        return vectors


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the benchmark and prints its table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--news", type=int, default=60, help="news articles beside the 24")
    chosen, parsed = options.read(arguments, argv)
    articles = prepared.benchmark_articles(chosen, news=parsed.news)
    folder = chosen.work / "indexing"
    corpus = lay_out(articles, folder / "corpus")
    rows = [_wortlaut(chosen, corpus, folder / "index", len(articles))]
    if "usual" in chosen.peers:
        rows.append(_usual(chosen, corpus, len(articles)))
    columns = ("", "whole", "embedding", "texts", "texts/s", "characters/s", "articles/s")
    cells = [(name, *_cells(found)) for name, *found in rows]
    notes = []
    if len(rows) == 2:
        ours, theirs = rows
        notes.append(
            f"Characters embedded a second: {times(ours[4] / ours[2], theirs[4] / theirs[2])} the "
            f"usual script's; whole build in {ours[1] / theirs[1]:.2f} of its time."
        )
    title = f"Indexing {len(articles)} articles from nothing"
    report.publish(
        [Table(title, columns, tuple(cells), tuple(notes))], chosen.json, quick=chosen.quick
    )


Row = tuple[str, float, float, int, int, int]
"""Name, whole seconds, seconds of embedding, texts, characters, articles."""


def _cells(found: Sequence[float]) -> tuple[str, ...]:
    whole, embedding, texts, chars, articles = found
    return (
        seconds(whole),
        seconds(embedding),
        f"{texts:,.0f}",
        f"{texts / embedding:.1f}",
        f"{chars / embedding:,.0f}",
        f"{articles / whole:.1f}",
    )


def _wortlaut(chosen: options.Options, corpus: Path, index_dir: Path, articles: int) -> Row:
    shutil.rmtree(index_dir, ignore_errors=True)
    encoder = CountingEncoder(open_model(chosen.model))
    encoder.embed_questions(["warm"])
    built = Library(index_dir, corpus_dir=corpus, encoder=encoder, model=chosen.model).build()
    return "Wortlaut", built.seconds, encoder.seconds, encoder.texts, encoder.chars, articles


def _usual(chosen: options.Options, corpus: Path, articles: int) -> Row:
    model = usual_script.load_model(model_folder(chosen))
    usual_script.embed(model, ["warm"], "query")
    started = time.perf_counter()
    loaded, _ = scan_corpus(corpus)
    cut = windows({file.article.id: file.article.text for file in loaded})
    before = time.perf_counter()
    vectors = usual_script.embed(model, [window.text for window in cut], "passage")
    embedding = time.perf_counter() - before
    usual_script.make_index(vectors)
    whole = time.perf_counter() - started
    chars = sum(len(window.text) for window in cut)
    return "usual script", whole, embedding, len(cut), chars, articles


if __name__ == "__main__":
    main()
