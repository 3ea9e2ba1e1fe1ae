"""What is searched for what was typed, in turn, until something answers surely.

Most questions make one attempt: themselves. One that hangs on what was said before ("Und wann?") is
searched joined with that, and where it names something itself ("Und was sagt der Wirt?"), then by
itself, too. The first attempt that answers surely is the answer, else the surest, the earlier of
equals; the answer says which one it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from retrieval.answer import Answer, Certainty
from retrieval.answering.question import Filter, Question
from retrieval.embedding.encoder import Encoder
from retrieval.language.answer_type import AnswerType, expected_type
from retrieval.language.follow_up import hangs, joined, names_something
from retrieval.language.talk import talk_in

_CERTAINTIES: Final = (Certainty.NOT_IN_CORPUS, Certainty.UNSURE, Certainty.ANSWERED)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to search for what was typed.

    Attributes:
        text: What is searched, on one line.
        expects: The kind of answer asked for.
        topic: What a question that hangs on this one is joined with.
        joined: Whether `text` is more than what was typed.
    """

    text: str
    expects: AnswerType
    topic: str
    joined: bool = False

    def question(self, encoder: Encoder, typed: str, admitted: Filter, k: int) -> Question:
        """The question that this attempt puts to an index; arguments as in `Question`."""
        plain = Question.embedded(self.text, encoder.embed_questions([self.text])[0])
        return replace(plain, typed=typed, expects=self.expects, admitted=admitted, k=k)


def attempts(text: str, before: str, max_chars: int) -> list[Attempt]:
    """What to search for a text, in turn.

    Args:
        text: What was typed, on one line.
        before: What was said before, on one line; empty if nothing was.
        max_chars: How long a text to be searched may be, in code points.

    Returns:
        The attempts; none where nothing is asked.
    """
    talk = talk_in(text)
    alone = Attempt(text, expected_type(text), text)
    if not before or talk_in(before) or not hangs(text):
        return [] if talk else [alone]
    whole = joined(text, before, max_chars)
    expects = expected_type(text) or expected_type(whole)
    if talk or not names_something(text):
        return [Attempt(whole, expects, before, joined=True)]
    return [Attempt(whole, expects, whole, joined=True), alone]


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
        searched = attempt.text if attempt.joined else None
        answers.append(replace(search(attempt), searched=searched, topic=attempt.topic))
        if answers[-1].certainty is Certainty.ANSWERED:
            break
    return max(answers, key=lambda answer: _CERTAINTIES.index(answer.certainty))
