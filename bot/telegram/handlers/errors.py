"""The one error handler: log first, then a short word to the user, and an id to the operator.

Nothing it logs or sends holds what a user wrote: a traceback is given as the places it passed
through, and an exception's own words only where they come from Telegram, the engine, SQLite or the
operating system.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.errors import BotError
from bot.service.logs import frames_of, log_event
from bot.telegram.context import BotContext, chat_id, texts_of
from bot.telegram.rendering.problem import render_unanswered
from bot.telegram.services import Services
from bot.telegram.wire.deliver import Place, answer_button, say, send
from bot.telegram.wire.rejections import Rejection, rejection
from bot.telegram.wire.sending import HeldBackError, is_passing
from retrieval.errors import WortlautError

_LOGGER = logging.getLogger(__name__)
_SPEAKING: Final = (TelegramError, WortlautError, BotError, OSError, sqlite3.Error)
_HARMLESS: Final = (Rejection.SILENCED, Rejection.EXPIRED, Rejection.GONE, Rejection.UNCHANGED)
_EXCUSE_WORTH_S: Final = 24 * 3600.0


async def on_error(update: object, context: BotContext) -> None:
    """Called with whatever a handler did not catch, and the update it was handling, if any."""
    error = context.error
    if error is None:
        return
    services, cause = context.services, update if isinstance(update, Update) else None
    if isinstance(error, HeldBackError):
        _hold_back(cause, context)
        return
    services.metrics.errors.labels(type(error).__name__).inc()
    if _log_expected(error, services, cause):
        if cause is not None and is_passing(error):
            await excuse(cause, context)
        return
    report = await report_failure(context, error, "failed", at=frames_of(error))
    try:
        await apologise(cause, context, report.id)
    except TelegramError as second:
        log_event(_LOGGER, "apology_failed", logging.WARNING, id=report.id, reason=str(second))


@dataclass(frozen=True, slots=True)
class Report:
    """What has become known of an error.

    Attributes:
        id: Names it in the log and to the admins.
        told: Whether an admin has been told of one of its kind, just now or within the last minute:
            the message was delivered.
    """

    id: str
    told: bool


async def report_failure(
    context: BotContext, error: BaseException, event: str, **fields: object
) -> Report:
    """Logs an error, and tells the admins, but at most once a minute of the same kind."""
    services, error_id, kind = context.services, secrets.token_hex(4), type(error).__name__
    reason = str(error) if isinstance(error, _SPEAKING) else None
    log_event(_LOGGER, event, logging.ERROR, id=error_id, type=kind, reason=reason, **fields)
    reach = partial(_reach, context, f"{kind} · {error_id}")
    told = await services.notices.tell(kind, sorted(services.gate.admins), reach)
    return Report(error_id, told)


def _log_expected(error: BaseException, services: Services, update: Update | None = None) -> bool:
    """Logs what is to be expected of a network and of people; returns whether it was of that kind.

    One line, without a traceback.
    """
    chat, kind = services.pseudonyms.of(chat_id(update) if update else None), type(error).__name__
    refusal = rejection(error) if isinstance(error, BadRequest) else None
    if update and (update.message or update.edited_message) and is_passing(error):
        services.metrics.undelivered.labels("given_up").inc()
        log_event(_LOGGER, "undelivered", logging.WARNING, type=kind, reason=str(error), chat=chat)
    elif isinstance(error, Forbidden) or refusal is Rejection.SILENCED:
        # Blocked, thrown out, silenced: there is nobody to answer.
        services.metrics.undelivered.labels("refused").inc()
        log_event(_LOGGER, "undelivered", reason=str(error), chat=chat)
    elif refusal in _HARMLESS:
        log_event(_LOGGER, "too_late", reason=str(error), chat=chat)
    elif is_passing(error):
        log_event(_LOGGER, "network", logging.WARNING, type=kind, reason=str(error), chat=chat)
    else:
        return False
    return True


async def excuse(update: Update, context: BotContext) -> None:
    """Says, once that is possible again, that a message was not answered."""
    message = update.message or update.edited_message
    if message is None:
        return
    texts, place = texts_of(update), Place.below(message)
    note = render_unanswered(message.date, texts, entity=context.bot.knows_dates)
    try:
        await send(context.bot, place, (note,), worth_s=_EXCUSE_WORTH_S)
    except HeldBackError:
        _hold_back(update, context)
    except TelegramError as error:
        chat = context.services.pseudonyms.of(chat_id(update))
        log_event(_LOGGER, "excuse_failed", logging.WARNING, type=type(error).__name__, chat=chat)


def _hold_back(update: Update | None, context: BotContext) -> None:
    """Leaves an update to the next start."""
    if update is not None:
        context.services.journal.keep(update.update_id)
    chat = chat_id(update) if update else None
    log_event(_LOGGER, "held_back", chat=context.services.pseudonyms.of(chat))


async def apologise(update: Update | None, context: BotContext, error_id: str) -> None:
    """Says that something has failed, and under which id the log has it."""
    if update is None or update.inline_query:
        return
    texts = texts_of(update)
    text = f"{texts.failed} {texts.failed_note.format(id=error_id)}"
    if update.callback_query:
        await answer_button(update.callback_query, text, alert=True)
    elif update.effective_message:
        await say(context.bot, Place.below(update.effective_message), text)


async def _reach(context: BotContext, notice: str, admin: int) -> bool:
    try:
        await say(context.bot, Place(admin), notice)
    except TelegramError as error:
        peer = context.services.pseudonyms.of(admin)
        log_event(_LOGGER, "admin_not_told", logging.WARNING, peer=peer, reason=str(error))
        return False
    return True
