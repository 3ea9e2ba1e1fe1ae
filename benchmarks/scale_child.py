"""The processes that `benchmarks.scale` measures; each prints one line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import usual_script
from benchmarks.encoders import open_model
from benchmarks.generate import news_generator
from benchmarks.latency import Percentiles, time_each
from benchmarks.windows import windows
from bot.cli.main import collect_seldom

_WARM_UP = 20
_NEAREST = 50
_ROWS_AT_ONCE = 65_536


def build(corpus: str, index_dir: str, encoder: str) -> dict[str, object]:
    """Builds the index."""
    from retrieval.library import Library

    built = Library(
        Path(index_dir), corpus_dir=Path(corpus), encoder=open_model(encoder), model=encoder
    ).build()
    return {
        "seconds": built.seconds,
        "passages": built.passages,
        "sentences": built.sentences,
        "embedded": built.embedded,
    }


def serve(index_dir: str, encoder: str, data: str, size: str, asked: str) -> dict[str, object]:
    """Opens the index and times warm questions."""
    from retrieval.library import Library

    questions = _questions(data, int(size), int(asked) + _WARM_UP)
    with Library(Path(index_dir), encoder=open_model(encoder)) as library:
        time_each(library.ask, questions[:_WARM_UP])
        return asdict(Percentiles.of(time_each(library.ask, questions[_WARM_UP:])))


def recall(index_dir: str, encoder: str, data: str, size: str, asked: str) -> dict[str, object]:
    """Compares the FAISS index with an exact search over the passage nearest."""
    import faiss

    from retrieval.index import in_force, nearest, vector_files

    folder = in_force.current_generation(Path(index_dir))
    model = open_model(encoder)
    vectors_file = folder / in_force.PASSAGE_VECTORS_NAME
    passages = vector_files.open_matrix(vectors_file, model.dimension)
    rows = vector_files.VectorRows(vectors_file, model.dimension)
    path = folder / in_force.PASSAGE_INDEX_NAME
    kind = type(faiss.read_index(str(path))).__name__
    opened = nearest.PassageIndex.open(path, rows)
    questions = model.embed_questions(_questions(data, int(size), int(asked)))
    exact = _exact(passages, questions)
    shares = [
        len(np.intersect1d(opened.search(question, _NEAREST), nearest)) / len(nearest)
        for question, nearest in zip(questions, exact, strict=True)
    ]
    return {"recall": float(np.mean(shares)), "index": kind, "exact": "IndexFlat" in kind}


def usual(corpus: str, encoder: str, data: str, size: str, asked: str) -> dict[str, object]:
    """The usual script with the same vectors: builds in memory, then answers."""
    from retrieval.corpus.folder import scan_corpus

    model = open_model(encoder)
    started = time.perf_counter()
    loaded, _ = scan_corpus(Path(corpus))
    cut = windows({file.article.id: file.article.text for file in loaded})
    del loaded
    texts = [window.text for window in cut]
    index = usual_script.make_index(model.embed_passages(texts))
    elapsed = time.perf_counter() - started

    def ask(question: str) -> object:
        _, numbers = index.search(model.embed_questions([question]), usual_script.QUOTES)
        return [texts[number] for number in numbers[0]]

    questions = _questions(data, int(size), int(asked) + _WARM_UP)
    time_each(ask, questions[:_WARM_UP])
    taken = Percentiles.of(time_each(ask, questions[_WARM_UP:]))
    size_bytes = index.ntotal * index.d * 4 + sum(len(text.encode()) for text in texts)
    return asdict(taken) | {"seconds": elapsed, "windows": len(cut), "bytes": size_bytes}


def _questions(data: str, size: int, count: int) -> list[str]:
    generator = news_generator(Path(data))
    return [generator.question(number * size // count) for number in range(count)]


def _exact(
    passages: NDArray[np.float16], questions: NDArray[np.float32]
) -> list[NDArray[np.int64]]:
    """Numbers of the nearest passages of each question, by comparing with every one."""
    cosines = np.empty((len(questions), len(passages)), dtype=np.float32)
    for first in range(0, len(passages), _ROWS_AT_ONCE):
        block = passages[first : first + _ROWS_AT_ONCE].astype(np.float32)
        cosines[:, first : first + len(block)] = questions @ block.T
    count = min(_NEAREST, len(passages))
    return [np.argpartition(-row, count - 1)[:count] for row in cosines]


_PARTS: dict[str, Callable[..., dict[str, object]]] = {
    "build": build,
    "serve": serve,
    "recall": recall,
    "usual": usual,
}


if __name__ == "__main__":
    collect_seldom()  # as the program does
    print(json.dumps(_PARTS[sys.argv[1]](*sys.argv[2:])))
