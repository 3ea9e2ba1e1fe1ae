"""A few kills of each operation."""

from __future__ import annotations

from pathlib import Path

from tests.torture.given import Given
from tests.torture.kills import kills
from tests.torture.operations import OPERATIONS


def test_what_is_killed_leaves_a_good_index(tmp_path: Path) -> None:
    rows = kills(Given(count=2), tmp_path)
    assert [fault for row in rows for fault in row.faults] == []
    assert len(rows) == len(OPERATIONS)
    assert sum(row.tried for row in rows) >= 2
