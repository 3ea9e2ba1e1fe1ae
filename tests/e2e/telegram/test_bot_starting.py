"""A start that takes minutes, and one that fails."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.telegram.state import Database
from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.process import HELD_UNTIL
from tests.e2e.telegram.test_bot_journal import answered
from tests.e2e.telegram.test_bot_process import Spawn, ended, spawn
from tests.e2e.telegram.test_bot_running import free_port

__all__ = ["spawn"]


async def health(api: BotApi, port: int, status: int) -> str | None:
    """Waits until `/healthz` has a status; returns the reason."""
    seen: list[str | None] = []

    async with httpx.AsyncClient() as client:
        while not seen:
            try:
                response = await client.get(f"http://127.0.0.1:{port}/healthz")
            except httpx.TransportError:
                continue
            if response.status_code == status:
                seen.append(response.json()["reason"])
    return seen[0]


class TestThatTakesLong:
    async def test_health_says_so_people_get_a_word_and_then_their_answers(
        self, api: BotApi, spawn: Spawn, tmp_path: Path
    ) -> None:
        held, port = tmp_path / "go", free_port()
        await spawn(**{HELD_UNTIL: str(held), "WORTLAUT_METRICS_PORT": str(port)})
        assert (await health(api, port, 503) or "").startswith("starting")
        ada, group = Phone(api, 1), Phone(api, 2, group=-100)
        asked = [ada.say(QUESTION).id for _ in range(2)]
        group.say("Kommst du mit?")
        called = group.say(f"/frage {QUESTION}").id
        assert (await ada.answers(1))[0].text == DE.starting
        assert (await group.answers(1))[0].text == DE.starting
        await api.until(lambda: not api._updates)
        assert await health(api, port, 503) == "starting: compile 1/10"
        held.touch()
        answers = (await ada.answers(3))[1:]
        assert [answer.reply_to for answer in answers] == asked
        assert all(SENTENCE in answer.text for answer in answers)
        await group.answers(2)
        assert answered(api, group) == [called, called]
        await health(api, port, 200)
        assert len(api.from_bot(1)) == 3

    async def test_whoever_may_not_ask_gets_no_word(
        self, api: BotApi, spawn: Spawn, tmp_path: Path
    ) -> None:
        await spawn(**{HELD_UNTIL: str(tmp_path / "go"), "WORTLAUT_ALLOWED_IDS": "1"})
        stranger, ada = Phone(api, 666), Phone(api, 1)
        stranger.say(QUESTION)
        ada.say(QUESTION)
        await ada.answers(1)
        assert api.from_bot(666) == []

    async def test_killed_meanwhile_it_has_lost_nothing(
        self, api: BotApi, spawn: Spawn, tmp_path: Path
    ) -> None:
        process = await spawn(**{HELD_UNTIL: str(tmp_path / "go")})
        ada = Phone(api, 1)
        asked = ada.say(QUESTION).id
        await ada.answers(1)
        await api.until(lambda: not api._updates)
        process.kill()
        await process.communicate()
        await spawn()
        (_, answer) = await ada.answers(2)
        assert answer.reply_to == asked
        assert SENTENCE in answer.text

    async def test_sigterm_meanwhile(self, api: BotApi, spawn: Spawn, tmp_path: Path) -> None:
        process = await spawn(**{HELD_UNTIL: str(tmp_path / "go")})
        await api.until(lambda: api.counts()["getUpdates"])
        process.send_signal(signal.SIGTERM)
        status, log = await ended(process)
        assert (status, log[-1]["event"]) == (0, "stopped")

    async def test_a_token_that_telegram_does_not_know_ends_it_at_once(
        self, spawn: Spawn, tmp_path: Path
    ) -> None:
        settings = {HELD_UNTIL: str(tmp_path / "go")}
        process = await spawn(WORTLAUT_TELEGRAM_TOKEN="111111:" + "x" * 35, **settings)
        _, err = await process.communicate()
        assert process.returncode == 1
        assert b"WORTLAUT_TELEGRAM_TOKEN" in err.splitlines()[-1]


def garbage(state: Path) -> None:
    state.write_bytes(b"no database" * 1000)


def a_folder(state: Path) -> None:
    state.mkdir()


def damaged(state: Path) -> None:
    Database(state).close()
    content = bytearray(state.read_bytes())
    content[100:] = b"\xa5" * (len(content) - 100)
    state.write_bytes(content)


def newer(state: Path) -> None:
    Database(state).close()
    with sqlite3.connect(state) as opened:
        opened.execute("PRAGMA user_version = 99")
    opened.close()


@pytest.mark.parametrize("spoil", [garbage, a_folder, damaged, newer])
async def test_a_state_file_that_does_not_work_is_one_line(
    api: BotApi, spawn: Spawn, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(tmp_path / "bot-state.sqlite")
    process = await spawn()
    out, err = await process.communicate()
    assert (process.returncode, out) == (1, b"")
    (line,) = err.decode().splitlines()
    assert "bot-state.sqlite" in line


async def test_a_state_file_that_stays_locked_is_one_line(
    api: BotApi, spawn: Spawn, tmp_path: Path
) -> None:
    state = tmp_path / "bot-state.sqlite"
    Database(state).close()
    other = sqlite3.connect(state, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    process = await spawn()
    _, err = await process.communicate()
    other.close()
    assert process.returncode == 1
    (line,) = err.decode().splitlines()
    assert "locked" in line
