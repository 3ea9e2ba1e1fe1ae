"""Fetching updates by long polling."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.telegram.intake.api import BotApi, Json, Trouble
from bot.telegram.intake.parsing import number_of

Take = Callable[[Sequence[Json]], Awaitable[None]]
"""Takes over updates as they came; once it returns they may be acknowledged."""

_EARLY_S: Final = 1.0


class Poller:
    """Asks for updates and hands them on; what has been handed on is acknowledged."""

    def __init__(self, api: BotApi, take: Take, allowed: Sequence[str], poll_s: int) -> None:
        """Begins with whatever Telegram holds for the bot.

        Args:
            api: The Bot API.
            take: Takes over what comes.
            allowed: Kinds of updates to be sent.
            poll_s: How long the server is to wait for updates.
        """
        self._api = api
        self._take = take
        self._allowed = json.dumps(list(allowed))
        self._poll_s = poll_s
        self._prepared = False
        self._well = False
        # What to acknowledge. Left out once that has happened: after a week of silence Telegram
        # numbers updates anew, and a high number would throw away all that have a lower one.
        self._offset: int | None = None

    async def turn(self) -> None:
        """Asks once.

        Raises:
            Trouble: It failed; what was not handed on comes again.
        """
        try:
            if not self._prepared:
                await self._api.call("deleteWebhook")
                self._prepared = True
            # At first, and after a failure, no update is waited for, so that it is soon known
            # whether any would come.
            await self._poll(self._poll_s if self._well else 0)
            self._well = True
        except Trouble as trouble:
            self._well = False
            if trouble.kind == "conflict":
                self._prepared = False  # somebody may have set a webhook
            raise

    async def last(self) -> None:
        """Acknowledges what was handed on last; raises `Trouble` if Telegram does not answer."""
        if self._offset is not None:
            await self._api.call("getUpdates", offset=self._offset, limit=1, timeout=0)

    async def _poll(self, wait_s: int) -> None:
        began = time.monotonic()
        offset = {} if self._offset is None else {"offset": self._offset}
        found = await self._api.call(
            "getUpdates",
            wait_s=wait_s,
            timeout=wait_s,
            allowed_updates=self._allowed,
            **offset,
        )
        if not isinstance(found, list):
            raise Trouble("garbled", "no list of updates")
        if not found:
            self._offset = None
            # A server that does not wait would be asked in a hot loop.
            early = wait_s > _EARLY_S and time.monotonic() - began < _EARLY_S
            await asyncio.sleep(_EARLY_S if early else 0)
            return
        numbered = [raw for raw in found if number_of(raw) is not None]
        latest = max((raw["update_id"] for raw in numbered), default=-1)
        if latest < (self._offset or 0):
            raise Trouble("garbled", "no update that is new")
        self._offset = None
        await self._take(numbered)
        self._offset = latest + 1
