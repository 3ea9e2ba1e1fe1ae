"""Mutated articles at the door: what is neither read nor refused in one line, in little time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.readers import parse_article
from retrieval.errors import ArticleError
from retrieval.library import Library
from tests.retrieval.corpus.mutations import mutated

MAX_CPU_S = 10.0
"""Of the processor; the slowest of 10,000 took 1.0 s, a front matter of the greatest size."""

_INDEXED_BYTES = 20_000  # splitting takes time with the size, which is measured elsewhere
_BUGS = frozenset(
    {"file.unexpected", "file.reader_died", "file.takes_too_long", "file.takes_too_much"}
)
_WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    (".md", {}),
    (".txt", {}),
    (".md", {"title": "Titel", "url": "https://beispiel.example/a"}),
)


class OneDirection:
    """An encoder for which all texts are the same."""

    fingerprint = "one-direction"
    dimension = 8

    def embed_questions(self, texts: list[str]) -> NDArray[np.float32]:
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))

    embed_passages = embed_questions


def faults(seeds: Iterable[int], folder: Path) -> Iterator[str]:
    """Reads, adds and indexes mutated articles.

    Args:
        seeds: Their numbers.
        folder: An empty one, for corpus and index.

    Yields:
        A line for each fault, with the number to repeat it by.
    """
    corpus, empty = folder / "corpus", folder / "empty"
    corpus.mkdir()
    empty.mkdir()
    (corpus / "valid.txt").write_text("Valide\n\nDieser Satz ist immer da.\n")
    with closing(Library(folder / "none", corpus_dir=empty)) as library:
        for seed in seeds:
            raw = mutated(seed)
            for suffix in (".md", ".txt"):
                yield from _fault(f"{seed}, read as {suffix}", parse_article, raw, f"a{suffix}")
            suffix, given = _WAYS[seed % len(_WAYS)]
            (source := folder / f"source{suffix}").write_bytes(raw)
            told = library.corpus.given(**given)
            yield from _fault(f"{seed}, added as {suffix}", library.corpus.propose, source, told)
            if len(raw) <= _INDEXED_BYTES:
                (corpus / f"{seed}{'.txt' if seed % 4 == 0 else '.md'}").write_bytes(raw)
    index = Library(folder / "index", corpus_dir=corpus, encoder=OneDirection())
    report = index.build()
    for skipped in report.skipped:
        if skipped.problem.code in _BUGS:
            yield f"{skipped.path}: {skipped.problem}"
    yield from map(str, index.verify())


def _fault(what: str, function: Callable[..., object], *arguments: object) -> Iterator[str]:
    started = time.process_time()
    try:
        function(*arguments)
    except ArticleError as error:
        if _bug_in(error) or "\n" in str(error):
            yield f"{what}: {error}"
    except Exception as error:
        yield f"{what}: {type(error).__name__}: {error}"
    took = time.process_time() - started
    if took > MAX_CPU_S:
        yield f"{what}: took {took:.1f} s of the processor"


def _bug_in(error: ArticleError) -> bool:
    codes = {error.problem.code, getattr(error.problem.fields.get("reason"), "code", "")}
    return bool(codes & _BUGS)
