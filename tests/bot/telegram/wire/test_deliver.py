"""Replacing messages: the order on the screen stays the order of reading."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from telegram import CallbackQuery, Chat, Message, User
from telegram.error import BadRequest, Forbidden

from bot.telegram.wire.deliver import Place, replace
from bot.telegram.wire.rejections import Rejection, rejection


class Screen:
    """A chat as Telegram shows it."""

    def __init__(self) -> None:
        self.shown: dict[int, str] = {}
        self.next = 1

    async def send_message(self, chat: int, text: str, **_: object) -> SimpleNamespace:
        self.shown[self.next] = text
        self.next += 1
        return SimpleNamespace(message_id=self.next - 1)

    async def edit_message_text(self, text: str, chat: int, message: int, **_: object) -> None:
        if message not in self.shown:
            raise BadRequest("Message to edit not found")
        if self.shown[message] == text:
            raise BadRequest("Message is not modified: specified new message content …")
        self.shown[message] = text

    async def delete_message(self, chat: int, message: int) -> None:
        if message not in self.shown:
            raise BadRequest("Message to delete not found")
        del self.shown[message]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a"], ["b"]),
        (["a"], ["a"]),
        (["a", "b"], ["c"]),
        (["a"], ["b", "c"]),
        (["a", "b", "c"], ["a", "x"]),
        ([], ["a", "b"]),
    ],
)
@pytest.mark.parametrize("lost", [None, 0, -1])
async def test_replacing(before: list[str], after: list[str], lost: int | None) -> None:
    screen = Screen()
    ids = await replace(screen, Place(1), (), before) if before else ()
    if lost is not None and ids:
        del screen.shown[ids[lost]]
    now = await replace(screen, Place(1), ids, after)
    assert [screen.shown[number] for number in now] == after
    assert sorted(screen.shown.values()) == sorted(after)


async def test_what_is_no_rejection_of_that_kind_is_raised() -> None:
    class Broken(Screen):
        async def send_message(self, *_: object, **__: object) -> SimpleNamespace:
            raise Forbidden("Forbidden: bot was blocked by the user")

    with pytest.raises(Forbidden):
        await replace(Broken(), Place(1), (), ["a"])


@pytest.mark.parametrize(("in_forum", "thread"), [(True, 7), (None, None)])
def test_the_place_of_a_button_is_a_topic_and_never_a_thread_of_replies(
    in_forum: bool | None, thread: int | None
) -> None:
    now, group = dt.datetime(2025, 1, 1, tzinfo=dt.UTC), Chat(-5, "supergroup")
    message = Message(9, now, group, message_thread_id=7, is_topic_message=in_forum)
    query = CallbackQuery("1", User(2, "Ada", False), "2", message=message)
    assert Place.of(query) == Place(-5, thread=thread)


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("Message is not modified: specified new message content and …", Rejection.UNCHANGED),
        ("Message to edit not found", Rejection.GONE),
        ('Can\'t parse entities: unsupported start tag "x" at byte offset 0', Rejection.MARKUP),
        ("Query is too old and response timeout expired or query id is invalid", Rejection.EXPIRED),
        ("Not enough rights to send text messages to the chat", Rejection.SILENCED),
        ("Inline keyboard button URL 'http://x' is invalid: wrong HTTP URL", Rejection.BUTTON_URL),
        ("Something new", Rejection.OTHER),
    ],
)
def test_kinds_of_rejection(wording: str, kind: Rejection) -> None:
    assert rejection(BadRequest(wording)) is kind
