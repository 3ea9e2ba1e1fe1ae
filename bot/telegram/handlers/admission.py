"""Letting strangers in: what admins are told, their buttons, /allow and /revoke."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Iterator
from functools import partial
from typing import Final

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.escape import one_line
from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.questions import question_in
from bot.telegram.rendering.callbacks import Action, Callback
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.html import text as escaped
from bot.telegram.rendering.keyboards import choice_keyboard, waiting_keyboard
from bot.telegram.state import Decision, Request
from bot.telegram.state.access import is_peer
from bot.telegram.watch.doorbell import Ring
from bot.telegram.wire.deliver import (
    Place,
    answer_button,
    change_buttons,
    replace,
    restate,
    say,
)
from bot.telegram.wire.in_order import let_others
from bot.texts.telegram import Language, TelegramTexts
from bot.texts.telegram_languages import texts_for

_LOGGER = logging.getLogger(__name__)
_MAX_NAME_UNITS: Final = 60
_MAX_LISTED: Final = 40
_WAITING_PER_PAGE: Final = 5


async def announce(context: BotContext, request: Request) -> None:
    """Tells the admins who asks to be let in, once a request and within bounds."""
    services = context.services
    ring = Ring.NOTHING if request.notices else services.doorbell.ring()
    if ring is Ring.NOTHING:
        return
    admins = sorted(services.gate.admins)
    await asyncio.gather(*(_announce_to(context, each, request, ring) for each in admins))


async def on_decide(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Admits or declines whoever waits; a later press is told who has decided."""
    services, texts, user = context.services, texts_of(update), update.effective_user
    if user is None or not await admin_presses(update, context, query):
        return
    if not is_peer(callback.target):
        await answer_button(query, texts.old_button, alert=True)
        return
    peer, admit = int(callback.target), callback.action is Action.ADMIT
    decide = partial(services.access.decide, peer, admit=admit, admin=user.full_name)
    request = await asyncio.to_thread(decide)
    if request is None:
        decision = await asyncio.to_thread(services.access.decision, peer)
        await answer_button(query, _too_late(decision, texts), alert=True)
    else:
        await answer_button(query)
        await _conclude(context, request, Decision(admit, user.full_name), texts)
    if query.message is None:
        return
    message = query.message.message_id
    if callback.number:
        await _show_list(context, Place.of(query), texts, callback.number - 1, message)
    elif request is None or (user.id, message) not in request.notices:
        await change_buttons(context.bot, query.message.chat.id, message, None)


async def on_waiting(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Shows another page of those who wait."""
    if not await admin_presses(update, context, query):
        return
    await answer_button(query)
    if query.message is not None:
        place, message = Place.of(query), query.message.message_id
        await _show_list(context, place, texts_of(update), callback.number, message)


async def on_allow(update: Update, context: BotContext) -> None:
    """`/allow CODE` or a number; alone, it lists who waits and who has been let in."""
    message, texts, user = update.effective_message, texts_of(update), update.effective_user
    if message is None or not await admin_only(update, context, message, texts):
        return
    services, place = context.services, Place.below(message)
    wanted, admin = question_in(message, context.bot.username), user.full_name if user else ""
    if not wanted:
        await _show_list(context, place, texts)
        return
    admitted = await asyncio.to_thread(services.access.let_in, wanted, admin)
    if admitted is None:
        await say(context.bot, place, texts.allow_unknown.format(code=shorten(wanted, 40)))
        return
    name = _name(admitted.name)
    await say(context.bot, place, texts.allow_done.format(name=name, id=admitted.id))
    await _conclude(context, admitted, Decision(True, admin), texts)


async def on_revoke(update: Update, context: BotContext) -> None:
    """`/revoke NUMBER`."""
    message, texts = update.effective_message, texts_of(update)
    if message is None or not await admin_only(update, context, message, texts):
        return
    services, place = context.services, Place.below(message)
    wanted = question_in(message, context.bot.username)
    if not is_peer(wanted):
        await say(context.bot, place, texts.revoke_usage)
        return
    peer = int(wanted)
    revoked = await asyncio.to_thread(services.access.revoke, peer)
    if revoked:
        log_event(_LOGGER, "revoked", peer=services.pseudonyms.of(peer))
    await say(context.bot, place, services.gate.revoked(peer, revoked, texts).format(id=wanted))


async def admin_only(
    update: Update, context: BotContext, message: Message, texts: TelegramTexts
) -> bool:
    """Whether an admin asks; everyone else is told that this is for editors."""
    if context.services.gate.is_admin(user_id(update)):
        return True
    context.services.metrics.turned_down.labels("right").inc()
    await say(context.bot, Place.below(message), texts.editors_only)
    return False


async def admin_presses(update: Update, context: BotContext, query: CallbackQuery) -> bool:
    """Whether an admin presses; everyone else is told that this is for editors."""
    if context.services.gate.is_admin(user_id(update)):
        return True
    await answer_button(query, texts_of(update).editors_only, alert=True)
    return False


async def _announce_to(context: BotContext, admin: int, request: Request, ring: Ring) -> None:
    access, texts = context.services.access, _texts_for_admin(context, admin, request)
    said, keyboard = texts.requests_many, None
    if ring is Ring.NAME:
        asks = texts.request_user if request.id > 0 else texts.request_group
        said = asks.format(name=_name(request.name), id=request.id, code=request.code)
        keyboard = choice_keyboard(
            (texts.button_admit, Action.ADMIT),
            (texts.button_decline, Action.DECLINE),
            str(request.id),
        )
    try:
        message = await say(context.bot, Place(admin), said, keyboard)
    except TelegramError as error:
        peer = context.services.pseudonyms.of(admin)
        log_event(_LOGGER, "admin_not_told", logging.WARNING, peer=peer, reason=str(error))
        return
    if keyboard is None or await asyncio.to_thread(access.add_notice, request.id, admin, message):
        return
    # Decided before this one was sent.
    decision = await asyncio.to_thread(access.decision, request.id)
    if decision is not None:
        late = dataclasses.replace(request, notices=((admin, message),))
        await _attempt(*_settled(context, late, decision))


async def _conclude(
    context: BotContext, request: Request, decision: Decision, texts: TelegramTexts
) -> None:
    """Puts a decision into all that admins were sent about it, and tells whoever asked.

    Whom of them Telegram holds back holds up nobody else. `texts`: those of the admin, for someone
    whose language is not known.
    """
    let_others()
    services, admitted = context.services, decision.admitted
    peer = services.pseudonyms.of(request.id)
    log_event(_LOGGER, "admitted" if admitted else "declined", peer=peer)
    services.told.pop(request.id, None)
    code = _chosen(context, request.id) or request.language
    theirs = texts_for(code) if code else texts
    word = theirs.paired if admitted else theirs.declined
    await _attempt(say(context.bot, Place(request.id), word), *_settled(context, request, decision))


def _settled(
    context: BotContext, request: Request, decision: Decision
) -> Iterator[Awaitable[object]]:
    """What puts a decision in the place of what each admin was sent."""
    for admin, message in request.notices:
        texts = _texts_for_admin(context, admin, request)
        said = texts.request_admitted if decision.admitted else texts.request_declined
        who = _name(decision.admin) or texts.command_line
        line = said.format(name=_name(request.name), id=request.id, admin=who)
        yield restate(context.bot, Place(admin), message, line)


async def _attempt(*sending: Awaitable[object]) -> None:
    for outcome in await asyncio.gather(*sending, return_exceptions=True):
        # Someone admitted by number may never have written to the bot.
        if isinstance(outcome, TelegramError):
            log_event(_LOGGER, "not_told_of_decision", type=type(outcome).__name__)
        elif isinstance(outcome, BaseException):
            raise outcome


def _texts_for_admin(context: BotContext, admin: int, request: Request) -> TelegramTexts:
    """In the language an admin chose or last wrote in; else in that of whoever asks."""
    written = context.services.languages.get(admin, request.language)
    return texts_for(_chosen(context, admin) or written)


def _chosen(context: BotContext, peer: int) -> Language | None:
    return context.services.chats.of(peer).language


def _too_late(decision: Decision | None, texts: TelegramTexts) -> str:
    if decision is None:
        return texts.request_gone
    done = texts.already_admitted if decision.admitted else texts.already_declined
    return done.format(admin=_name(decision.admin) or texts.command_line)


async def _show_list(
    context: BotContext,
    place: Place,
    texts: TelegramTexts,
    page: int = 0,
    message: int | None = None,
) -> None:
    """Sends the list of those who wait and those let in, or puts it in a message's place."""
    access = context.services.access
    waiting = await asyncio.to_thread(access.waiting)
    pages = max(1, -(-len(waiting) // _WAITING_PER_PAGE))
    page = min(page, pages - 1)
    first = page * _WAITING_PER_PAGE
    shown = waiting[first : first + _WAITING_PER_PAGE]
    lines = [f"{n}. {_name(each.name)} ({each.id})" for n, each in enumerate(shown, first + 1)]
    if shown:
        lines = [texts.allow_waiting.format(count=len(waiting)), *lines, ""]
    everyone = await asyncio.to_thread(access.admitted)
    listed = [f"{_name(each.name)} ({each.id})" for each in everyone[:_MAX_LISTED]]
    if len(everyone) > len(listed):
        listed.append(texts.and_more.format(count=len(everyone) - len(listed)))
    lines += [texts.allow_list, *listed] if listed else [texts.allow_list_empty, texts.allow_usage]
    html = escaped("\n".join(lines)).html
    peers = [each.id for each in shown]
    keyboard = waiting_keyboard(peers, first + 1, page, pages, texts)
    old = (message,) if message else ()
    await replace(context.bot, place, old, (html,), keyboard)


def _name(name: str) -> str:
    """A name that somebody gave themselves, on one line and unable to turn it around."""
    return shorten(one_line(name), _MAX_NAME_UNITS)
