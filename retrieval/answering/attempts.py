"""What is searched for what was typed, in turn, until something answers surely.

Most questions make one attempt: themselves. One that hangs on what was said before ("Und wann?") is
searched joined with that, and where it names something itself ("Und was sagt der Wirt?"), then by
itself, too. One that plainly names days ("seit Oktober") is searched in the articles of those days,
without the words that name them where others are left, and then in all. The first attempt that
answers surely is the answer, else the surest, the earlier of equals; the answer says which one it
was. So what is read into a question costs no answer where nothing else is sure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import Answer, Certainty, Period
from retrieval.answering.question import Filter, Question
from retrieval.language.answer_type import AnswerType, expected_type
from retrieval.language.follow_up import can_be_doubted, doubts, hangs, joined, names_something
from retrieval.language.periods import period_in
from retrieval.language.talk import talk_in

_CERTAINTIES: Final = (Certainty.NOT_IN_CORPUS, Certainty.UNSURE, Certainty.ANSWERED)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to search for what was typed.

    Attributes:
        text: What is searched, on one line.
        expects: The kind of answer asked for.
        topic: `Answer.topic`.
        admitted: Which articles may answer.
        searched: `Answer.searched`.
        period: `Answer.period`.
    """

    text: str
    expects: AnswerType
    topic: str
    admitted: Filter
    searched: str | None = None
    period: Period | None = None

    def question(self, embed: Callable[[str], NDArray[np.float32]], typed: str, k: int) -> Question:
        """The question that this attempt puts to an index; other arguments as in `Question`.

        Args:
            embed: A text → its vector, shape (dimension,), a unit row.
            typed: As in `Question`.
            k: Likewise.

        Returns:
            The question.
        """
        plain = Question.embedded(self.text, embed(self.text))
        return replace(plain, typed=typed, expects=self.expects, admitted=self.admitted, k=k)


def attempts(text: str, before: str, admitted: Filter, max_chars: int) -> list[Attempt]:
    """What to search for a text, in turn.

    Args:
        text: What was typed, on one line.
        before: What was said before, on one line; empty if nothing was.
        admitted: Which articles may answer.
        max_chars: How long a text to be searched may be, in code points.

    Returns:
        The attempts; none where nothing is asked.
    """
    talk = talk_in(text)
    alone = Attempt(text, expected_type(text), text, admitted)
    if not before or talk_in(before) or not hangs(text):
        return [] if talk else [alone]
    if doubts(text) and not can_be_doubted(before):
        return []
    whole = joined(text, before, max_chars)
    expects = expected_type(text) or expected_type(whole)
    if talk or doubts(text) or not names_something(text):
        return [Attempt(whole, expects, before, admitted, searched=whole)]
    return [Attempt(whole, expects, whole, admitted, searched=whole), alone]


def by_date(
    tried: Sequence[Attempt], today: dt.date, latest: dt.date | None, *, narrow: bool
) -> list[Attempt]:
    """The attempts, each with those that take days it names for a filter, if it names any.

    Args:
        tried: Attempts that no days are named for yet.
        today: Which day it is.
        latest: The corpus's last day of publication; None where no article has a date.
        narrow: Whether days are a filter. If not, the words that name them are searched like
            others, and only then left out, for what is meant as a filter stands in few texts.

    Returns:
        At least as many; the same where no article has a date.
    """
    found: list[Attempt] = []
    for attempt in tried:
        named = period_in(attempt.text, today, latest) if latest else None
        if named is None:
            found.append(attempt)
        elif narrow:
            found += _narrowed(attempt, named)
        else:
            rest = _without(named, attempt.text)
            found += [attempt, replace(attempt, text=rest, searched=rest)]
    return found


def _narrowed(attempt: Attempt, named: Period) -> list[Attempt]:
    """In the articles of those days; in all, without the words for the days, and with them."""
    days = replace(attempt.admitted, since=named.since, until=named.until)
    rest = replace(attempt, text=_without(named, attempt.text), admitted=days, period=named)
    lifted = replace(named, kept=False)
    return [
        rest,
        replace(rest, admitted=attempt.admitted, period=lifted),
        replace(attempt, period=lifted),
    ]


def _without(named: Period, text: str) -> str:
    """A text without the words that name days, unless nothing is left to search for."""
    before, _, after = text.partition(named.words)
    rest = f"{before.rstrip()}{after}".strip()
    return text if talk_in(rest) else rest


def answer_in_turn(tried: Sequence[Attempt], search: Callable[[Attempt], Answer]) -> Answer:
    """The answer to the first attempt that is answered surely, else to the surest.

    Args:
        tried: In turn; at least one.
        search: Answers one.

    Returns:
        The answer, which says what was searched.
    """
    answers: list[Answer] = []
    for attempt in tried:
        answers.append(
            replace(
                search(attempt),
                searched=attempt.searched,
                period=attempt.period,
                topic=attempt.topic,
            )
        )
        if answers[-1].certainty is Certainty.ANSWERED:
            break
    return max(answers, key=lambda answer: _CERTAINTIES.index(answer.certainty))
