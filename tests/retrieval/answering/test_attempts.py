"""What is searched for what was typed, and which answer is given."""

import pytest

from retrieval.answer import Answer
from retrieval.answering.attempts import answer_in_turn, attempts
from retrieval.language.answer_type import AnswerType

BEFORE = "Wer hat den Vertrag unterzeichnet?"


def texts(said, before=BEFORE):
    return [attempt.text for attempt in attempts(said, before, 2_000)]


def test_a_question_that_stands_by_itself_is_searched_as_it_is():
    [attempt] = attempts("Wer ist Viktor Bout?", BEFORE, 2_000)
    assert (attempt.text, attempt.topic) == ("Wer ist Viktor Bout?",) * 2
    assert not attempt.joined


def test_one_that_names_nothing_is_searched_with_what_it_hangs_on_only():
    [attempt] = attempts("Und wann?", BEFORE, 2_000)
    assert attempt.text == "Und wann? Vertrag unterzeichnet?"
    assert attempt.topic == BEFORE
    assert attempt.expects == AnswerType.DATE
    assert attempt.joined


def test_one_that_names_something_may_be_searched_by_itself_too():
    said = "Und was sagt der Wirt?"
    assert texts(said) == [f"{said} Vertrag unterzeichnet?", said]


@pytest.mark.parametrize("before", ["", "Danke!", "?", "https://example.org/a"])
def test_nothing_is_asked_where_there_is_nothing_to_hang_on(before):
    assert texts("Und wann?", before) == []
    assert texts("Wer bezahlt das?", before) == ["Wer bezahlt das?"]


def test_talk_is_talk_whatever_was_before():
    assert texts("Danke!") == []


def test_the_first_sure_answer_is_given_else_the_surest():
    tried = attempts("Und was sagt der Wirt?", BEFORE, 2_000)

    def answer(*confidences):
        left = iter(confidences)
        confidence = lambda: next(left)  # noqa: E731

        def search(attempt):
            value = confidence()
            return Answer(attempt.text, value >= 0.2, value, (), None, 1.0)

        return answer_in_turn(tried, search)

    assert answer(0.9).searched == tried[0].text
    assert answer(0.3, 0.9).searched is None
    assert answer(0.3, 0.39).searched == tried[0].text
    assert answer(0.1, 0.3).question == tried[1].text
