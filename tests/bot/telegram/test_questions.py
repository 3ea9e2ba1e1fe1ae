from __future__ import annotations

import datetime as dt

import pytest
from telegram import Chat, Message, MessageEntity, User

from bot.telegram.questions import is_addressed, mentions, question_in

NOW = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
BOT, ADA = User(1, "Bot", True, username="WortlautBot"), User(2, "Ada", False)


def message(
    text: str, *entities: tuple[str, int, int], group: bool = True, reply: User | None = None
) -> Message:
    chat = Chat(-5, "supergroup") if group else Chat(2, "private")
    replied = Message(9, NOW, chat, from_user=reply, text="x") if reply else None
    found = [MessageEntity(*entity) for entity in entities]
    return Message(
        10, NOW, chat, from_user=ADA, text=text, entities=found, reply_to_message=replied
    )


@pytest.mark.parametrize(
    ("text", "entities", "question"),
    [
        ("Wann?", (), "Wann?"),
        ("/frage Wann?", (("bot_command", 0, 6),), "Wann?"),
        ("/frage@WortlautBot\nWann\nwo?", (("bot_command", 0, 18),), "Wann\nwo?"),
        ("@wortlautbot Wann?", (("mention", 0, 12),), "Wann?"),
        ("Sag mal @WortlautBot, wann?", (("mention", 8, 12),), "Sag mal , wann?"),
        ("/frage @WortlautBot wann?", (("bot_command", 0, 6), ("mention", 7, 12)), "wann?"),
        # Offsets count UTF-16 units.
        ("🦄🦄 @WortlautBot wann?", (("mention", 5, 12),), "🦄🦄  wann?"),
        ("/frage", (("bot_command", 0, 6),), ""),
        ("Was kostet /frage?", (("bot_command", 11, 6),), "Was kostet /frage?"),
        ("Was sagt @ada?", (("mention", 9, 4),), "Was sagt @ada?"),
    ],
)
def test_question(text: str, entities: tuple, question: str) -> None:
    assert question_in(message(text, *entities), "WortlautBot") == question


def test_addressed() -> None:
    def addressed(one: Message) -> bool:
        return is_addressed(one, "WortlautBot", 1)

    assert addressed(message("Hallo", group=False))
    assert not addressed(message("Hallo"))
    assert addressed(message("Hallo", reply=BOT))
    assert not addressed(message("Hallo", reply=ADA))
    assert addressed(message("@wortlautbot", ("mention", 0, 12)))
    assert not addressed(message("@other", ("mention", 0, 6)))
    assert addressed(message("/frage x", ("bot_command", 0, 6)))
    assert not addressed(message("/frage@other x", ("bot_command", 0, 12)))
    assert mentions(message("@WORTLAUTBOT", ("mention", 0, 12)), "wortlautbot")
