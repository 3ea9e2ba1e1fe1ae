from __future__ import annotations

import asyncio

import pytest

from bot.service.web.client import FetchError
from bot.telegram.wire.downloads import Downloads


async def test_a_few_at_a_time() -> None:
    downloads, under_way, may = Downloads(), set(), asyncio.Event()

    async def download(number: int) -> int:
        under_way.add(number)
        await may.wait()
        return number

    tasks = [asyncio.create_task(downloads.run(download(number))) for number in range(9)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert under_way == {0, 1, 2, 3}
    may.set()
    assert await asyncio.gather(*tasks) == list(range(9))


async def test_stopped_whether_begun_or_waiting() -> None:
    downloads, closed = Downloads(), []

    async def download(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            closed.append(number)

    tasks = [asyncio.create_task(downloads.run(download(number))) for number in range(6)]
    for _ in range(20):
        await asyncio.sleep(0)
    downloads.stop()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == [str(FetchError("fetch.stopped"))] * 6
    assert closed == [0, 1, 2, 3]
    with pytest.raises(FetchError):
        await downloads.run(download(7))


async def test_what_goes_wrong_is_handed_on() -> None:
    async def download() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await Downloads().run(download())
