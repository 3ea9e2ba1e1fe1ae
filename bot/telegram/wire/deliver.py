"""Sending and replacing messages, whatever Telegram says to it.

An answer is one message or several; buttons are under the last. Replacing edits what is there,
sends what is missing and deletes what is left over, so the order on the screen stays the order of
reading.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from telegram import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.telegram.context import BotContext
from bot.telegram.rendering.html import as_plain, without_days
from bot.telegram.rendering.html import text as escaped
from bot.telegram.watch.logs import log_event
from bot.telegram.wire.rejections import Refusal, refusal

_LOGGER = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_Sent = TypeVar("_Sent")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes.

    Attributes:
        chat: The chat.
        reply_to: The message it replies to, if any; if that is gone it is sent all the same.
        thread: The forum topic, if any.
    """

    chat: int
    reply_to: int | None = None
    thread: int | None = None

    @property
    def reply_parameters(self) -> ReplyParameters | None:
        """What makes a message a reply."""
        if self.reply_to is None:
            return None
        return ReplyParameters(self.reply_to, allow_sending_without_reply=True)

    @classmethod
    def below(cls, message: Message) -> Place:
        """As a reply to a message."""
        return cls(message.chat_id, message.message_id, _topic(message))

    @classmethod
    def of(cls, query: CallbackQuery) -> Place:
        """Where the message stands whose button was pressed; with its presser if it is gone."""
        if query.message is None:
            return cls(query.from_user.id)
        return cls(query.message.chat.id, thread=_topic(query.message))


async def send(
    context: BotContext,
    place: Place,
    messages: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
) -> tuple[int, ...]:
    """Sends messages in order.

    Args:
        context: The handler's context.
        place: Where to.
        messages: Bot API HTML, each within Telegram's limits.
        keyboard: Buttons under the last.

    Returns:
        The numbers Telegram gave them.
    """
    return await replace(context, place, (), messages, keyboard)


async def replace(
    context: BotContext,
    place: Place,
    old: Sequence[int],
    messages: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
) -> tuple[int, ...]:
    """Turns the messages that stand there into others.

    Args:
        context: The handler's context.
        place: Where they stand.
        old: The messages as they are, in order.
        messages: What they shall be, in order; at least one.
        keyboard: Buttons under the last.

    Returns:
        The messages that stand there now.
    """
    now: list[int] = []
    for position, html in enumerate(messages):
        buttons = keyboard if position == len(messages) - 1 else None
        edited = position < len(old) and await _edit(context, place, old[position], html, buttons)
        now.append(old[position] if edited else await _send(context, place, html, buttons))
    for surplus in old[len(messages) :]:
        await delete(context, place.chat, surplus)
    return tuple(now)


async def say(
    context: BotContext,
    place: Place,
    text: str,
    markup: InlineKeyboardMarkup | ForceReply | None = None,
) -> int:
    """Sends a plain text; returns the message's number."""
    sent = await context.bot.send_message(
        place.chat,
        text,
        reply_markup=markup,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=place.reply_parameters,
        message_thread_id=place.thread,
    )
    return sent.message_id


async def restate(context: BotContext, place: Place, message: int, text: str) -> None:
    """Puts a plain text in the place of a message and its buttons."""
    await replace(context, place, (message,), (escaped(text).html,))


async def delete(context: BotContext, chat: int, message: int) -> None:
    """Deletes a message, if it is still there and may be deleted."""
    try:
        await context.bot.delete_message(chat, message)
    except BadRequest as error:
        if refusal(error) is not Refusal.GONE:
            raise


def _topic(message: MaybeInaccessibleMessage) -> int | None:
    # Outside a forum the number names a thread of replies, which is no place to send to.
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


async def _send(
    context: BotContext, place: Place, html: str, buttons: InlineKeyboardMarkup | None
) -> int:
    async def call(text: str, mode: str | None, markup: InlineKeyboardMarkup | None) -> int:
        sent = await context.bot.send_message(
            place.chat,
            text,
            parse_mode=mode,
            reply_markup=markup,
            link_preview_options=_NO_PREVIEW,
            reply_parameters=place.reply_parameters,
            message_thread_id=place.thread,
        )
        return sent.message_id

    return await _accepted(context, call, html, buttons)


async def _edit(
    context: BotContext,
    place: Place,
    message: int,
    html: str,
    buttons: InlineKeyboardMarkup | None,
) -> bool:
    """Edits a message; returns whether it is there and reads so now."""

    async def call(text: str, mode: str | None, markup: InlineKeyboardMarkup | None) -> bool:
        await context.bot.edit_message_text(
            text,
            place.chat,
            message,
            parse_mode=mode,
            reply_markup=markup,
            link_preview_options=_NO_PREVIEW,
        )
        return True

    try:
        return await _accepted(context, call, html, buttons)
    except BadRequest as error:
        kind = refusal(error)
        if kind in (Refusal.UNCHANGED, Refusal.GONE):
            return kind is Refusal.UNCHANGED
        raise


async def _accepted(
    context: BotContext,
    call: Callable[[str, str | None, InlineKeyboardMarkup | None], Awaitable[_Sent]],
    html: str,
    buttons: InlineKeyboardMarkup | None,
) -> _Sent:
    """Calls with ever plainer content until the server takes it; each step is logged."""
    text, mode = html, ParseMode.HTML.value
    while True:
        try:
            return await call(text, mode or None, buttons)
        except BadRequest as error:
            kind = refusal(error)
            if kind is Refusal.MARKUP and mode and text != without_days(text):
                # A self-hosted Bot API server older than 9.5.
                context.services.date_entity = False
                text = without_days(text)
            elif kind is Refusal.MARKUP and mode:
                text, mode = as_plain(text), ""
            elif kind is Refusal.BUTTON_URL and buttons != (bare := _without_urls(buttons)):
                buttons = bare
            else:
                raise
            log_event(_LOGGER, "made_plainer", logging.WARNING, refusal=error.message)


def _without_urls(buttons: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    if buttons is None:
        return None
    rows = [[b for b in row if b.url is None] for row in buttons.inline_keyboard]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None
