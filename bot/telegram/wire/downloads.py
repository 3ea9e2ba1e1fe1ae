"""What editors send is fetched beside everything else, and given up where the bot is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from bot.service.web.client import FetchError

# Each may hold 20 MB.
_AT_A_TIME: Final = 4
_Fetched = TypeVar("_Fetched")


class Downloads:
    """The downloads under way."""

    def __init__(self) -> None:
        """Starts with none."""
        self._turns = asyncio.Semaphore(_AT_A_TIME)
        self._stopping = asyncio.Event()

    async def run(self, download: Coroutine[Any, Any, _Fetched]) -> _Fetched:
        """Downloads, a few at a time.

        Args:
            download: What fetches it.

        Returns:
            What it returns.

        Raises:
            FetchError: The bot is being stopped; besides, whatever `download` raises.
        """

        async def in_turn() -> _Fetched:
            try:
                async with self._turns:
                    return await download
            finally:
                download.close()  # cancelled before its turn, it would be reported as not awaited

        tasks = asyncio.create_task(in_turn()), asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        if tasks[0].cancelled():
            raise FetchError("fetch.stopped")
        return tasks[0].result()

    def stop(self) -> None:
        """Gives up what is being downloaded."""
        self._stopping.set()
