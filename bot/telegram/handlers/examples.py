"""A tap on one of the questions to begin with."""

from __future__ import annotations

from telegram import CallbackQuery, Update

from bot.telegram.context import BotContext, texts_of, user_id
from bot.telegram.handlers.articles import behind_key
from bot.telegram.handlers.ask import Asked, answer_question, face_of
from bot.telegram.rendering.callbacks import Callback
from bot.telegram.wire.deliver import Place, answer_button


async def on_example(
    update: Update, context: BotContext, query: CallbackQuery, callback: Callback
) -> None:
    """Asks an article's headline."""
    texts = texts_of(update)
    article = await behind_key(context, callback.target)
    if article is None or query.message is None:
        await answer_button(query, texts.article_gone, alert=True)
        return
    await answer_button(query)
    asked = Asked(
        place=Place.of(query),
        question=article.title,
        user=user_id(update),
        texts=texts,
        face=face_of(query.message.chat.type),
        is_others=True,
    )
    await answer_question(context, asked)
