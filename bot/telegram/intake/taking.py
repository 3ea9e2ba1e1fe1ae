"""Taking updates over: written down, read, handed on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from telegram import Message, Update

from bot.service.metrics import Metrics
from bot.telegram.intake.api import Json
from bot.telegram.intake.parsing import parsed
from bot.telegram.questions import is_addressed
from bot.telegram.state import Journal
from bot.telegram.wire.connection import QuietBot

HandOn = Callable[[Update], Awaitable[None]]


class Receiver:
    """Takes over what comes in; nothing is handed on twice."""

    def __init__(self, bot: QuietBot, journal: Journal, metrics: Metrics, hand_on: HandOn) -> None:
        """Takes what it needs.

        Args:
            bot: Whose updates they are.
            journal: Where they are written down.
            metrics: Counts what cannot be read.
            hand_on: Takes what is to be handled.
        """
        self._bot = bot
        self._journal = journal
        self._metrics = metrics
        self._hand_on = hand_on

    async def take(self, raws: Sequence[Json]) -> None:
        """Takes updates over; once it returns they may be acknowledged."""
        read = {}
        for raw in raws:
            update = parsed(raw, self._bot, self._metrics)
            if update is not None:
                read[update.update_id] = (update, raw)
        kept = {n: raw if self._is_worth_keeping(u) else None for n, (u, raw) in read.items()}
        for number in await asyncio.to_thread(self._journal.receive, kept):
            await self._hand_on(read[number][0])

    async def resume(self, excuse: HandOn, give_up: HandOn) -> list[Update]:
        """Hands on what an earlier process has left.

        Args:
            excuse: Takes messages that have waited too long to be answered.
            give_up: Takes what has ended the process again and again.

        Returns:
            What is to be handled one by one, for one of them may do so.
        """
        suspects = []
        for waiting in await asyncio.to_thread(self._journal.waiting):
            update = parsed(waiting.raw, self._bot, self._metrics)
            if update is None:
                continue
            message = update.message or update.edited_message
            if waiting.hopeless:
                await give_up(update)
            elif waiting.late and message and (message.text or message.caption):
                await excuse(update)
            elif waiting.suspect:
                suspects.append(update)
            elif not (waiting.late and update.callback_query):
                await self._hand_on(update)
        return suspects

    def _is_worth_keeping(self, update: Update) -> bool:
        """Whether it is to be handled still after the next start; an inline query is gone then."""
        if update.inline_query:
            return False
        message = update.message or update.edited_message
        # What a group has become, for instance, is a message without words.
        worded = message is not None and (message.text or message.caption)
        try:
            return not message or not worded or is_for_the_bot(message, self._bot)
        except AttributeError:  # a message without a chat, say: it fails when it is handled
            return False


def is_for_the_bot(message: Message, bot: QuietBot) -> bool:
    """Whether a message is not just what people in a group say to one another."""
    return is_addressed(message, bot.username, bot.id)
