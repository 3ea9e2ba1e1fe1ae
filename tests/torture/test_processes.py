"""What the torture stands on: it sees a hang, a death and every word, and it can fail."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture import children
from tests.torture.processes import run
from tests.torture.report import Row, faults, markdown
from tests.torture.steps import Steps


def hangs() -> Iterator[str]:
    yield "begun"
    threading.Event().wait()


def dies() -> Iterator[str]:
    yield "begun"
    os.kill(os.getpid(), signal.SIGSEGV)


def writes(folder: Path, kill_at: int | None) -> Iterator[int]:
    steps = Steps(folder, kill_at, folder.with_name("told"))
    (folder / "a").write_text("a")
    (folder / "a").rename(folder / "b")
    with (folder / "b").open("ab") as file:
        os.fsync(file.fileno())
    yield steps.count


def speaks(folder: Path) -> Iterator[children.Done]:
    children.enter(folder)
    yield children.command("ask", "Was?")


def test_a_hang_and_a_death_are_told(tmp_path: Path) -> None:
    hung = run(hangs, limit_s=2.0)
    assert (hung.values, hung.why) == (["begun"], "did not end within 2 s")
    died = run(dies)
    assert (died.values, died.why) == (["begun"], "ended by SIGSEGV")


@pytest.mark.parametrize(
    ("kill_at", "left", "told"),
    [
        (1, [], "step 1, before open "),
        (2, ["a"], "step 2, before rename "),
        (4, ["b"], "step 4, before fsync "),
    ],
)
def test_killed_before_a_step(tmp_path: Path, kill_at: int, left: list[str], told: str) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    killed = run(writes, folder, kill_at)
    assert killed.why == "ended by SIGKILL"
    assert sorted(path.name for path in folder.iterdir()) == left
    assert (tmp_path / "told").read_text().startswith(told)


def test_all_steps_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    assert run(writes, folder, None).values == [4]  # open, rename, open, fsync


def test_a_command_is_heard_whole(tmp_path: Path) -> None:
    [done] = run(speaks, tmp_path).values
    assert done.is_one_line
    assert not done.shouts


def test_the_table_and_the_faults(capsys: pytest.CaptureFixture[str]) -> None:
    row = Row("kills", 1234, seconds=61.4)
    row.fault("`kills --first 3`", "gone")
    assert markdown([row]).splitlines() == [
        "| test  | tried | faults | time |",
        "| ----- | ----- | ------ | ---- |",
        "| kills | 1,234 | 1      | 61 s |",
    ]
    assert faults([row]) == "- kills, `kills --first 3`: gone"
    assert "gone" in capsys.readouterr().err
