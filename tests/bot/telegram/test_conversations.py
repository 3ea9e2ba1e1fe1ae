"""What a question may hang on, and for how long."""

from bot.telegram.conversations import FOLLOW_UP_MINUTES, MAX_TOPICS, Conversations


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def test_the_latest_topic_of_a_chat_is_known_for_some_minutes():
    clock = Clock()
    conversations = Conversations(clock)
    conversations.remember(1, "a", "Brücke")
    conversations.remember(2, "b", "Theater")
    conversations.remember(1, "c", "Imker")
    assert conversations.latest(1) == "Imker"
    assert conversations.latest(3) == ""
    clock.now += 60 * FOLLOW_UP_MINUTES
    assert conversations.latest(1) == ""
    assert conversations.topic_of("a") == "Brücke"


def test_an_answer_given_anew_is_the_latest_again():
    conversations = Conversations(Clock())
    conversations.remember(1, "a", "Brücke")
    conversations.remember(1, "b", "Theater")
    conversations.remember(1, "a", "Imker")
    assert conversations.latest(1) == conversations.topic_of("a") == "Imker"


def test_the_oldest_are_forgotten():
    conversations = Conversations(Clock())
    for number in range(MAX_TOPICS + 1):
        conversations.remember(number, str(number), "x")
    assert conversations.topic_of("0") is None
    assert conversations.latest(0) == ""
    assert conversations.topic_of("1") == "x"
