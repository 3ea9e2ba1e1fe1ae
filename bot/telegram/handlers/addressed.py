"""Whether a message is meant for the bot, as has been chosen for its chat."""

from __future__ import annotations

from telegram import Message

from bot.telegram.context import BotContext
from bot.telegram.questions import is_addressed


def is_for_bot(message: Message, context: BotContext) -> bool:
    """Whether a message is meant for the bot."""
    answers = context.services.chats.of(message.chat_id).answers
    return is_addressed(message, context.bot.username, context.bot.id, answers)
