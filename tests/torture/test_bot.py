"""A few kills with questions waiting, and a soak of some seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import soak as soaking
from tests.torture.given import Given
from tests.torture.soak import soak
from tests.torture.waiting import waiting


def test_what_is_killed_answers_each_question_once(tmp_path: Path) -> None:
    (row,) = waiting(Given(count=2), tmp_path)
    assert (row.tried, row.faults) == (2, [])


def test_what_it_holds_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soaking, "_EVERY_S", 0.2)
    (row,) = soak(Given(count=2), tmp_path)
    assert row.tried == 2
    assert len(row.behind.splitlines()) > 5


@pytest.mark.parametrize(("last", "faults"), [(100, 0), (109, 0), (112, 2)])
def test_what_grows_is_a_fault(tmp_path: Path, monkeypatch, last: float, faults: int) -> None:
    async def seen(*_: object) -> list[soaking.Sample]:
        values = [90, 90, 100, 100, 105, 105, last, last]
        return [soaking.Sample(n, value, value, n) for n, value in enumerate(values)]

    monkeypatch.setattr(soaking, "_soak", seen)
    (row,) = soak(Given(count=8), tmp_path)
    assert len(row.faults) == faults
