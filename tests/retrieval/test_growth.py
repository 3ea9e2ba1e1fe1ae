"""Time grows with a text's size, not with its square, whatever the text is."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from retrieval.corpus.additions import Given, compose
from retrieval.errors import ArticleError
from retrieval.index.keywords.analysis import token_words, tokens
from retrieval.segmentation.segment import segment
from tests.retrieval.families import FAMILIES
from tests.retrieval.growth import cost

SIZE = 4_000
TRIES = 5
"""Of which one has to do: a busy machine makes any measurement long, and none short."""


def added(text: str) -> None:
    with suppress(ArticleError):  # "has no text beside its title"
        compose(text.encode(), "a", ".txt", Given(), frozenset())


def analysed(text: str) -> None:
    for token in tokens(text):
        token_words(token)


def seconds(task: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    task(text)
    return time.thread_time() - started


@pytest.mark.parametrize("family", FAMILIES)
def test_four_times_the_text_takes_about_four_times_as_long(family: str) -> None:
    short, long = FAMILIES[family](SIZE), FAMILIES[family](4 * SIZE)
    for task in (added, segment, analysed):
        task(short)  # what is loaded and remembered once
        assert any(seconds(task, long) < 6 * seconds(task, short) + 0.02 for _ in range(TRIES)), (
            task.__name__
        )


def test_what_is_measured_in_a_process_of_its_own() -> None:
    taken = cost("index", "sentences", 2_000)
    assert taken.seconds > 0
    assert taken.megabytes > 20
