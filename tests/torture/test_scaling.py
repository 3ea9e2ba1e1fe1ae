"""A few families, short texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.given import Given
from tests.torture.scaling import Growth, scaling


@pytest.mark.parametrize("name", ["sentences", "one word", "combining marks"])
def test_time_and_memory_grow_with_the_length_of_a_text(tmp_path: Path, name: str) -> None:
    [row] = scaling(Given(5_000, only=name), tmp_path)
    assert row.faults == []
    assert row.tried == 1
    assert name in row.behind


def test_what_is_quadratic_is_told_from_what_is_linear() -> None:
    linear = Growth("", [5.0, 10.0, 20.0], [10_000_000, 20_000_000, 40_000_000])
    quadratic = Growth("", [5.0, 20.0, 80.0], [300_000_000, 1_200_000_000, 4_800_000_000])
    assert max(linear.ratio, linear.memory_ratio) < 4
    assert min(quadratic.ratio, quadratic.memory_ratio) > 8
