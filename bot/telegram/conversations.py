"""What was asked last: in memory only, gone with a restart.

An answer's question is kept for the buttons below it, for replies to it, and for a while for what
is asked next in its chat without replying to anything.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from retrieval.answer import Period

MAX_QUESTIONS: Final = 1_000
"""Questions kept; the oldest are forgotten first."""
FOLLOW_UP_MINUTES: Final = 10
"""For so long a question may hang on the one before it without replying to its answer."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question that was answered.

    Attributes:
        chat: Where.
        question: What stands by itself: the question, or what was searched in its place.
        topic: What a question that hangs on it is joined with; empty where it was none.
        searched: What was said to be searched, see `Answer.searched`.
        period: The days to which it was narrowed, see `Answer.period`.
        publisher: Whose articles alone were searched.
    """

    chat: int
    question: str
    topic: str
    searched: str | None = None
    period: Period | None = None
    publisher: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether the quotes are from the days that it names only."""
        return self.period is not None and self.period.kept


class Conversations:
    """The latest questions that were answered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Takes a clock: seconds that never run backwards."""
        self._clock = clock
        self._asked: OrderedDict[str, tuple[float, AnsweredQuestion]] = OrderedDict()

    def remember(self, answer_id: str, asked: AnsweredQuestion) -> None:
        """Keeps the question of an answer."""
        self._asked[answer_id] = (self._clock(), asked)
        self._asked.move_to_end(answer_id)
        while len(self._asked) > MAX_QUESTIONS:
            self._asked.popitem(last=False)

    def of(self, answer_id: str) -> AnsweredQuestion | None:
        """The question of an answer, if it is still kept."""
        kept = self._asked.get(answer_id)
        return kept[1] if kept else None

    def latest(self, chat: int) -> str:
        """The topic of the latest answer in a chat; empty if that is too long ago."""
        oldest = self._clock() - 60 * FOLLOW_UP_MINUTES
        for at, asked in reversed(self._asked.values()):
            if asked.chat == chat and asked.topic:
                return asked.topic if at > oldest else ""
        return ""

    def count(self, chat: int) -> int:
        """How many questions of a chat are kept."""
        return sum(asked.chat == chat for _, asked in self._asked.values())

    def forget(self, chat: int, answers: Collection[str] = ()) -> None:
        """Forgets the questions of a chat, and of answers."""
        for answer_id, (_, asked) in list(self._asked.items()):
            if asked.chat == chat or answer_id in answers:
                del self._asked[answer_id]
