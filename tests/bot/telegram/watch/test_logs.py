from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.telegram.watch.logs import (
    JsonLines,
    Pseudonyms,
    TextLines,
    frames_of,
    log_event,
    set_up_logging,
)
from tests.bot.telegram.logging_kept import logging_kept
from tests.e2e.bot_api_server import TOKEN


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    with logging_kept():
        yield


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


@pytest.mark.parametrize("formatter", [TextLines(TOKEN), TextLines(), JsonLines(TOKEN)])
@pytest.mark.parametrize("form", [TOKEN, TOKEN.replace(":", "%3A"), f"/bot{TOKEN}/getMe"])
def test_no_token_in_message_field_or_traceback(formatter: logging.Formatter, form: str) -> None:
    try:
        raise ValueError(f"https://api.telegram.org/bot{form}/sendMessage failed")
    except ValueError:
        line = formatter.format(record(form, fields={"url": form}, exc_info=sys.exc_info()))
    assert TOKEN.split(":")[1] not in line
    assert "ValueError" in line
    assert line.count("<token>") >= 3


def test_a_token_without_its_number_is_found_too() -> None:
    assert "<token>" in TextLines(TOKEN).format(record(TOKEN.split(":")[1]))


def test_httpx_does_not_log_its_addresses() -> None:
    stream = io.StringIO()
    set_up_logging("DEBUG", "text", TOKEN, stream)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/…")
    logging.getLogger("telegram.ext").info("Application started")
    log_event(logging.getLogger("bot.x"), "started", nothing=None, value=1)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().endswith("INFO started value=1\n")


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
