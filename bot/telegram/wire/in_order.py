"""Updates side by side, but in order within a chat.

python-telegram-bot hands every update to a processor as it arrives. This one runs them all at once,
except that those of one chat wait for one another: an answer never overtakes the one before it, and
an edit never overtakes the question it edits. Inline queries belong to no chat and may overtake:
the latest is the only one that counts. So may what comes after a handler has let it (`let_others`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# Waiting for its chat's turn takes a place too, so one busy chat must not fill them all.
_MAX_CONCURRENT: Final = 10_000
_leave: ContextVar[Callable[[], None]] = ContextVar("leave")


def let_others() -> None:
    """Lets the chat's next updates go first, for what the handler is about to do takes long."""
    _leave.get(lambda: None)()


class PerChatProcessor(BaseUpdateProcessor):
    """Runs updates concurrently, first come first served within each chat."""

    def __init__(self) -> None:
        """Starts with no chat known."""
        super().__init__(_MAX_CONCURRENT)
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Waits for the chat's earlier updates, then runs this one."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        try:
            async with self._turn(chat.id):
                await coroutine
        finally:
            # Cancelled while waiting for its turn, it would be reported as never awaited.
            if isinstance(coroutine, Coroutine):
                coroutine.close()

    @asynccontextmanager
    async def _turn(self, chat: int) -> AsyncIterator[None]:
        # asyncio.Lock wakes its waiters in the order they came; the count says when to forget it.
        lock, users = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = (lock, users + 1)
        with ExitStack() as turn:
            turn.callback(self._forget, chat)
            await lock.acquire()
            turn.callback(lock.release)
            _leave.set(turn.close)
            yield

    def _forget(self, chat: int) -> None:
        lock, users = self._locks[chat]
        if users == 1:
            del self._locks[chat]
        else:
            self._locks[chat] = (lock, users - 1)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""
