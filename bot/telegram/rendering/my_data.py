"""What is stored about someone, in words, and the buttons that delete it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardMarkup

from bot.escape import one_line
from bot.telegram.rendering.callbacks import EraseStep
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.keyboards import erase_keyboard
from bot.telegram.state import Answers, ChatChoices, Rating, Standing
from bot.telegram.state.database import KEPT_DAYS
from bot.texts.telegram import TelegramTexts

_MAX_LINES: Final = 10
_MAX_LINE_UNITS: Final = 150
_THUMBS: Final = {"up": "👍", "down": "👎"}


@dataclass(frozen=True, slots=True)
class MyData:
    """What is stored about a person with their private chat, or about a group.

    Attributes:
        answers: How many answers in the chat are remembered.
        oldest: When the oldest of them was given (seconds since 1970).
        unanswered: How many other messages and presses of the chat are still to be answered.
        topics: How many topics of the chat are in memory.
        ratings: The person's ratings with their questions, newest first; none of a group.
        uploads: The files the person has sent that wait for a yes; none of a group.
        undos: How many changes to the corpus the person can take back; none of a group.
        standing: Whether they wait, may ask, or have been declined.
        choices: What has been chosen for the chat.
        in_settings: Whether the operator's settings name them.
    """

    answers: int
    oldest: float
    unanswered: int
    topics: int
    ratings: list[tuple[Rating, str]]
    uploads: list[str]
    undos: int
    standing: Standing
    choices: ChatChoices
    in_settings: bool

    @property
    def erasable(self) -> bool:
        """Whether there is anything that `erase` deletes."""
        standing = self.standing
        kept = self.answers or self.topics or self.ratings or self.uploads or self.undos
        chosen = self.choices != ChatChoices()
        return bool(kept or standing.admitted or standing.waiting or chosen)


def render_my_data(data: MyData, texts: TelegramTexts, *, group: bool) -> str:
    """What is stored, as plain text."""
    lines = _lines(data, texts)
    if not lines:
        return texts.mydata_nothing_group if group else texts.mydata_nothing
    header = texts.mydata_group if group else texts.mydata_person
    return "\n\n".join((header, *lines))


def my_data_keyboard(data: MyData, texts: TelegramTexts) -> InlineKeyboardMarkup | None:
    """Below it: delete, if there is anything to delete."""
    if not data.erasable:
        return None
    return erase_keyboard([(texts.button_erase, EraseStep.ASK)])


def render_erasing(data: MyData, texts: TelegramTexts) -> str:
    """The question before anything is deleted."""
    parts = [texts.mydata_confirm]
    if data.standing.admitted:
        parts.append(texts.mydata_confirm_admission)
    return "\n\n".join(parts)


def erasing_keyboard(data: MyData, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below that question: all of it, all but the admission, nothing."""
    steps = [(texts.button_erase_all, EraseStep.ALL)]
    if data.standing.admitted:
        steps.append((texts.button_erase_but_admission, EraseStep.BUT_ADMISSION))
    return erase_keyboard([*steps, (texts.button_cancel, EraseStep.CANCEL)])


def _lines(data: MyData, texts: TelegramTexts) -> list[str]:
    standing, lines = data.standing, []
    if data.answers:
        lines.append(
            texts.mydata_answers.format(
                count=data.answers, day=_day(data.oldest, texts), days=KEPT_DAYS["answers"]
            )
        )
    for said, count in (
        (texts.mydata_unanswered, data.unanswered),
        (texts.mydata_topics, data.topics),
        (texts.mydata_undos, data.undos),
    ):
        if count:
            lines.append(said.format(count=count))
    if data.ratings:
        rated = [f"{_THUMBS[rating]} {question}" for rating, question in data.ratings]
        lines.append(_listed(texts.mydata_ratings, rated, texts))
    if data.uploads:
        lines.append(_listed(texts.mydata_uploads, data.uploads, texts))
    lines += _chosen(data.choices, texts)
    for said, known in (
        (texts.mydata_admitted, standing.admitted),
        (texts.mydata_waiting, standing.waiting),
    ):
        if known:
            name = shorten(one_line(known[0]), _MAX_LINE_UNITS)
            lines.append(said.format(name=name, day=_day(known[1], texts)))
    if standing.declined is not None:
        day, days = _day(standing.declined, texts), KEPT_DAYS["decisions"]
        lines.append(texts.mydata_declined.format(day=day, days=days))
    if data.in_settings:
        lines.append(texts.mydata_settings)
    return lines


def _chosen(choices: ChatChoices, texts: TelegramTexts) -> list[str]:
    lines = []
    if choices.language is not None:
        name = texts.language_names[choices.language]
        lines.append(texts.mydata_language.format(language=name))
    if choices.answers is not Answers.ALL:
        lines.append(texts.mydata_quiet.format(answers=texts.answers[choices.answers]))
    return lines


def _listed(header: str, items: list[str], texts: TelegramTexts) -> str:
    shown = [f"– {shorten(item, _MAX_LINE_UNITS)}" for item in items[:_MAX_LINES]]
    if len(items) > len(shown):
        shown.append(texts.and_more.format(count=len(items) - len(shown)))
    return "\n".join((header.format(count=len(items)), *shown))


def _day(seconds: float, texts: TelegramTexts) -> str:
    return texts.day(dt.datetime.fromtimestamp(seconds, dt.UTC).date())
