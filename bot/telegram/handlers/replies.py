"""What a message hangs on: the words it quotes, what it replies to, or the question before it."""

from __future__ import annotations

import asyncio

from telegram import Message
from telegram.constants import ChatType

from bot.telegram.context import BotContext
from bot.telegram.handlers.errors import report_failure
from bot.telegram.questions import is_from_bot, question_in
from bot.telegram.state.database import StateError


async def said_before(message: Message, context: BotContext) -> str:
    """What a question in a message may hang on; empty if there is nothing.

    The words a reply quotes; else what the message it replies to says, or asked if that is an
    answer of the bot's; in a private chat, else the topic of the latest answer.
    """
    replied = message.reply_to_message
    if message.quote is not None:
        return message.quote.text
    if replied is None:
        private = message.chat.type == ChatType.PRIVATE
        return context.services.conversations.latest(message.chat_id) if private else ""
    if is_from_bot(replied, context.bot.id):
        return await _topic_of(replied, context)
    return question_in(replied, context.bot.username)


async def _topic_of(message: Message, context: BotContext) -> str:
    """The topic of an answer; the headline of its first quote where that is kept no more."""
    services = context.services
    try:
        answer = await asyncio.to_thread(
            services.answers.in_message, message.chat_id, message.message_id
        )
    except StateError as error:  # answered all the same, as if it replied to nothing
        await report_failure(context, error, "not_remembered")
        return ""
    if answer is None:
        return ""
    asked = services.conversations.of(answer.id)
    if asked is None and answer.quotes:
        return answer.quotes[0].citation.title
    return asked.topic if asked else ""
