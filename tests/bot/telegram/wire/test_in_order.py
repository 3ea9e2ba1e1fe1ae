from __future__ import annotations

import asyncio
import datetime as dt

from telegram import Chat, InlineQuery, Message, Update, User

from bot.telegram.wire.in_order import PerChatProcessor, let_others

NOW = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def update(chat: int) -> Update:
    return Update(1, message=Message(1, NOW, Chat(chat, "private"), text="x"))


async def settled() -> None:
    """Lets every task go as far as it can: none of these waits for anything outside the loop."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_in_order_within_a_chat_and_side_by_side_across() -> None:
    processor, done, gate = PerChatProcessor(), [], asyncio.Event()

    async def work(name: str, *, wait: bool) -> None:
        if wait:
            await gate.wait()
        done.append(name)

    tasks = [
        asyncio.create_task(processor.process_update(update(1), work("1a", wait=True))),
        asyncio.create_task(processor.process_update(update(1), work("1b", wait=False))),
        asyncio.create_task(processor.process_update(update(2), work("2a", wait=False))),
    ]
    await settled()
    assert done == ["2a"]
    gate.set()
    await asyncio.gather(*tasks)
    assert done == ["2a", "1a", "1b"]
    assert processor._locks == {}


async def test_a_failure_lets_the_next_one_through() -> None:
    processor, done = PerChatProcessor(), []

    async def fail() -> None:
        raise ValueError

    async def work() -> None:
        done.append(1)

    first = processor.process_update(update(1), fail())
    second = processor.process_update(update(1), work())
    results = await asyncio.gather(first, second, return_exceptions=True)
    assert isinstance(results[0], ValueError)
    assert done == [1]


async def test_cancelled_while_waiting_is_not_reported_as_never_awaited() -> None:
    processor, gate = PerChatProcessor(), asyncio.Event()

    async def work() -> None:
        await gate.wait()

    first = asyncio.create_task(processor.process_update(update(1), work()))
    second = asyncio.create_task(processor.process_update(update(1), work()))
    await settled()
    second.cancel()
    gate.set()
    await asyncio.gather(first, second, return_exceptions=True)
    assert processor._locks == {}


async def test_inline_queries_wait_for_nobody() -> None:
    processor, gate, done = PerChatProcessor(), asyncio.Event(), []

    async def work(number: int) -> None:
        if number == 0:
            await gate.wait()
        done.append(number)

    query = Update(1, inline_query=InlineQuery("1", User(1, "Ada", False), "x", ""))
    tasks = [asyncio.create_task(processor.process_update(query, work(n))) for n in range(2)]
    await settled()
    assert done == [1]
    gate.set()
    await asyncio.gather(*tasks)


async def test_the_next_goes_first_where_a_handler_lets_it() -> None:
    processor, done, gate = PerChatProcessor(), [], asyncio.Event()

    async def fetch() -> None:
        let_others()
        let_others()
        await gate.wait()
        done.append("fetched")

    async def work(name: str) -> None:
        await settled()
        done.append(name)

    tasks = [
        asyncio.create_task(processor.process_update(update(1), coroutine))
        for coroutine in (work("1a"), fetch(), work("1b"), work("1c"))
    ]
    await settled()
    await asyncio.gather(tasks[0], *tasks[2:])
    assert done == ["1a", "1b", "1c"]
    gate.set()
    await tasks[1]
    assert done[-1] == "fetched"
    assert processor._locks == {}
