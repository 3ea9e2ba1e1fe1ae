import io
import sys

import pytest

from bot.cli import progress
from bot.cli.progress import BarReporter, LineReporter, progress_on_stderr
from bot.texts.languages import texts_for

EN = texts_for("en")


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_line_when_a_stage_begins_and_another_now_and_then(capsys, clock):
    report = LineReporter(EN)
    for done in range(0, 101, 10):
        report("embed", done, 100)
        clock.now += 4
    report("write", 0, 3)

    assert capsys.readouterr().err.splitlines() == [
        "Embedding texts: 100",
        "Embedding texts: 30/100, 0:28 left",
        "Embedding texts: 60/100, 0:16 left",
        "Embedding texts: 90/100, 0:04 left",
        "Writing the index: 3",
    ]


def test_a_stage_with_nothing_to_do_is_not_mentioned(capsys):
    LineReporter(EN)("embed", 0, 0)
    BarReporter(EN)("embed", 0, 0)

    assert capsys.readouterr().err == ""


def test_a_terminal_gets_bars_that_vanish(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress_on_stderr(EN) as report:
        assert isinstance(report, BarReporter)
        report("read", 1, 2)
        report("read", 2, 2)
        report("embed", 0, 10)
    shown = sys.stderr.getvalue()

    assert "Reading files" in shown
    assert "2/2" in shown
    assert "0/10" in shown
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_bars_are_taken_away_when_interrupted(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")

    def interrupted():
        with progress_on_stderr(EN) as report:
            report("read", 1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert sys.stderr.getvalue().count("\x1b[?25h") == 1


def test_a_dumb_terminal_gets_lines(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    with progress_on_stderr(EN) as report:
        assert isinstance(report, LineReporter)
