"""Some of all damages, evenly."""

from __future__ import annotations

from pathlib import Path

from tests.torture.children import Done
from tests.torture.corruption import corruption
from tests.torture.damages import WAYS
from tests.torture.given import Given
from tests.torture.verdicts import complaints

ASK = ("ask", "Was?")


def test_whatever_is_damaged_ends_in_one_line_or_the_right_answer(tmp_path: Path) -> None:
    rows = corruption(Given(count=8), tmp_path, compiled=False)
    assert [fault for row in rows for fault in row.faults] == []
    assert sum(row.tried for row in rows) == 8
    assert len(WAYS) >= 10


def judged(*done: Done, kind: str = "index", altered: bool = True) -> list[str]:
    right = [Done(0, "All well\n", ""), Done(0, "Antwort\n", ""), Done(0, "3 articles\n", "")]
    commands = [("verify",), ASK, ("index",)][: len(done)]
    return list(complaints(kind, commands, done, right[: len(done)], altered=altered, content=True))


def test_the_judge_lets_pass_what_is_promised_and_nothing_else() -> None:
    found, line = Done(1, "x is altered\n", ""), Done(1, "", "wortlaut: x is damaged\n")
    assert judged(found, Done(0, "Antwort\n", "")) == []
    assert judged(line, line) == []
    assert judged(Done(0, "All well\n", ""), line) == ["`verify` finds nothing"]
    assert judged(Done(0, "All well\n", ""), line, altered=False) == []
    for wrong in (
        Done(0, "Andere Antwort\n", ""),
        Done(1, "", "wortlaut: x is damaged\nund noch eine\n"),
        Done(1, "", "thread panicked at x\nwortlaut: x is damaged\n"),
        Done(1, "Antwo", "wortlaut: x is damaged\n"),
    ):
        assert len(judged(found, wrong)) == 1, wrong
    remedy = Done(1, "", "wortlaut: x is damaged; run `wortlaut index`\n")
    assert len(judged(found, remedy, line)) == 1
