from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.service.logs import Hide, JsonLines, Lines, TextLines, log_event
from bot.telegram.watch.logs import set_up_logging, without_token
from tests.bot.service.test_logs import record
from tests.bot.telegram.logging_kept import logging_kept
from tests.e2e.bot_api_server import TOKEN


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    with logging_kept():
        yield


@pytest.mark.parametrize("lines", [TextLines, JsonLines])
@pytest.mark.parametrize("hide", [without_token(TOKEN), without_token()])
@pytest.mark.parametrize("form", [TOKEN, TOKEN.replace(":", "%3A"), f"/bot{TOKEN}/getMe"])
def test_no_token_in_message_field_or_traceback(lines: type[Lines], hide: Hide, form: str) -> None:
    try:
        raise ValueError(f"https://api.telegram.org/bot{form}/sendMessage failed")
    except ValueError:
        line = lines(hide).format(record(form, fields={"url": form}, exc_info=sys.exc_info()))
    assert TOKEN.split(":")[1] not in line
    assert "ValueError" in line
    assert line.count("<token>") >= 3


def test_a_token_without_its_number_is_found_too() -> None:
    assert "<token>" in TextLines(without_token(TOKEN)).format(record(TOKEN.split(":")[1]))


@pytest.mark.parametrize("name", ["telegram", "telegram.ext.ExtBot", "asyncio", "tornado.x"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_library_s_line_holds_nothing_anybody_wrote(name: str, form: str) -> None:
    stream, logger = io.StringIO(), logging.getLogger(name)
    set_up_logging("INFO", form, TOKEN, stream)  # type: ignore[arg-type]
    try:
        try:
            raise KeyError("Geheimnis")
        except KeyError as first:
            raise ValueError("Geheimnis") from first
    except ValueError as error:
        logger.critical("Received data was %r", {"text": "Geheimnis"}, exc_info=error)
        logger.error("first\nfuture: <Task exception=ValueError('Geheimnis')>", exc_info=True)
        if name != "asyncio":
            logger.warning(f"Geheimnis {error}")
    lines = stream.getvalue()
    assert lines.count("\n") == (2 if name == "asyncio" else 3)
    assert "Geheimnis" not in lines
    assert "Received data was %r" in lines
    assert lines.count("ValueError") == 2
    assert "test_logs.py:" in lines


def test_httpx_does_not_log_its_addresses() -> None:
    stream = io.StringIO()
    set_up_logging("DEBUG", "text", TOKEN, stream)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/…")
    logging.getLogger("telegram.ext").info("Application started")
    log_event(logging.getLogger("bot.x"), "started", nothing=None, value=1)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().endswith("INFO started value=1\n")
