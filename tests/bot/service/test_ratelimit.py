from __future__ import annotations

from bot.service.ratelimit import RateLimits, Scope


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_s_worth_then_a_note_then_silence_until_when_it_said() -> None:
    clock = Clock()
    limits = RateLimits(3, 100, clock)
    assert [limits.take(1, 1) for _ in range(3)] == [None] * 3
    first, second = limits.take(1, 1), limits.take(1, 1)
    assert first is not None
    assert second is not None
    assert (first.scope, first.wait_s, first.first) == (Scope.USER, 20, True)
    assert not second.first
    clock.now += 19.9
    third = limits.take(1, 1)
    assert third is not None
    assert not third.first


def test_a_note_covers_its_chat_alone() -> None:
    limits = RateLimits(1, 100, Clock())
    limits.take(1, 1)
    refused = [limits.take(1, chat) for chat in (None, -100, 1, -100, 1, None)]
    assert [each.first for each in refused if each] == [True, True, True, False, False, False]


def test_the_wait_is_the_longer_of_both() -> None:
    limits = RateLimits(60, 2, Clock())
    for _ in range(2):
        limits.take(1, -100)
    for _ in range(58):
        limits.take(1, None)
    refused = limits.take(1, -100)
    assert refused is not None
    assert (refused.scope, refused.wait_s) == (Scope.CHAT, 30)


def test_a_group_s_anonymous_admins_move_with_it() -> None:
    limits = RateLimits(1, 9, Clock())
    assert limits.take(-5, -5) is None
    limits.move_chat(-5, -1005)
    refused = limits.take(-1005, -1005)
    assert refused is not None
    assert refused.scope is Scope.USER


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
