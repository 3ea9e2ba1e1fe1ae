"""/meinedaten: what is stored about a person or a group, and deleting it."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Final

from telegram import CallbackQuery, Update
from telegram.constants import ChatType

from bot.service.logs import log_event
from bot.telegram.context import BotContext, texts_of
from bot.telegram.handlers.in_charge import in_charge
from bot.telegram.my_data import collect, erase
from bot.telegram.rendering.callbacks import Callback, EraseStep
from bot.telegram.rendering.html import text as escaped
from bot.telegram.rendering.my_data import (
    erasing_keyboard,
    my_data_keyboard,
    render_erasing,
    render_my_data,
)
from bot.telegram.wire.deliver import Place, answer_button, replace, say

_LOGGER = logging.getLogger(__name__)
COMMANDS: Final = ("meinedaten", "mydata")


async def on_my_data(update: Update, context: BotContext) -> None:
    """`/meinedaten`; also for those who may not ask."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    data = await asyncio.to_thread(collect, context.services, message.chat_id)
    said = render_my_data(data, texts, group=message.chat.type != ChatType.PRIVATE)
    await say(context.bot, Place.below(message), said, my_data_keyboard(data, texts))


async def on_erase(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Asks, then deletes; in a group for its admins alone."""
    texts, services, message = texts_of(update), context.services, query.message
    if message is None or callback.number not in set(EraseStep):
        await answer_button(query, texts.old_button, alert=True)
        return
    if not await in_charge(context, message.chat, query.from_user):
        await answer_button(query, texts.mydata_admins_only, alert=True)
        return
    await answer_button(query)
    peer, step = message.chat.id, EraseStep(callback.number)
    done = ""
    if step in (EraseStep.ALL, EraseStep.BUT_ADMISSION):
        keep = step is EraseStep.BUT_ADMISSION
        await asyncio.to_thread(partial(erase, services, peer, keep_admission=keep))
        log_event(_LOGGER, "erased", peer=services.pseudonyms.of(peer))
        done = f"{texts.mydata_erased}\n\n"
    data = await asyncio.to_thread(collect, services, peer)
    group = message.chat.type != ChatType.PRIVATE
    said, keyboard = done + render_my_data(data, texts, group=group), my_data_keyboard(data, texts)
    if step is EraseStep.ASK:
        said, keyboard = render_erasing(data, texts), erasing_keyboard(data, texts)
    place, html = Place.of(query), escaped(said).html
    await replace(context.bot, place, (message.message_id,), (html,), keyboard)
