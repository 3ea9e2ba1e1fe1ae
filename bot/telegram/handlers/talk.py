"""What asks nothing: a short text, a reaction, or silence in a group."""

from __future__ import annotations

from typing import Final

from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.deliver import Place, react, say
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Talk

_THANKED: Final = "👍"
# What people say to each other as well, when one of them replies to an answer.
_AMONG_PEOPLE: Final[frozenset[Talk]] = frozenset(
    {
        *("greeting", "goodbye", "apology", "praise", "complaint", "reply", "test"),
        *("link", "nothing"),
    }
)


async def answer_talk(
    bot: QuietBot, place: Place, talk: Talk, texts: TelegramTexts, *, spoken_to: bool
) -> None:
    """Reacts to thanks; says a short text to other talk, if it was meant for the bot.

    `spoken_to`: whether that is certain: in private, or by its name or a command in a group.
    """
    if talk == "thanks":
        if place.reply_to is not None and await react(bot, place.chat, place.reply_to, _THANKED):
            return
    elif not spoken_to and talk in _AMONG_PEOPLE:
        return
    await say(bot, place, texts.talk[talk])
