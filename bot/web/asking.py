"""What a request asks for: question, filters, format; wrong values are told, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

from tornado.web import HTTPError

from bot.export.formats import ExportFormat
from bot.web.guard import Guarded, WebServices
from retrieval.answer import Answer
from retrieval.library import Library

MAX_QUOTES: Final = 20
_MAX_WAITING: Final = 64


@asynccontextmanager
async def in_turn(services: WebServices) -> AsyncIterator[None]:
    """Counts a request among those that are being answered.

    Args:
        services: Which count them.

    Yields:
        While it is being answered.

    Raises:
        HTTPError: There are too many.
    """
    if services.waiting >= _MAX_WAITING:
        raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE, reason="too many at once")
    services.waiting += 1
    try:
        yield
    finally:
        services.waiting -= 1


async def asked(handler: Guarded) -> Answer:
    """The answer to what a request asks.

    Args:
        handler: Whose query names `q`, and perhaps `k`, `since`, `until`, `publisher`, `dates`
            (`off`) and `sort` (`date`).

    Returns:
        The answer.

    Raises:
        HTTPError: A value will not do, or too many questions are being answered.
        WortlautError: As `Library.ask`.
    """
    question = handler.get_query_argument("q", "", strip=False)
    k = _number(handler.get_query_argument("k", ""), handler.services.settings.max_quotes)
    since = day(handler.get_query_argument("since", ""))
    until = day(handler.get_query_argument("until", ""))
    publisher = handler.get_query_argument("publisher", "") or None
    dates = handler.get_query_argument("dates", "") != "off"

    def ask(library: Library) -> Answer:
        return library.ask(
            question, k=k, since=since, until=until, publisher=publisher, dates=dates
        )

    async with in_turn(handler.services):
        answer = await handler.services.engine.search(ask)
    return answer.by_date() if handler.get_query_argument("sort", "") == "date" else answer


def export_format(handler: Guarded) -> ExportFormat | None:
    """The format that a request names.

    Args:
        handler: Whose query may name a `format`.

    Returns:
        The format; None where none is named.

    Raises:
        HTTPError: There is none of that name.
    """
    name = handler.get_query_argument("format", "")
    try:
        return ExportFormat(name) if name else None
    except ValueError:
        raise HTTPError(HTTPStatus.BAD_REQUEST, reason="unknown format") from None


def day(value: str) -> dt.date | None:
    """Reads a day as a form sends it.

    Args:
        value: The text; blank for none.

    Returns:
        The day, if there is one.

    Raises:
        HTTPError: It is none.
    """
    try:
        return dt.date.fromisoformat(value) if value.strip() else None
    except ValueError:
        raise HTTPError(HTTPStatus.BAD_REQUEST, reason="no day") from None


def _number(value: str, default: int) -> int:
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:4]) <= MAX_QUOTES:
        raise HTTPError(HTTPStatus.BAD_REQUEST, reason="no number of quotes")
    return int(value)
