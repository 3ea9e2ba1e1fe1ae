"""Telling the admins that no messages came in for a while."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from telegram.error import TelegramError

from bot.service.logs import log_event
from bot.telegram.intake.hearing import Outage
from bot.telegram.services import Services
from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.deliver import Place, say
from bot.texts.languages import texts_for as locale_texts
from bot.texts.telegram_languages import texts_for

_LOGGER = logging.getLogger(__name__)
# While nothing comes in, most likely nothing goes out; the end of the outage is told then.
_REACH_S: Final = 15.0


async def tell_of(outage: Outage, bot: QuietBot, services: Services) -> bool:
    """Tells every admin of an outage, in the operator's language; whether one was reached."""
    texts = texts_for(locale_texts(services.settings.language).language)
    text = (texts.deaf_over if outage.over else texts.deaf).format(
        minutes=max(1, round(outage.lasted_s / 60)), reason=texts.deaf_reasons[outage.kind]
    )

    async def reach(admin: int) -> bool:
        try:
            async with asyncio.timeout(_REACH_S):
                await say(bot, Place(admin), text)
        except (TelegramError, TimeoutError) as error:
            peer = services.pseudonyms.of(admin)
            reason = str(error) or None
            log_event(_LOGGER, "admin_not_told", logging.WARNING, peer=peer, reason=reason)
            return False
        return True

    return any(await asyncio.gather(*(reach(admin) for admin in sorted(services.gate.admins))))
