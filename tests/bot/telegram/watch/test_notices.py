from __future__ import annotations

import asyncio

import pytest

from bot.telegram.watch import notices
from bot.telegram.watch.notices import Notices


class Admins:
    """Take notices, once they may; some cannot be reached."""

    def __init__(self, *numbers: int, unreachable: tuple[int, ...] = ()) -> None:
        self.numbers, self.unreachable = numbers, set(unreachable)
        self.got: list[tuple[int, str]] = []
        self.may = asyncio.Event()
        self.may.set()

    async def told(self, desk: Notices, kind: str, notice: str = "") -> bool:
        async def reach(admin: int) -> bool:
            await self.may.wait()
            if admin not in self.unreachable:
                self.got.append((admin, notice))
            return admin not in self.unreachable

        return await desk.tell(kind, self.numbers, reach)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("numbers", "unreachable", "told"),
    [
        ((), (), False),
        ((1,), (), True),
        ((1,), (1,), False),
        ((1, 2), (1,), True),
        ((1, 2), (2,), True),
        ((1, 2), (1, 2), False),
    ],
)
async def test_told_where_one_was_reached(
    numbers: tuple[int, ...], unreachable: tuple[int, ...], told: bool
) -> None:
    they = Admins(*numbers, unreachable=unreachable)
    assert await they.told(Notices(), "OSError") is told
    assert bool(they.got) is told


async def test_one_a_minute_of_each_kind() -> None:
    clock, they = Clock(), Admins(1)
    desk = Notices(clock)
    for notice in ("a", "b"):
        assert await they.told(desk, "OSError", notice)
    assert await they.told(desk, "ValueError", "c")
    clock.now = 60
    assert await they.told(desk, "OSError", "d")
    assert they.got == [(1, "a"), (1, "c"), (1, "d")]


async def test_tried_again_where_nobody_was_reached() -> None:
    they, desk = Admins(1, unreachable=(1,)), Notices()
    assert not await they.told(desk, "OSError", "a")
    they.unreachable.clear()
    assert await they.told(desk, "OSError", "b")
    assert they.got == [(1, "b")]


async def test_one_that_cannot_be_sent_at_all_is_not_the_last() -> None:
    async def broken(_: int) -> bool:
        raise RuntimeError("?")

    they, desk = Admins(1), Notices()
    with pytest.raises(RuntimeError):
        await desk.tell("OSError", (1,), broken)
    assert await they.told(desk, "OSError")


async def test_many_at_once_wait_for_the_same_notice() -> None:
    they, desk = Admins(1), Notices()
    they.may.clear()
    both = [asyncio.create_task(they.told(desk, "OSError")) for _ in range(2)]
    await asyncio.sleep(0)
    they.may.set()
    assert await asyncio.gather(*both) == [True, True]
    assert len(they.got) == 1


async def test_one_under_way_counts_for_nothing_until_it_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "_PATIENCE_S", 0.0)
    clock, they = Clock(), Admins(1)
    desk = Notices(clock)
    they.may.clear()
    for clock.now in (0, 61, 3600):
        assert not await they.told(desk, "OSError")
    they.may.set()
    monkeypatch.undo()
    assert await they.told(desk, "OSError")
    assert len(they.got) == 1
