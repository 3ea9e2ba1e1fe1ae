"""The bot as a process: it ends as asked, and loses nothing by it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import TOKEN, BotApi
from tests.e2e.telegram.process import SLOW

REPOSITORY = Path(__file__).parents[3]
Spawn = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def spawn(api: BotApi, built: Path, tmp_path: Path) -> AsyncIterator[Spawn]:
    for name in ("corpus", "index"):
        shutil.copytree(built / name, tmp_path / name)
    processes: list[asyncio.subprocess.Process] = []

    async def begin(**settings: str) -> asyncio.subprocess.Process:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(tmp_path),
            "OMP_NUM_THREADS": "1",
            "PYTHONWARNINGS": "default",
            "WORTLAUT_TELEGRAM_TOKEN": TOKEN,
            "WORTLAUT_TELEGRAM_BASE_URL": api.url,
            "WORTLAUT_LOG_FORMAT": "json",
            **settings,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.e2e.telegram.process"),
            cwd=tmp_path,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, list[dict]]:
    """Waits for the end; returns the status and the log, every line of which is one event."""
    out, err = await process.communicate()
    assert out == b""
    assert TOKEN.split(":")[1].encode() not in err
    return process.returncode, [json.loads(line) for line in err.decode().splitlines()]


async def test_sigterm_while_answering(api: BotApi, spawn: Spawn) -> None:
    process = await spawn(**{SLOW: "0.7"})
    await api.until(lambda: api.counts()["getUpdates"])
    people = [Phone(api, number) for number in range(1, 7)]
    for person in people:
        person.say(QUESTION)
    # The next poll confirms what the last one brought: the bot has all six now.
    await api.until(lambda: not api._updates)
    process.send_signal(signal.SIGTERM)
    late = people[0].say("Wie viele Plätze hat das Stadttheater?")
    status, log = await ended(process)
    assert status == 0
    for person in people:
        answers = api.from_bot(person.chat["id"])
        assert [SENTENCE in answer.text for answer in answers][:1] == [True]
    events = [line["event"] for line in log]
    assert events[-1] == "stopped"
    assert "stopping" in events
    assert events.count("answered") >= 6
    # What came too late is answered by the next one, and once.
    answered_already = [a.reply_to for a in api.from_bot(1)].count(late.id)
    if not answered_already:
        await spawn()
        await api.until(lambda: any(a.reply_to == late.id for a in api.from_bot(1)))


async def test_a_token_telegram_does_not_know(spawn: Spawn) -> None:
    process = await spawn(WORTLAUT_TELEGRAM_TOKEN="111111:" + "x" * 35)
    _, err = await process.communicate()
    assert process.returncode == 1
    assert len(err.splitlines()) == 1
    assert b"WORTLAUT_TELEGRAM_TOKEN" in err
    assert b"x" * 35 not in err


async def test_stopped_while_telegram_cannot_be_reached(api: BotApi, spawn: Spawn) -> None:
    api.drop("getMe", times=1000)
    process = await spawn()
    await api.until(lambda: api.counts()["getMe"] >= 2)
    process.send_signal(signal.SIGINT)
    status, log = await ended(process)
    assert status == 0
    assert "telegram_unreachable" in [line["event"] for line in log]
