"""SIGKILL of the bot with 200 questions waiting: none is lost, none answered twice in its chat.

A round asks 200 questions in 40 chats while the bot is off, starts it, kills it at a random moment
up to ten times over, and lets the next one answer what is left. The server speaks the Bot API, and
keeps what has been sent whether or not the bot lived to hear of it.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

from tests.e2e.articles import QUESTION
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import BotApi
from tests.torture.bots import bot_process, bot_world
from tests.torture.given import Given
from tests.torture.report import Row, row

_CHATS = 40
_QUESTIONS_A_CHAT = 5
_KILLS_A_ROUND = 10
# A bot that had no more than this has only begun to poll; one that had it has answered many.
_LONGEST_LIFE_S = 4.0


def waiting(given: Given, scratch: Path) -> list[Row]:
    """Kills the bot so many times, some times a round.

    Args:
        given: How many kills; `first` is the number of a round.
        scratch: A folder for what is laid out.

    Returns:
        One row.
    """
    with row("kill: bot with 200 questions waiting") as found:
        number = given.first
        while found.tried < given.count:
            kills = min(_KILLS_A_ROUND, given.count - found.tried)
            dice = random.Random(f"{given.seed}-{number}")  # noqa: S311
            folder = bot_world(scratch / f"round-{number}")
            again = f"`waiting --seed {given.seed} --first {number} --count {kills}`"
            for fault in asyncio.run(_round(folder, kills, dice)):
                found.fault(again, fault)
            found.tried += kills
            number += 1
    return [found]


async def _round(folder: Path, kills: int, dice: random.Random) -> list[str]:
    api = BotApi()
    await api.start()
    people = [Phone(api, number) for number in range(1, _CHATS + 1)]
    asked = {(p.chat["id"], p.say(QUESTION).id) for _ in range(_QUESTIONS_A_CHAT) for p in people}
    for _ in range(kills):
        async with bot_process(folder, api.url) as process:
            polls = api.counts()["getUpdates"]
            await api.until(lambda polls=polls: api.counts()["getUpdates"] > polls)
            await asyncio.sleep(dice.uniform(0, _LONGEST_LIFE_S))
            process.kill()
    async with bot_process(folder, api.url):
        late = {(p.chat["id"], p.say(QUESTION).id) for p in people}
        # Each chat is answered in order: whatever comes twice is there before its last answer.
        await api.until(lambda: late <= set(_answered(api)))
    await api.stop()
    answered = _answered(api)
    return [
        f"{fate} {times} of {len(asked)}"
        for fate, times in (
            ("lost", len(asked - set(answered))),
            ("answered twice", sum(count > 1 for count in answered.values())),
        )
        if times
    ]


def _answered(api: BotApi) -> Counter[tuple[int, int | None]]:
    """By chat and message, how often each has been answered."""
    return Counter((chat, said.reply_to) for chat in api.messages for said in api.from_bot(chat))
