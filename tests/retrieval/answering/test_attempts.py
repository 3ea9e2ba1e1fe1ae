"""What is searched for what was typed, and which answer is given."""

import datetime as dt

import pytest

from retrieval.answer import Answer
from retrieval.answering.attempts import answer_in_turn, attempts, by_date
from retrieval.answering.question import Filter
from retrieval.language.answer_type import AnswerType
from tests.fakes import TinyEncoder

BEFORE = "Wer hat den Vertrag unterzeichnet?"


def texts(said, before=BEFORE):
    return [attempt.text for attempt in attempts(said, before, Filter(), 2_000)]


def test_a_question_that_stands_by_itself_is_searched_as_it_is():
    [attempt] = attempts("Wer ist Viktor Bout?", BEFORE, Filter(), 2_000)
    assert (attempt.text, attempt.topic) == ("Wer ist Viktor Bout?",) * 2
    assert attempt.searched is None


def test_one_that_names_nothing_is_searched_with_what_it_hangs_on_only():
    [attempt] = attempts("Und wann?", BEFORE, Filter(), 2_000)
    assert attempt.text == "Und wann? Vertrag unterzeichnet?"
    assert attempt.topic == BEFORE
    assert attempt.expects == AnswerType.DATE
    assert attempt.searched == attempt.text


def test_one_that_names_something_may_be_searched_by_itself_too():
    said = "Und was sagt der Wirt?"
    assert texts(said) == [f"{said} Vertrag unterzeichnet?", said]


@pytest.mark.parametrize("before", ["", "Danke!", "?", "https://example.org/a"])
def test_nothing_is_asked_where_there_is_nothing_to_hang_on(before):
    assert texts("Und wann?", before) == []
    assert texts("Wer bezahlt das?", before) == ["Wer bezahlt das?"]


@pytest.mark.parametrize("said", ["Stimmt das?", "Wirklich?", "Is that true?", "Fact check"])
def test_a_question_cannot_be_doubted_and_a_claim_can(said):
    assert texts(said) == []
    for claim in ("Die Brücke ist offen.", "Die Brücke ist offen?", "Wird sie abgerissen?"):
        assert texts(said, claim) == [claim]


def test_talk_is_talk_whatever_was_before():
    assert texts("Danke!") == []


def test_the_first_sure_answer_is_given_else_the_surest():
    tried = attempts("Und was sagt der Wirt?", BEFORE, Filter(), 2_000)

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


# --- days that a question names ---

TODAY, LATEST = dt.date(2026, 11, 27), dt.date(2025, 4, 14)


def dated(tried):
    return by_date(tried, TODAY, LATEST, narrow=True)


def test_days_are_searched_first_then_all():
    said = "Was sagte der Wirt im Januar 2025?"
    narrowed, rest, whole = dated(attempts(said, "", Filter(), 2_000))
    january = Filter(dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    assert (narrowed.admitted, narrowed.period.kept) == (january, True)
    assert (whole.admitted, whole.period.kept) == (Filter(), False)
    assert (rest.admitted, rest.period.kept) == (Filter(), False)
    assert narrowed.text == rest.text == "Was sagte der Wirt?"
    assert whole.text == said
    asked = narrowed.question(lambda text: TinyEncoder().embed_questions([text])[0], said, 2)
    assert (asked.typed, asked.admitted, asked.k) == (said, january, 2)


def test_the_words_stay_where_nothing_else_names_anything():
    said = "Was war im Januar 2025?"
    narrowed, *_ = dated(attempts(said, "", Filter(), 2_000))
    assert narrowed.text == said


def test_the_publisher_stays_as_given():
    given = attempts("Was sagte der Wirt seit 2025?", "", Filter(publisher="Talbote"), 2_000)
    narrowed, rest, whole = dated(given)
    assert rest.admitted == whole.admitted
    assert narrowed.admitted == Filter(dt.date(2025, 1, 1), None, "Talbote")
    assert whole.admitted == Filter(publisher="Talbote")


def test_a_follow_up_narrows_what_it_hangs_on():
    said = "Und seit Januar 2025?"
    first, *_ = dated(attempts(said, BEFORE, Filter(), 2_000))
    assert first.searched == f"{BEFORE} {said}"
    assert first.period.words == "seit Januar 2025"


def test_without_a_dated_article_nothing_is_narrowed():
    given = attempts("Was sagte der Wirt seit 2025?", "", Filter(), 2_000)
    assert by_date(given, TODAY, None, narrow=True) == given


def test_days_that_are_no_filter_are_words_and_then_left_out():
    said = "Was sagte der Wirt im Januar 2025?"
    given = attempts(said, "", Filter(), 2_000)
    whole, rest = by_date(given, TODAY, LATEST, narrow=False)
    assert whole == given[0]
    assert rest.text == rest.searched == "Was sagte der Wirt?"
    assert (rest.admitted, rest.period) == (Filter(), None)
