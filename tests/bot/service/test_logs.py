from __future__ import annotations

import json
import logging

from bot.service.logs import JsonLines, Pseudonyms, TextLines, frames_of


def record(message: str = "event", **extra: object) -> logging.LogRecord:
    made = logging.getLogger("bot.x").makeRecord("bot.x", 20, "f", 1, message, (), None)
    made.__dict__.update(extra)
    return made


def test_one_line_an_event() -> None:
    line = TextLines().format(record("answered", fields={"ms": 1.5, "question": "a\nb c"}))
    assert line.endswith('INFO answered ms=1.5 question="a\\nb c"')
    assert "\n" not in line


def test_a_library_s_line_break_stays_inside_the_line() -> None:
    assert "\n" not in TextLines().format(record("one\ntwo"))


def test_json() -> None:
    line = JsonLines().format(record("answered", fields={"ms": 1.5, "question": "ä\n"}))
    parsed = json.loads(line)
    assert (parsed["event"], parsed["ms"], parsed["question"]) == ("answered", 1.5, "ä\n")


def test_people_are_the_same_throughout_and_nothing_outside() -> None:
    one, other = Pseudonyms(b"a"), Pseudonyms(b"b")
    assert one.of(5) == one.of(5) != other.of(5)
    assert one.of(5) != one.of(6)
    assert one.of(None) is None


def test_frames_hold_places_and_no_values() -> None:
    try:
        int("secret question")
    except ValueError as error:
        shown = frames_of(error)
    assert "test_logs.py" in shown
    assert "secret" not in shown
