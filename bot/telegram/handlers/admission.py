"""/allow and /revoke: letting strangers in."""

from __future__ import annotations

import asyncio
import logging

from telegram import Message, Update
from telegram.error import TelegramError

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.questions import question_in
from bot.telegram.rendering.citation import shorten
from bot.telegram.state import Admitted
from bot.telegram.state.access import is_peer
from bot.telegram.wire.deliver import Place, say
from bot.texts.telegram import TelegramTexts

_LOGGER = logging.getLogger(__name__)


async def on_allow(update: Update, context: BotContext) -> None:
    """`/allow CODE` or a number; alone, it lists who has been let in."""
    message, texts = update.effective_message, texts_of(update)
    if message is None or not await admin_only(update, context, message, texts):
        return
    services, place = context.services, Place.below(message)
    wanted = question_in(message, context.bot.username)
    if not wanted:
        everyone = await asyncio.to_thread(services.access.admitted)
        await say(context.bot, place, _listed(everyone, texts))
        return
    admitted = await asyncio.to_thread(services.access.let_in, wanted)
    if admitted is None:
        await say(context.bot, place, texts.allow_unknown.format(code=shorten(wanted, 40)))
        return
    log_event(_LOGGER, "admitted", peer=services.pseudonyms.of(admitted.id))
    services.told.pop(admitted.id, None)
    done = texts.allow_done.format(name=shorten(admitted.name, 100), id=admitted.id)
    await say(context.bot, place, done)
    try:
        await say(context.bot, Place(admitted.id), texts.paired)
    except TelegramError as error:
        # Someone admitted by number may never have written to the bot.
        log_event(_LOGGER, "not_told_of_admission", type=type(error).__name__)


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


def _listed(everyone: list[Admitted], texts: TelegramTexts) -> str:
    if not everyone:
        return f"{texts.allow_list_empty}\n{texts.allow_usage}"
    names = [f"{shorten(one.name, 60)} ({one.id})" for one in everyone[:50]]
    if len(everyone) > len(names):
        names.append(texts.and_more.format(count=len(everyone) - len(names)))
    return "\n".join((texts.allow_list, *names))
