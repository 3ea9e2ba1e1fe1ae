"""Questions in chats."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.telegram.answering import Asked, answer_question
from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.questions import is_addressed, question_in
from bot.telegram.wire.deliver import Place, say

COMMANDS = ("ask", "frage")
PLAIN_TEXT = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND & filters.UpdateType.MESSAGES
OTHER_PRIVATE = filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL & filters.UpdateType.MESSAGE


async def on_command(update: Update, context: BotContext) -> None:
    """`/ask` or `/frage`; with nothing after it, the message it replies to is the question."""
    message = update.effective_message
    if message is None:
        return
    question = question_in(message, context.bot.username)
    if not question and message.reply_to_message is not None:
        question = _replied_text(message, context)
    await answer_question(context, Asked.by(update, message, question))


async def on_text(update: Update, context: BotContext) -> None:
    """Any text in private; in a group, what is addressed to the bot."""
    message = update.effective_message
    if message is None or not is_addressed(message, context.bot.username, context.bot.id):
        return
    question = question_in(message, context.bot.username)
    if not question and message.chat.type != ChatType.PRIVATE and message.reply_to_message:
        # "@bot" as a reply: what is said there is the question.
        question = _replied_text(message, context)
    await answer_question(context, Asked.by(update, message, question))


async def on_other(update: Update, context: BotContext) -> None:
    """A sticker, a voice message, an unknown command in private: says what is understood."""
    message = update.effective_message
    if message is None:
        return
    refused = context.services.limits.take(user_id(update), message.chat_id)
    if refused is None:
        await say(context, Place.below(message), texts_of(update).question_empty)


def _replied_text(message: Message, context: BotContext) -> str:
    replied = message.reply_to_message
    if replied is None:
        return ""
    author = replied.from_user
    if author is not None and author.id == context.bot.id:
        return ""
    if message.quote is not None:
        return message.quote.text
    return question_in(replied, context.bot.username)
