"""What keeps inline mode cheap: waiting for a pause in typing, and a memory of answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from retrieval.answer import Answer

_PAUSE_S: Final = 0.3
MAX_ANSWERS: Final = 500
"""So many answers are kept, with their questions; the oldest go first."""
_MAX_USERS: Final = 10_000


class InlineDesk:
    """Answers given lately, and who typed last."""

    def __init__(self, pause_s: float = _PAUSE_S) -> None:
        """Starts empty.

        Args:
            pause_s: How long a user must not type on for the query to be searched.
        """
        self._pause_s = pause_s
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._latest: OrderedDict[int, int] = OrderedDict()

    def known(self, generation: str, question: str) -> Answer | None:
        """The answer to a question asked before of the same index, whatever its capitals."""
        return self._answers.get((generation, question.casefold()))

    def remember(self, generation: str, question: str, answer: Answer) -> None:
        """Keeps an answer; the oldest goes when there are too many."""
        self._answers[(generation, question.casefold())] = answer
        if len(self._answers) > MAX_ANSWERS:
            self._answers.popitem(last=False)

    async def is_latest(self, user: int, update: int) -> bool:
        """Waits a moment; whether no update of the user with a higher number has come since."""
        self._latest[user] = max(update, self._latest.get(user, 0))
        self._latest.move_to_end(user)
        if len(self._latest) > _MAX_USERS:
            self._latest.popitem(last=False)
        await asyncio.sleep(self._pause_s)
        return self._latest.get(user, update) == update
