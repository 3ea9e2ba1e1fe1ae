from __future__ import annotations

from bot.service.ratelimit import RateLimits, Scope


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_s_worth_then_a_note_once_then_silence() -> None:
    clock = Clock()
    limits = RateLimits(3, 100, clock)
    assert [limits.take(1, 1) for _ in range(3)] == [None] * 3
    first, second = limits.take(1, 1), limits.take(1, 1)
    assert first is not None
    assert second is not None
    assert (first.scope, first.wait_s, first.first) == (Scope.USER, 20, True)
    assert not second.first


def test_after_the_wait_a_question_gets_through_and_the_next_note_is_given_again() -> None:
    clock = Clock()
    limits = RateLimits(3, 100, clock)
    refused = [limits.take(1, 1) for _ in range(4)][-1]
    assert refused is not None
    clock.now += refused.wait_s
    assert limits.take(1, 1) is None
    again = limits.take(1, 1)
    assert again is not None
    assert again.first


def test_users_have_limits_of_their_own_and_share_the_chat_s() -> None:
    limits = RateLimits(2, 5, Clock())
    taken = [limits.take(user, -100) for user in (1, 1, 2, 2, 3)]
    assert taken == [None] * 5
    refused = limits.take(3, -100)
    assert refused is not None
    assert refused.scope is Scope.CHAT
    assert limits.take(3, -200) is None


def test_a_refused_question_counts_towards_neither_limit() -> None:
    limits = RateLimits(1, 2, Clock())
    assert limits.take(1, -100) is None
    assert limits.take(1, -100) is not None
    assert limits.take(2, -100) is None


def test_inline_queries_have_no_chat_and_channels_no_user() -> None:
    limits = RateLimits(1, 1, Clock())
    assert limits.take(1, None) is None
    assert limits.take(None, -100) is None
    assert limits.take(None, -100) is not None


def test_memory_is_bounded() -> None:
    limits = RateLimits(1, 1, Clock())
    for user in range(12_000):
        limits.take(user, None)
    assert len(limits._buckets) <= 10_000
