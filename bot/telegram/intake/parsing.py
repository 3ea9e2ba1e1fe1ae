"""Updates read one by one, so that one that cannot be read costs no other."""

from __future__ import annotations

import logging
from typing import Final

from telegram import Update

from bot.service.logs import frames_of, log_event
from bot.service.metrics import Metrics
from bot.telegram.intake.api import Json
from bot.telegram.wire.connection import QuietBot

_LOGGER = logging.getLogger(__name__)
_NO_NUMBER: Final = 2**63 - 1  # one more could not be stored, nor acknowledged


def number_of(raw: object) -> int | None:
    """An update's number; None if it is no update at all."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    fits = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _NO_NUMBER
    return number if fits else None


def parsed(raw: Json, bot: QuietBot, metrics: Metrics) -> Update | None:
    """An update as the handlers take it.

    Args:
        raw: The update as it came.
        bot: Whose update it is.
        metrics: Counts those that cannot be read.

    Returns:
        The update; None if python-telegram-bot cannot read it. Its number and the error's type are
        logged then, and nothing of what it holds.
    """
    try:
        return Update.de_json(raw, bot)
    except Exception as error:
        kind = type(error).__name__
        metrics.errors.labels(kind).inc()
        log_event(
            _LOGGER,
            "update_unreadable",
            logging.ERROR,
            update=number_of(raw),
            type=kind,
            at=frames_of(error),
        )
        return None
