"""Sending and replacing messages, whatever Telegram says to it.

An answer is one message or several; buttons are under the last. Replacing edits what is there,
sends what is missing and deletes what is left over, so the order on the screen stays the order of
reading.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from telegram import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.service.logs import log_event
from bot.telegram.rendering.html import as_plain, without_days
from bot.telegram.rendering.html import text as escaped
from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.rejections import Rejection, rejection
from bot.telegram.wire.sending import HeldBackError, is_passing

_LOGGER = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_MAX_ALERT_CHARS: Final = 200
# Low, so that a rebuilt index shows within seconds.
_INLINE_CACHE_S: Final = 10
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
    bot: QuietBot,
    place: Place,
    messages: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
    worth_s: float | None = None,
) -> tuple[int, ...]:
    """Sends messages of Bot API HTML in order, buttons under the last; returns their numbers.

    `worth_s`: for how many seconds each is worth sending, where that is not the usual time.
    """
    return await replace(bot, place, (), messages, keyboard, worth_s)


async def replace(
    bot: QuietBot,
    place: Place,
    old: Sequence[int],
    messages: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
    worth_s: float | None = None,
) -> tuple[int, ...]:
    """Turns the messages that stand there into others, buttons under the last.

    `messages`: Bot API HTML, each within Telegram's limits; at least one. `worth_s`: for how many
    seconds a new one is worth sending. Returns the numbers of the messages that stand there now.
    """
    now: list[int] = []
    for position, html in enumerate(messages):
        buttons = keyboard if position == len(messages) - 1 else None
        edited = position < len(old) and await _edit(bot, place, old[position], html, buttons)
        now.append(old[position] if edited else await _send(bot, place, html, buttons, worth_s))
    for surplus in old[len(messages) :]:
        await delete(bot, place.chat, surplus)
    return tuple(now)


async def say(
    bot: QuietBot,
    place: Place,
    text: str,
    markup: InlineKeyboardMarkup | ForceReply | None = None,
) -> int:
    """Sends a plain text; returns the message's number."""
    return await _post(bot, place, text, None, markup)


async def send_file(bot: QuietBot, place: Place, name: str, content: bytes) -> int:
    """Sends a file; returns the message's number."""
    try:
        sent = await bot.send_document(
            place.chat,
            content,
            filename=name,
            reply_parameters=place.reply_parameters,
            message_thread_id=place.thread,
        )
    except ChatMigrated as error:  # the group has become a supergroup
        return await send_file(bot, Place(error.new_chat_id), name, content)
    return sent.message_id


async def restate(bot: QuietBot, place: Place, message: int, text: str) -> None:
    """Puts a plain text in the place of a message and its buttons."""
    await replace(bot, place, (message,), (escaped(text).html,))


async def change_buttons(
    bot: QuietBot, chat: int, message: int, buttons: InlineKeyboardMarkup | None
) -> None:
    """Gives a message other buttons, or none, if it is still there."""
    try:
        await bot.edit_message_reply_markup(chat, message, reply_markup=buttons)
    except ChatMigrated:
        return
    except BadRequest as error:
        if rejection(error) not in (Rejection.UNCHANGED, Rejection.GONE):
            raise


async def delete(bot: QuietBot, chat: int, message: int) -> None:
    """Deletes a message, if it is still there and may be deleted."""
    try:
        await bot.delete_message(chat, message)
    except ChatMigrated:
        return
    except BadRequest as error:
        if rejection(error) is not Rejection.GONE:
            raise


async def react(bot: QuietBot, chat: int, message: int, emoji: str) -> bool:
    """Puts a reaction on a message; returns whether it is there, for a group may allow none."""
    try:
        return await bot.set_message_reaction(chat, message, emoji)
    except (BadRequest, ChatMigrated):
        return False


async def answer_button(
    query: CallbackQuery, text: str | None = None, *, alert: bool = False
) -> None:
    """Ends the waiting sign on a button, with a note if there is one to give.

    Where that cannot be sent in time, what the button does is done all the same.
    """
    try:
        await query.answer(text[:_MAX_ALERT_CHARS] if text else None, show_alert=alert)
    except HeldBackError:
        raise
    except TelegramError as error:
        expired = isinstance(error, BadRequest) and rejection(error) is Rejection.EXPIRED
        if not (expired or is_passing(error)):
            raise


async def answer_inline(
    query: InlineQuery,
    results: Sequence[InlineQueryResultArticle],
    *,
    button: InlineQueryResultsButton | None = None,
    next_offset: str = "",
    personal: bool,
) -> bool:
    """Answers an inline query with at most fifty results, a button above them.

    `next_offset`: what the client sends to be given more, if there are more; `personal`: whether
    the answer is this user's alone, because others may not ask. Returns whether it came in time.
    """
    try:
        await query.answer(
            results,
            cache_time=_INLINE_CACHE_S,
            is_personal=personal,
            next_offset=next_offset,
            button=button,
        )
    except BadRequest as error:
        if rejection(error) is not Rejection.EXPIRED:
            raise
        return False
    return True


def _topic(message: MaybeInaccessibleMessage) -> int | None:
    # Outside a forum the number names a thread of replies, which is no place to send to.
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


async def _send(
    bot: QuietBot,
    place: Place,
    html: str,
    buttons: InlineKeyboardMarkup | None,
    worth_s: float | None,
) -> int:
    async def call(text: str, mode: str | None, markup: InlineKeyboardMarkup | None) -> int:
        return await _post(bot, place, text, mode, markup, worth_s)

    return await _accepted(bot, call, html, buttons)


async def _post(
    bot: QuietBot,
    place: Place,
    text: str,
    mode: str | None,
    markup: InlineKeyboardMarkup | ForceReply | None,
    worth_s: float | None = None,
) -> int:
    try:
        sent = await bot.send_message(
            place.chat,
            text,
            parse_mode=mode,
            reply_markup=markup,
            link_preview_options=_NO_PREVIEW,
            reply_parameters=place.reply_parameters,
            message_thread_id=place.thread,
            rate_limit_args=worth_s,
        )
    except ChatMigrated as error:  # the group has become a supergroup
        return await _post(bot, Place(error.new_chat_id), text, mode, markup, worth_s)
    return sent.message_id


async def _edit(
    bot: QuietBot,
    place: Place,
    message: int,
    html: str,
    buttons: InlineKeyboardMarkup | None,
) -> bool:
    """Edits a message; returns whether it is there and reads so now."""

    async def call(text: str, mode: str | None, markup: InlineKeyboardMarkup | None) -> bool:
        await bot.edit_message_text(
            text,
            place.chat,
            message,
            parse_mode=mode,
            reply_markup=markup,
            link_preview_options=_NO_PREVIEW,
        )
        return True

    try:
        return await _accepted(bot, call, html, buttons)
    except ChatMigrated:
        return False
    except BadRequest as error:
        kind = rejection(error)
        if kind in (Rejection.UNCHANGED, Rejection.GONE):
            return kind is Rejection.UNCHANGED
        raise


async def _accepted(
    bot: QuietBot,
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
            kind = rejection(error)
            if kind is Rejection.MARKUP and mode and text != without_days(text):
                bot.forgo_dates()
                text = without_days(text)
            elif kind is Rejection.MARKUP and mode:
                text, mode = as_plain(text), ""
            elif kind is Rejection.BUTTON_URL and buttons != (bare := _without_urls(buttons)):
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
