"""What was asked last, and for how long a question may hang on it."""

import datetime as dt

from bot.telegram.conversations import (
    FOLLOW_UP_MINUTES,
    MAX_QUESTIONS,
    AnsweredQuestion,
    Conversations,
)
from retrieval.answer import Period


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def asked(chat, topic):
    return AnsweredQuestion(chat, "Wo?", topic)


def test_the_latest_topic_of_a_chat_is_known_for_some_minutes():
    clock = Clock()
    conversations = Conversations(clock)
    conversations.remember("a", asked(1, "Brücke"))
    conversations.remember("b", asked(2, "Theater"))
    conversations.remember("c", asked(1, "Imker"))
    conversations.remember("d", asked(1, ""))
    assert conversations.latest(1) == "Imker"
    assert conversations.latest(3) == ""
    clock.now += 60 * FOLLOW_UP_MINUTES
    assert conversations.latest(1) == ""
    assert conversations.of("a").topic == "Brücke"


def test_an_answer_given_anew_is_the_latest_again():
    conversations = Conversations(Clock())
    conversations.remember("a", asked(1, "Brücke"))
    conversations.remember("b", asked(1, "Theater"))
    conversations.remember("a", asked(1, "Imker"))
    assert conversations.latest(1) == conversations.of("a").topic == "Imker"


def test_the_oldest_are_forgotten():
    conversations = Conversations(Clock())
    for number in range(MAX_QUESTIONS + 1):
        conversations.remember(str(number), asked(number, "x"))
    assert conversations.of("0") is None
    assert conversations.latest(0) == ""
    assert conversations.of("1").topic == "x"


def test_only_days_that_are_kept_narrow():
    for kept in (True, False):
        period = Period("seit gestern", dt.date(2025, 1, 1), None, kept=kept)
        assert AnsweredQuestion(1, "Wo?", "", period=period).narrowed is kept


def test_a_chat_s_questions_are_counted_and_forgotten():
    conversations = Conversations(Clock())
    for answer_id, chat in (("a", 1), ("b", 2), ("c", 1), ("d", 3)):
        conversations.remember(answer_id, asked(chat, "x"))
    assert conversations.count(1) == 2
    conversations.forget(1, {"d"})
    assert [conversations.of(each) is None for each in "abcd"] == [True, False, True, True]
