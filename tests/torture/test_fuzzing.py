"""Some mutated files and hostile questions."""

from __future__ import annotations

from pathlib import Path

from tests.torture.files import files
from tests.torture.given import Given
from tests.torture.questions import questions


def test_no_file_does_more_than_be_skipped_by_its_name(tmp_path: Path) -> None:
    rows = files(Given(count=60), tmp_path)
    assert [fault for row in rows for fault in row.faults] == []
    assert [row.tried for row in rows] == [60, 60]


def test_every_question_is_answered_word_for_word_or_refused_in_one_line(tmp_path: Path) -> None:
    rows = questions(Given(count=60), tmp_path)
    assert [fault for row in rows for fault in row.faults] == []
    assert [row.tried for row in rows] == [60, 60, 6]
