from __future__ import annotations

from bot.telegram.watch.doorbell import Doorbell, Ring


def test_five_an_hour_by_name_and_once_that_there_are_many() -> None:
    now = [0.0]
    doorbell = Doorbell(lambda: now[0])
    rung = [doorbell.ring() for _ in range(100)]
    assert rung == [Ring.NAME] * 5 + [Ring.MANY] + [Ring.NOTHING] * 94
    now[0] = 3_599.0
    assert doorbell.ring() is Ring.NOTHING
    now[0] = 3_600.0
    assert [doorbell.ring() for _ in range(7)] == [Ring.NAME] * 5 + [Ring.MANY, Ring.NOTHING]
