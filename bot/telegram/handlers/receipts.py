"""/q and links with a receipt's id: the words, and what has become of them."""

from __future__ import annotations

from typing import Final

from telegram import Update

from bot.telegram.context import BotContext, texts_of
from bot.telegram.questions import question_in
from bot.telegram.rendering.receipt import render_receipt
from bot.telegram.wire.deliver import Place, say, send
from bot.texts.problems import in_words
from bot.texts.telegram import TelegramTexts
from retrieval.errors import ReceiptError

COMMANDS: Final = ("q", "beleg", "receipt")


async def on_receipt(update: Update, context: BotContext) -> None:
    """`/q` and the id of a receipt."""
    message, texts = update.effective_message, texts_of(update)
    if message is None:
        return
    place, wanted = Place.below(message), question_in(message, context.bot.username)
    if not wanted:
        await say(context.bot, place, texts.receipt_which)
        return
    await show_receipt(context, place, wanted, texts)


async def show_receipt(
    context: BotContext, place: Place, wanted: str, texts: TelegramTexts
) -> None:
    """Shows the words of a receipt, or says why there are none."""
    try:
        receipt = await context.services.engine.search(lambda library: library.quote(wanted))
    except ReceiptError as error:
        await say(context.bot, place, f"{in_words(error.problem, texts.language, 'telegram')}.")
        return
    await send(context.bot, place, render_receipt(receipt, context.style(texts)))
