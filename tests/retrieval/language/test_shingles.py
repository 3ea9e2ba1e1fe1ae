"""Sketches find the texts that are alike, and few others."""

from __future__ import annotations

import random

import numpy as np
import pytest

from retrieval.corpus.duplicates import LEAST_SIMILARITY
from retrieval.language.shingles import (
    NO_HASH,
    SKETCH,
    least_shared,
    runs_of,
    similarity_of,
    sketch_of,
    words_of,
)

WORDS = [f"wort{i}" for i in range(3000)]


def prose(seed: int, words: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)  # noqa: S311


def changed(words: list[str], every: int) -> list[str]:
    return [f"x{i}" if i % every == 0 else word for i, word in enumerate(words)]


def in_both(left: list[str], right: list[str]) -> int:
    one, other = sketch_of(left), sketch_of(right)
    return int((np.isin(one, other) & (one != NO_HASH)).sum())


def test_a_sketch_is_of_the_words_alone() -> None:
    assert words_of("„Größe!“ -\n\nGRÖSSE 2") == ["grösse", "grösse", "2"]
    assert (sketch_of(words_of("Ein Text.")) == sketch_of(words_of("ein\n\n»TEXT«"))).all()


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 36, 400])
def test_a_sketch_has_one_length(count: int) -> None:
    sketch = sketch_of(prose(1, count))
    assert (sketch.shape, sketch.dtype) == ((SKETCH,), np.uint64)
    assert (np.diff(sketch[sketch != NO_HASH].astype(object)) > 0).all()
    assert (sketch != NO_HASH).sum() == min(SKETCH, max(1, count - 4))


@pytest.mark.parametrize("every", [10, 25, 50, 100, 400])
def test_the_share_in_both_sketches_is_the_similarity(every: int) -> None:
    pairs = [(prose(seed), changed(prose(seed), every)) for seed in range(60)]
    alike = np.mean([similarity_of(runs_of(a), runs_of(b)) for a, b in pairs])
    shared = np.mean([in_both(a, b) for a, b in pairs]) / SKETCH
    assert shared == pytest.approx(2 * alike / (1 + alike), abs=0.05)


@pytest.mark.parametrize("words", [80, 200, 280, 380])
def test_a_beginning_shares_less_by_as_much_as_it_is_shorter(words: int) -> None:
    shared = np.mean([in_both(prose(seed), prose(seed)[:words]) for seed in range(60)]) / SKETCH
    assert shared == pytest.approx(words / 400, abs=0.05)


def test_no_copy_is_missed() -> None:
    pairs = [
        (prose(seed, 300), changed(prose(seed, 300), every))
        for seed in range(100)
        for every in (33, 40, 90)
    ]
    alike = [pair for pair in pairs if similarity_of(*map(runs_of, pair)) >= LEAST_SIMILARITY]
    assert len(alike) > 100
    assert min(in_both(*pair) for pair in alike) >= least_shared(SKETCH)


def test_texts_that_are_not_alike_share_nothing() -> None:
    assert sum(in_both(prose(seed), prose(seed + 1)) for seed in range(100)) == 0


def test_the_order_of_words_counts() -> None:
    words = prose(7)
    assert in_both(words, list(reversed(words))) == 0
    assert in_both(words, words[200:] + words[:200]) >= SKETCH - 4


def test_a_sketch_is_the_same_in_every_process() -> None:
    assert sketch_of(["ein", "kurzer", "text"])[0] == np.uint64(6255580630999937252)
