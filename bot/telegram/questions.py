"""The question in a message, and what is found for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from telegram import Message, MessageEntity
from telegram.constants import ChatType

from bot.service.logs import log_event
from bot.service.metrics import Face
from bot.telegram.services import Services
from bot.telegram.state import Answers
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from retrieval.answer import Answer
from retrieval.errors import QuestionError, WortlautError

_LOGGER = logging.getLogger(__name__)
_ASKED_FOR: Final = (DE.ask_what, EN.ask_what)


def question_in(message: Message, bot_username: str) -> str:
    """What a message asks: its text without a leading command and without the bot's name."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    spans = [
        (entity.offset, entity.length)
        for entity in entities
        if _is_command(entity) or _is_mention(message, entity, bot_username)
    ]
    # Offsets count UTF-16 units.
    units = text.encode("utf-16-le")
    for offset, length in sorted(spans, reverse=True):
        units = units[: offset * 2] + units[(offset + length) * 2 :]
    return units.decode("utf-16-le", "replace").strip()


def begins_with(message: Message, commands: Collection[str]) -> bool:
    """Whether a message begins with one of some commands."""
    first = (message.text or message.caption or "").split(maxsplit=1)[:1]
    return bool(first) and first[0].lower().partition("@")[0].removeprefix("/") in commands


def mentions(message: Message, bot_username: str) -> bool:
    """Whether a message names the bot."""
    entities = message.entities or message.caption_entities
    return any(_is_mention(message, entity, bot_username) for entity in entities)


def _is_command(entity: MessageEntity) -> bool:
    return entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0


def _is_mention(message: Message, entity: MessageEntity, bot_username: str) -> bool:
    if entity.type != MessageEntity.MENTION:
        return False
    name = message.parse_entity(entity) if message.text else message.parse_caption_entity(entity)
    return name.casefold() == f"@{bot_username}".casefold()


def is_addressed(
    message: Message, bot_username: str, bot_id: int, answers: Answers = Answers.ALL
) -> bool:
    """Whether a message is meant for the bot.

    Args:
        message: In a private chat every one is.
        bot_username: The bot's name.
        bot_id: Its number.
        answers: What it answers in a group, where it may hear more.

    Returns:
        In a group: for commands, unless they name another bot; for mentions and replies to the bot
        where those are answered; for the question it has asked for.
    """
    if message.chat.type == ChatType.PRIVATE:
        return True
    if answers is not Answers.COMMANDS and mentions(message, bot_username):
        return True
    replied = message.reply_to_message
    heard = replied and (answers is Answers.ALL or replied.text in _ASKED_FOR)
    if replied and heard and is_from_bot(replied, bot_id):
        return True
    for entity in message.entities:
        if _is_command(entity):
            _, _, addressee = message.parse_entity(entity).partition("@")
            return not addressee or addressee.casefold() == bot_username.casefold()
    return False


def is_from_bot(message: Message, bot_id: int) -> bool:
    """Whether the bot has written a message."""
    return message.from_user is not None and message.from_user.id == bot_id


@dataclass(frozen=True, slots=True)
class Found:
    """An answer on its way.

    Attributes:
        face: Where it was asked, as the metrics call it.
        question: As asked.
        answer: What was found.
        seconds: How long that took.
    """

    face: Face
    question: str
    answer: Answer
    seconds: float


async def search(
    services: Services,
    face: Face,
    question: str,
    previous: str = "",
    *,
    dates: bool = True,
    publisher: str | None = None,
    quotes: int | None = None,
) -> Found:
    """Searches; takes and raises what `Library.ask` does."""
    metrics, began = services.metrics, time.perf_counter()
    try:
        answer = await services.engine.ask(
            question,
            quotes or services.settings.max_quotes,
            previous=previous,
            dates=dates,
            publisher=publisher,
        )
    except QuestionError:
        metrics.turned_down.labels("length").inc()
        raise
    except WortlautError as error:
        metrics.questions.labels(face, "failed").inc()
        metrics.errors.labels(type(error).__name__).inc()
        raise
    seconds = time.perf_counter() - began
    metrics.search_s.observe(seconds)
    return Found(face, question, answer, seconds)


def delivered(services: Services, found: Found) -> None:
    """Counts and logs an answer that has reached its asker."""
    answer = found.answer
    outcome = "talk" if answer.talk else answer.certainty.value
    services.metrics.questions.labels(found.face, outcome).inc()
    log_event(
        _LOGGER,
        outcome,
        face=found.face,
        ms=round(found.seconds * 1000, 1),
        quotes=len(answer.quotes),
        confidence=round(answer.confidence, 3),
        generation=answer.generation,
        question=found.question if services.settings.log_questions else None,
    )
