"""Whatever stands in a file, it is read or refused in one line, in little time."""

from __future__ import annotations

from pathlib import Path

from tests.retrieval.corpus.fuzzing import faults
from tests.retrieval.corpus.mutations import mutated

COUNT = 300


def test_mutated_articles_are_read_or_refused(tmp_path: Path) -> None:
    assert list(faults(range(COUNT), tmp_path)) == []


def test_a_mutation_can_be_repeated() -> None:
    some = [mutated(seed) for seed in range(50)]
    assert some == [mutated(seed) for seed in range(50)]
    assert len(set(some)) == 50
