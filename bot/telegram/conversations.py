"""What a question may hang on: in memory only, gone with a restart.

An answer's topic (`retrieval.answer.Answer.topic`) is kept for replies to it, and for a while for
what is asked next in its chat without replying to anything.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MAX_TOPICS: Final = 1_000
"""Topics kept; the oldest are forgotten first."""
FOLLOW_UP_MINUTES: Final = 10
"""For so long a question may hang on the one before it without replying to its answer."""


class Conversations:
    """The topics of the latest answers."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Takes a clock: seconds that never run backwards."""
        self._clock = clock
        self._topics: OrderedDict[str, tuple[int, float, str]] = OrderedDict()

    def remember(self, chat: int, answer_id: str, topic: str) -> None:
        """Keeps the topic of an answer that was given in a chat."""
        self._topics[answer_id] = (chat, self._clock(), topic)
        self._topics.move_to_end(answer_id)
        while len(self._topics) > MAX_TOPICS:
            self._topics.popitem(last=False)

    def topic_of(self, answer_id: str) -> str | None:
        """The topic of an answer, if it is still kept."""
        kept = self._topics.get(answer_id)
        return kept[2] if kept else None

    def latest(self, chat: int) -> str:
        """The topic of the latest answer in a chat; empty if that is too long ago."""
        oldest = self._clock() - 60 * FOLLOW_UP_MINUTES
        kept = reversed(self._topics.values())
        return next((topic for where, at, topic in kept if where == chat and at > oldest), "")

    def count(self, chat: int) -> int:
        """How many topics of a chat are kept."""
        return sum(where == chat for where, _, _ in self._topics.values())

    def forget(self, chat: int) -> None:
        """Forgets the topics of a chat."""
        for answer_id in [each for each, kept in self._topics.items() if kept[0] == chat]:
            del self._topics[answer_id]
