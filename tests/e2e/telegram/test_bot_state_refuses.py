"""A state file that refuses while the bot runs: the answer stays, and nobody hears a sorry."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from bot.telegram.state.database import Database
from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import ADMIN, Running


def full(database: Database) -> None:
    pages = database._db.execute("PRAGMA page_count").fetchone()[0]
    database._db.execute(f"PRAGMA max_page_count = {pages}")
    with suppress(sqlite3.OperationalError):
        for number in count():
            row = (f"ballast {number}", 1, 1, "[]", "", 1, "de", "x" * 900, time.time())
            database._db.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def read_only(database: Database) -> None:
    database._db.execute("PRAGMA query_only = ON")


def locked(database: Database) -> None:
    database._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(database._path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    database.other = other  # type: ignore[attr-defined]  # for as long as the bot runs


def damaged(database: Database) -> None:
    database._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database._path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    database._path.write_bytes(content)
    database._db.execute("PRAGMA shrink_memory")  # nothing is remembered of its pages


def closed(database: Database) -> None:
    database._db.close()


REFUSES = (full, read_only, locked, damaged, closed)


def clicks(message: object) -> list[str]:
    return [button["text"] for button in message.buttons if "callback_data" in button]  # type: ignore[attr-defined]


@pytest.mark.parametrize("refuse", REFUSES)
async def test_the_answer_stays_without_buttons_that_would_be_forgotten(
    bot: Running, refuse: Callable[[Database], None]
) -> None:
    admin, ada = bot.phone(ADMIN), bot.phone()
    refuse(bot.services.database)
    answer = await ada.ask(QUESTION)
    assert SENTENCE in answer.text
    await bot.api.until(lambda: not clicks(answer))
    assert [button["text"] for button in answer.buttons][:2] == ["Quelle", "📋"]
    await admin.answers(1)
    again = await ada.ask(QUESTION)
    await bot.api.until(lambda: not clicks(again))
    assert len(bot.api.from_bot(ada.chat["id"])) == 2
    [notice] = bot.api.from_bot(ADMIN)
    assert notice.text.startswith("StateError · ")


@pytest.mark.parametrize("refuse", REFUSES)
async def test_an_edited_question_is_answered(
    bot: Running, refuse: Callable[[Database], None]
) -> None:
    ada = bot.phone()
    question = ada.say("Photosynthese im Quantencomputer?")
    await ada.answers(1)
    await bot.api.until(lambda: bot.services.answers.to_question(500, question.id))
    refuse(bot.services.database)
    ada.say(QUESTION, edit=question)
    await bot.api.until(
        lambda: any(SENTENCE in sent.text for sent in bot.api.from_bot(ada.chat["id"]))
    )
    assert not any(DE.failed in sent.text for sent in bot.api.from_bot(ada.chat["id"]))


async def test_after_it_everything_is_remembered_again(bot: Running) -> None:
    ada, database = bot.phone(), bot.services.database
    read_only(database)
    answer = await ada.ask(QUESTION)
    await bot.api.until(lambda: not clicks(answer))
    database._db.execute("PRAGMA query_only = OFF")
    answer = await ada.ask(QUESTION)
    await ada.pressed(answer, "›")
    await ada.becomes(answer, "2/3 · ")


async def test_a_page_is_turned_although_its_messages_cannot_be_noted(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = bot.phone()
    question = ada.say(QUESTION)
    (answer,) = await ada.answers(1)
    await bot.api.until(lambda: bot.services.answers.to_question(500, question.id))
    bot.services.answers.set_messages(answer.buttons[0]["callback_data"].split(":")[1], (1,))
    read_only(bot.services.database)
    note = await ada.pressed(answer, "›")
    assert "text" not in note
    await bot.api.until(lambda: len(bot.api.from_bot(ada.chat["id"])) == 2)
    assert not any(DE.failed in sent.text for sent in bot.api.from_bot(ada.chat["id"]))


async def test_a_rating_that_is_not_kept_is_not_thanked_for(bot: Running) -> None:
    ada = bot.phone()
    question = ada.say(QUESTION)
    (answer,) = await ada.answers(1)
    await bot.api.until(lambda: bot.services.answers.to_question(500, question.id))
    read_only(bot.services.database)
    note = await ada.pressed(answer, "👍")
    assert note["text"].startswith(DE.failed)
