"""How it goes with size: 1,000 and 10,000 generated articles, and 100,000 with `--sizes`.

Every build and every server is a process of its own, so that its peak memory is its own. The
vectors are the cheap deterministic encoder's, for building and for asking: a warm question with
the real model takes its embedding time more (`benchmarks.warm_latency`). Recall compares the 50
passages that the FAISS index finds with the 50 that an exact comparison with every passage finds.

The peer is the usual script with the same vectors: a flat FAISS index over fixed windows, all in
memory, written anew for every change.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import options, report
from benchmarks.generate import Generator, grow, news_generator, write_article
from benchmarks.processes import Run, child, tree_bytes
from benchmarks.report import Table, mebibytes, milliseconds, seconds, times

_CHILD = "benchmarks.scale_child"
_SIZES = (1_000, 10_000)
_QUICK_SIZES = (20,)
_COLUMNS = (
    "articles",
    "passages",
    "build",
    "one more article",
    "on disk",
    "peak of build",
    "peak of serving",
    "p50",
    "p95",
    "p99",
    "recall@50",
)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs every size and prints the table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=_SIZES, help="articles")
    arguments.add_argument("--questions", type=int, default=300, help="timed questions")
    arguments.add_argument("--encoder", default="hashed", help="embedding model, or `hashed`")
    arguments.add_argument(
        "--language",
        default="de",
        help="the articles say they are in: it tells which splitter cuts their sentences",
    )
    chosen, parsed = options.read(arguments, argv)
    sizes = _QUICK_SIZES if chosen.quick else tuple(sorted(parsed.sizes))
    asked = 20 if chosen.quick else parsed.questions
    generator = news_generator(chosen.data)
    corpus = chosen.work / "scale" / f"corpus-{parsed.language}"
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    for size in sizes:
        grow(generator, corpus, size, parsed.language)
        measured = Size(chosen, generator, corpus, size, asked, parsed.encoder, parsed.language)
        rows.append(measured.wortlaut())
        if "usual" in chosen.peers and parsed.encoder == "hashed":
            rows.append(measured.usual())
            notes.append(measured.against())
    title = f"Scale, generated articles, encoder `{parsed.encoder}`, {asked} warm questions"
    if parsed.language != "de":
        title += f", declared `{parsed.language}`"
    report.publish(
        [Table(title, _COLUMNS, tuple(rows), tuple(notes))], chosen.json, quick=chosen.quick
    )


class Size:
    """The measurements at one size."""

    def __init__(
        self,
        chosen: options.Options,
        generator: Generator,
        corpus: Path,
        size: int,
        asked: int,
        encoder: str,
        language: str,
    ) -> None:
        """Prepares a size.

        Args:
            chosen: Where the data lies, where to work.
            generator: Makes one more article, and the questions.
            corpus: Holds exactly `size` generated articles.
            size: How many.
            asked: How many questions to time.
            encoder: Name of the encoder.
            language: That the articles say they are in.
        """
        self._generator = generator
        self._corpus = corpus
        self._size = size
        self._index = chosen.work / "scale" / f"index-{size}"
        self._encoder = encoder
        self._language = language
        self._asking = [str(chosen.data), str(size), str(asked)]
        self._ours: tuple[Any, Run] | None = None
        self._theirs: tuple[Any, Run] | None = None

    def wortlaut(self) -> tuple[str, ...]:
        """Builds, rebuilds with one more article, serves, compares with exact search."""
        shutil.rmtree(self._index, ignore_errors=True)
        built, building = self._build()
        article = self._generator.article(self._size)
        added = write_article(article, self._corpus, self._language)
        again, _ = self._build()
        added.unlink()
        on_disk = tree_bytes(self._index)
        served, serving = child(_CHILD, "serve", self._index, self._encoder, *self._asking)
        recall, _ = child(_CHILD, "recall", self._index, self._encoder, *self._asking)
        self._ours = again, serving
        return (
            f"{self._size:,}",
            f"{built['passages']:,}",
            seconds(built["seconds"]),
            f"{seconds(again['seconds'])}, {again['embedded']} embedded",
            mebibytes(on_disk),
            mebibytes(building.peak_bytes),
            mebibytes(serving.peak_bytes),
            *(milliseconds(served[p]) for p in ("p50", "p95", "p99")),
            "exact" if recall["exact"] else f"{recall['recall']:.4f} ({recall['index']})",
        )

    def usual(self) -> tuple[str, ...]:
        """The usual script: one process builds and serves."""
        found, running = child(_CHILD, "usual", self._corpus, self._encoder, *self._asking)
        self._theirs = found, running
        peak = mebibytes(running.peak_bytes)
        return (
            "usual script",
            f"{found['windows']:,}",
            seconds(found["seconds"]),
            seconds(found["seconds"]),
            mebibytes(found["bytes"]),
            peak,
            peak,
            *(milliseconds(found[p]) for p in ("p50", "p95", "p99")),
            "exact",
        )

    def against(self) -> str:
        """The two in one line."""
        if self._ours is None or self._theirs is None:
            return ""
        (again, serving), (theirs, running) = self._ours, self._theirs
        return (
            f"{self._size:,} articles: the usual script takes "
            f"{times(running.peak_bytes, serving.peak_bytes)} the memory of serving and "
            f"{times(theirs['seconds'], again['seconds'])} the time of a build with one article "
            "more. Its questions are one search: no sentences, no BM25."
        )

    def _build(self) -> tuple[Any, Run]:
        return child(_CHILD, "build", self._corpus, self._index, self._encoder)


if __name__ == "__main__":
    main()
