"""The bot for an hour: people ask, page, look into context and type inline; some of it fails.

Memory and open files of its process are looked at every ten seconds. What grows without an end
grows in the second half, too: a fault is a mean of the last quarter that lies more than a tenth
above that of the second.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from pathlib import Path
from typing import Final, NamedTuple

from tests.e2e.articles import ARTICLES, QUESTION
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import BotApi
from tests.torture.bots import bot_process, bot_world
from tests.torture.given import Given
from tests.torture.report import Row, row

_PEOPLE = 20
_EVERY_S = 10.0
_WORDS: Final = sorted({word for text in ARTICLES.values() for word in text.split()})
# Each time something else; none ends the bot, and what it cost is tried again.
_TROUBLES: Final = (
    lambda api: api.drop("getUpdates"),
    lambda api: api.fail("getUpdates", 502),
    lambda api: api.fail("sendMessage", 429, retry_after=1),
    lambda api: api.drop("sendMessage"),
)


class Sample(NamedTuple):
    """What the process holds.

    Attributes:
        minute: Since the soak began.
        memory_mb: Resident memory.
        files: Open files, sockets and pipes.
        answers: Messages sent so far.
    """

    minute: float
    memory_mb: float
    files: int
    answers: int


def soak(given: Given, scratch: Path) -> list[Row]:
    """Keeps the bot busy.

    Args:
        given: For how many seconds.
        scratch: A folder for what is laid out.

    Returns:
        One row; what was seen, a line for each tenth of the time, behind it.
    """
    with row("soak of the bot, seconds") as found:
        samples = asyncio.run(_soak(bot_world(scratch), given))
        found.tried = given.count
        found.behind = _table(samples[:: max(len(samples) // 10, 1)])
        quarter = len(samples) // 4
        for name in ("memory_mb", "files"):
            values = [getattr(sample, name) for sample in samples]
            second, last = _mean(values[quarter : 2 * quarter]), _mean(values[-quarter:])
            if last > 1.1 * second:
                found.fault(f"`soak --count {given.count}`", f"{name} {second:.0f} to {last:.0f}")
    return [found]


async def _soak(folder: Path, given: Given) -> list[Sample]:
    dice = random.Random(given.seed)  # noqa: S311
    api = BotApi()
    await api.start()
    samples: list[Sample] = []
    async with bot_process(folder, api.url) as process:
        people = [Phone(api, number) for number in range(1, _PEOPLE + 1)]
        await asyncio.gather(*(person.ask("/start") for person in people))
        started = time.monotonic()
        end = started + given.count
        lives = [asyncio.create_task(_live(api, p, dice, end)) for p in people]
        trouble = asyncio.create_task(_trouble(api, end))
        while time.monotonic() < end:
            proc = Path("/proc") / str(process.pid)
            pages = int((proc / "statm").read_text(encoding="ascii").split()[1])
            files = len(list((proc / "fd").iterdir()))
            minute = (time.monotonic() - started) / 60
            samples.append(Sample(minute, pages / 256, files, api.counts()["sendMessage"]))
            api.calls[:-1000] = []
            await asyncio.sleep(min(_EVERY_S, max(end - time.monotonic(), 0)))
        await asyncio.gather(trouble, *lives)
    await api.stop()
    return samples


async def _live(api: BotApi, person: Phone, dice: random.Random, end: float) -> None:
    """Asks and presses, one thing after another, until the end."""
    while time.monotonic() < end:
        asked = QUESTION if dice.random() < 0.5 else " ".join(dice.sample(_WORDS, 4))
        said = await person.ask(asked)
        data = [b["callback_data"] for b in said.buttons if "callback_data" in b]
        if data:
            await person.pressed(said, "", data=dice.choice(data))
        if dice.random() < 0.1:
            await person.inline(asked)
        await asyncio.sleep(dice.uniform(1, 6))


async def _trouble(api: BotApi, end: float) -> None:
    for make in itertools.cycle(_TROUBLES):
        await asyncio.sleep(min(30, max(end - time.monotonic(), 0)))
        if time.monotonic() >= end:
            return
        make(api)


def _mean(values: list[float]) -> float:
    return sum(values) / max(len(values), 1)


def _table(samples: list[Sample]) -> str:
    head = ["| minute | memory | open files |", "| ------ | ------ | ---------- |"]
    lines = [f"| {s.minute:.0f} | {s.memory_mb:.0f} MB | {s.files} |" for s in samples]
    return "\n".join([*head, *lines])
