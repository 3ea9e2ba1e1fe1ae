"""How the bot introduces itself: commands and descriptions, by language.

Telegram limits how often these may be set, and they seldom change, so they are set only when they
differ from what was set last time. English is what everyone else sees.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Final

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.service.logs import log_event
from bot.telegram.state import Database
from bot.texts.telegram import TelegramTexts
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN

_LOGGER = logging.getLogger(__name__)
_LANGUAGES: Final[tuple[tuple[TelegramTexts, str], ...]] = ((EN, ""), (DE, "de"))
_SPOKEN: Final = (EN, DE)


async def introduce(bot: Bot, admins: frozenset[int], database: Database) -> None:
    """Sets commands and descriptions, if they have changed; a failure is logged and left.

    Admins see the editors' commands as well; the database remembers what was set.
    """
    everyone = _fingerprint(
        bot.id, [(t.commands, t.description, t.short_description) for t in _SPOKEN]
    )
    if database.meta("profile") != everyone and await _for_everyone(bot):
        database.set_meta("profile", everyone)
    for admin in sorted(admins):
        commands = _fingerprint(bot.id, [(t.commands, t.editor_commands) for t in _SPOKEN])
        key = f"profile of {admin}"
        if database.meta(key) != commands and await _for_admin(bot, admin):
            database.set_meta(key, commands)


async def _for_everyone(bot: Bot) -> bool:
    try:
        for texts, code in _LANGUAGES:
            await bot.set_my_commands(_commands(texts.commands), language_code=code)
            await bot.set_my_description(texts.description, language_code=code)
            await bot.set_my_short_description(texts.short_description, language_code=code)
    except TelegramError as error:
        log_event(_LOGGER, "profile_not_set", logging.WARNING, reason=str(error))
        return False
    log_event(_LOGGER, "profile_set")
    return True


async def _for_admin(bot: Bot, admin: int) -> bool:
    try:
        for texts, code in _LANGUAGES:
            commands = _commands(texts.commands + texts.editor_commands)
            scope = BotCommandScopeChat(admin)
            await bot.set_my_commands(commands, scope=scope, language_code=code)
    except TelegramError as error:
        # "chat not found" until the admin has written to the bot; tried again at the next start.
        log_event(_LOGGER, "admin_commands_not_set", reason=str(error))
        return False
    return True


def _commands(pairs: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(name, description) for name, description in pairs]


def _fingerprint(bot: int, said: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps([bot, said]).encode()).hexdigest()
