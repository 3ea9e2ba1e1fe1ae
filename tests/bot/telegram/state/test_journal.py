"""What the journal keeps, and for how long."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from bot.telegram.state import Database, Journal
from bot.telegram.state.journal import WAITING_S
from tests.bot.telegram.state.test_forgetting import WORD, Clock, on_disk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


@pytest.fixture
def database(path: Path, clock: Clock) -> Database:
    return Database(path, clock)


def raw(number: int, text: str = WORD) -> dict:
    return {"update_id": number, "message": {"text": text}}


def killed(database: Database) -> Journal:
    """A process after the one that was killed."""
    return Journal(Database(database._path, database.clock))


def left(journal: Journal) -> list[int]:
    return [waiting.raw["update_id"] for waiting in journal.waiting()]


def test_what_was_not_struck_off_waits_for_the_next_process(database: Database) -> None:
    journal = Journal(database)
    assert journal.receive({n: raw(n) for n in (7, 5, 6)}) == [7, 5, 6]
    journal.strike(5)
    second = killed(database)
    assert [waiting.raw for waiting in second.waiting()] == [raw(6), raw(7)]
    second.strike(6)
    assert left(killed(database)) == [7]


def test_one_that_comes_again_is_not_new(database: Database) -> None:
    journal = Journal(database)
    assert journal.receive({1: raw(1), 2: None}) == [1, 2]
    assert journal.receive({1: raw(1), 2: None, 3: raw(3)}) == [3]
    journal.strike(1)
    assert journal.receive({1: raw(1)}) == []
    second = killed(database)
    assert second.receive({1: raw(1), 3: raw(3), 4: raw(4)}) == [4]
    assert left(second) == [3, 4]


def test_what_is_not_worth_it_is_not_written(database: Database, path: Path) -> None:
    assert Journal(database).receive({1: None}) == [1]
    assert left(killed(database)) == []


def test_what_is_kept_waits_however_it_was_handled(database: Database) -> None:
    journal = Journal(database)
    journal.receive({1: raw(1), 2: raw(2)})
    journal.keep(1)
    for number in (1, 2):
        journal.strike(number)
    journal.tidy()
    assert left(killed(database)) == [1]


def test_struck_off_nothing_is_left_but_the_number(database: Database, path: Path) -> None:
    journal = Journal(database)
    journal.receive({1: raw(1)})
    assert on_disk(path)
    journal.strike(1)
    journal.tidy()
    assert not on_disk(path)
    assert database.select("SELECT number, content FROM updates") == [(1, None)]


def test_after_an_hour_nothing_is_left_but_the_number(
    database: Database, path: Path, clock: Clock
) -> None:
    journal = Journal(database)
    journal.receive({1: raw(1)})
    clock.now += WAITING_S - 1
    journal.tidy()
    assert on_disk(path)
    clock.now += 2
    journal.tidy()
    assert not on_disk(path)
    assert left(killed(database)) == []


def test_what_has_waited_too_long_while_no_process_ran(database: Database, clock: Clock) -> None:
    Journal(database).receive({1: raw(1)})
    clock.now += WAITING_S - 1
    Journal(database).receive({2: raw(2)})
    clock.now += 2
    assert [waiting.late for waiting in killed(database).waiting()] == [True, False]


def test_numbers_are_forgotten_after_two_days(database: Database, clock: Clock) -> None:
    Journal(database).receive({1: raw(1)})
    clock.now += 2 * 86_400 - 1
    database.forget()
    assert Journal(database).receive({1: raw(1)}) == []
    clock.now += 2
    database.forget()
    assert Journal(database).receive({1: raw(1)}) == [1]


def kinds(journal: Journal) -> dict[int, tuple[bool, bool]]:
    return {w.raw["update_id"]: (w.suspect, w.hopeless) for w in journal.waiting()}


def test_one_that_ends_every_process_is_handled_alone_and_then_given_up(
    database: Database,
) -> None:
    Journal(database).receive({1: raw(1), 2: raw(2)})
    for _ in range(3):
        assert kinds(killed(database)) == {1: (False, False), 2: (False, False)}
    for _ in range(3):
        fourth = killed(database)
        assert kinds(fourth) == {1: (True, False), 2: (True, False)}
        fourth.begin(1)
    assert kinds(killed(database)) == {1: (True, True), 2: (True, False)}


def test_a_mistake_in_writing_makes_nothing_known(database: Database) -> None:
    journal = Journal(database)
    with pytest.raises(TypeError):
        journal.receive({1: {"update_id": 1, "message": object()}})
    assert journal.receive({1: raw(1)}) == [1]


def test_half_a_surrogate_pair(database: Database) -> None:
    journal = Journal(database)
    assert journal.receive({1: raw(1, "\ud83d")}) == [1]
    assert killed(database).waiting()[0].raw == raw(1, "\ud83d")


def test_a_file_that_refuses_costs_nothing_but_safety(database: Database, caplog) -> None:
    now = 0.0
    journal = Journal(database, lambda: now)
    journal.receive({1: raw(1)})
    database._db.execute("PRAGMA query_only = ON")
    assert journal.receive({2: raw(2)}) == [2]
    assert journal.receive({2: raw(2), 1: raw(1), 3: raw(3)}) == [3]
    for number in (1, 2, 3):
        journal.strike(number)
    journal.tidy()
    assert caplog.messages == ["journal_refused"]
    database._db.execute("PRAGMA query_only = OFF")
    now += 31
    journal.receive({4: raw(4)})
    journal.tidy()
    # What was struck off meanwhile is made up for.
    assert left(killed(database)) == [4]


def test_a_locked_file_is_waited_for_once_and_not_by_everybody(
    database: Database, monkeypatch
) -> None:
    database._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(database._path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    journal, tried = Journal(database), []
    transaction = database.transaction
    monkeypatch.setattr(database, "transaction", lambda: tried.append(1) or transaction())
    for number in range(20):
        assert journal.receive({number: raw(number)}) == [number]
        journal.strike(number)
    assert len(tried) == 1
    other.close()


def test_from_many_threads_each_is_new_once(database: Database) -> None:
    journal, new = Journal(database), []

    def receive() -> None:
        for number in range(50):
            new.extend(journal.receive({number: raw(number)}))

    threads = [threading.Thread(target=receive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == list(range(50))
