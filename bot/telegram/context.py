"""What handlers get: the services, the language, and who is asking where."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import Application, CallbackContext

from bot.telegram.rendering.answer import Style
from bot.telegram.services import Services
from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.leaving import Answering, answering
from bot.telegram.wire.sending import PatientRateLimiter
from bot.texts.telegram import TelegramTexts
from bot.texts.telegram_languages import texts_for


class BotApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application that carries the services."""

    def __init__(self, *, services: Services, **kwargs: Any) -> None:  # noqa: ANN401
        """Made by `ApplicationBuilder`, which passes the rest."""
        super().__init__(**kwargs)
        self.services = services

    async def stop(self) -> None:
        """Ends as an application does, but waits for nothing that cannot be sent now."""
        if isinstance(limiter := self.bot.rate_limiter, PatientRateLimiter):
            limiter.stop()
        await super().stop()

    async def process_update(self, update: object) -> None:
        """Handles an update, then strikes it off the journal."""
        if isinstance(update, Update) and update.effective_chat:
            note = partial(self._note, update.update_id)
            answering.set(Answering(update.effective_chat.id, note))
        await super().process_update(update)
        if isinstance(update, Update):
            await asyncio.to_thread(self.services.journal.strike, update.update_id)

    async def _note(self, number: int, left: bool) -> None:
        answered = self.services.journal.answered
        if not answered(number, left, wait=False):
            await asyncio.to_thread(answered, number, left)


_Data: TypeAlias = dict[Any, Any]


class BotContext(CallbackContext[QuietBot, _Data, _Data, _Data]):
    """A handler's context."""

    @property
    def services(self) -> Services:
        """What handlers work with.

        Raises:
            TypeError: The application is not ours.
        """
        if not isinstance(self.application, BotApplication):
            raise TypeError(f"{type(self.application).__name__} is no BotApplication")
        return self.application.services

    def style(self, texts: TelegramTexts) -> Style:
        """How answers are rendered in a language."""
        return Style(texts, self.bot.knows_dates, self.bot.username)


def texts_of(update: Update) -> TelegramTexts:
    """The texts in the language chosen for the chat, else in that of whoever caused an update."""
    user, chat, bot = update.effective_user, update.effective_chat, update.get_bot()
    peer = chat or user  # in inline mode, what is chosen for the private chat holds
    if isinstance(bot, QuietBot) and peer is not None:
        chosen = bot.choices.get(peer.id)
        if chosen is not None and chosen.language is not None:
            return texts_for(chosen.language)
    return texts_for(user.language_code if user else None)


def user_id(update: Update) -> int | None:
    """Telegram's number of whoever caused an update, if a person did."""
    return update.effective_user.id if update.effective_user else None


def asker_id(update: Update) -> int | None:
    """Telegram's number of who asks: the group or channel in whose name it is done, or a person.

    All anonymous admins, and all who write as a channel, share one user of Telegram's.
    """
    sender = update.effective_sender
    return sender.id if sender else None


def chat_id(update: Update) -> int | None:
    """Telegram's number of the chat an update belongs to, if to one."""
    return update.effective_chat.id if update.effective_chat else None


App: TypeAlias = "Application[QuietBot, BotContext, _Data, _Data, _Data, None]"
