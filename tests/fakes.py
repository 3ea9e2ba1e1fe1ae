"""Stand-ins that behave like the real thing, only small."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.calibrate import calibrate
from retrieval.index.build import build_index as builder
from retrieval.index.keywords import NearWord
from retrieval.reports import BuildReport

_NGRAM = 4
_WORD_WEIGHT = 3.0
_WORDS = re.compile(r"\w{4,}")


class ListedKeywords:
    """Keywords in plain lists: a word is itself, in any case, and counts once; short ones do not.

    Attributes:
        passages: Words of each passage.
        sentences: Words of each sentence.
    """

    def __init__(self, passages: Iterable[str], sentences: Iterable[str]) -> None:
        self.passages = [_words(text) for text in passages]
        self.sentences = [_words(text) for text in sentences]

    def __len__(self) -> int:
        return len(self.passages)

    def search(self, question: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        scores = self.scores(question, range(len(self)))
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        best = best[scores[best] > 0]
        return best.astype(np.int64), scores[best]

    def scores(self, question: str, numbers: Sequence[int]) -> NDArray[np.float32]:
        shared = [len(_words(question) & self.passages[number]) for number in numbers]
        return np.array(shared, np.float32)

    def holding(self, text: str, k: int, *, above: bool = False) -> NDArray[np.int64]:
        held = (n for n, words in enumerate(self.passages) if _words(text) <= words)
        return np.array([] if above or not _words(text) else list(held)[:k], np.int64)

    def sharing(self, text: str, k: int) -> NDArray[np.int64]:
        return self.search(text, k)[0]

    def coverage(self, question: str, sentences: range) -> float:
        held = set[str]().union(*(self.sentences[number] for number in sentences))
        return len(_words(question) & held) / max(len(_words(question)), 1)

    def coverage_of_sentences(
        self, question: str, numbers: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        alone = [self.coverage(question, range(n, n + 1)) for n in map(int, numbers)]
        return np.array(alone, np.float32)

    def near(self, word: str) -> list[NearWord]:
        return []

    def unknown_words(self, question: str) -> tuple[str, ...]:
        known = set[str]().union(*self.passages)
        return tuple(w for w in _WORDS.findall(question) if w.casefold() not in known)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text)}


class TinyEncoder:
    """A deterministic encoder: texts that share words (or parts of words) point the same way.

    Each word and each character 4-gram of a word is a feature; a feature's hash seeds its own
    random direction; a text is the weighted sum of its features' directions, scaled to length 1.
    Needs no files and gives the same vectors in every process and on every machine.

    Attributes:
        fingerprint: `tiny-1` unless told otherwise.
        dimension: Length of the vectors.
        calls: How often one of the two methods was called with at least one text.
        embedded: Every text embedded, in order.
    """

    def __init__(self, fingerprint: str = "tiny-1", dimension: int = 64) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.calls = 0
        self.embedded: list[str] = []

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += bool(texts)
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[:] = self._vector(text)
        return vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        # A text without a word still gets a vector of length 1, as with a real model.
        total = 0.01 * _direction("", self.dimension)
        for feature, count in sorted(Counter(_features(text)).items()):
            weight = _WORD_WEIGHT * min(len(feature), 8) / 8 if feature[0] == "=" else 1.0
            total = total + weight * np.sqrt(count) * _direction(feature, self.dimension)
        return (total / np.linalg.norm(total)).astype(np.float32)


def _features(text: str) -> Iterator[str]:
    for word in re.findall(r"\w+", text.casefold()):
        yield "=" + word
        yield from (word[i : i + _NGRAM] for i in range(len(word) - _NGRAM + 1))


@lru_cache(maxsize=100_000)
def _direction(feature: str, dimension: int) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(dimension) / np.sqrt(dimension)


def build_index(corpus_dir: Path, index_dir: Path, *arguments: Any, **options: Any) -> BuildReport:
    """Builds an index as the door does."""
    return builder.build_index(corpus_dir, index_dir, *arguments, calibrate=calibrate, **options)
