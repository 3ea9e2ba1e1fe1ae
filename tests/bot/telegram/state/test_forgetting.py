"""What is promised to be forgotten is forgotten: in time, and to the last byte."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.telegram.state import (
    AccessStore,
    AnswerStore,
    Database,
    FeedbackStore,
    Undo,
    UndoStore,
    UploadStore,
)
from bot.telegram.state.uploads import Upload
from retrieval.reports import FileChange
from tests.bot.builders import quote
from tests.bot.telegram.state.test_state import answer

DAY_S = 86_400.0
WORD = "Zebragehege"


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


@pytest.fixture
def database(path: Path, clock: Clock) -> Iterator[Database]:
    opened = Database(path, clock)
    yield opened
    opened.close()


def on_disk(path: Path, word: str = WORD) -> bool:
    """Whether a word stands in the state file or its log, while it is open."""
    return any(word.encode() in part.read_bytes() for part in path.parent.glob("state.sqlite*"))


def save_answer(database: Database) -> Callable[[], object]:
    store = AnswerStore(database)
    store.save(answer(quotes=(quote(sentence=WORD),)))
    return lambda: store.find("a1") or store.to_question(7, 10)


def save_upload(database: Database) -> Callable[[], object]:
    store = UploadStore(database)
    number = store.save(Upload(1, "a.md", WORD.encode() * 5_000))
    return lambda: store.find(number)


def save_pairing(database: Database) -> Callable[[], object]:
    store = AccessStore(database)
    code = store.request(5, WORD).code
    return lambda: store.approve(code)


def save_decision(database: Database) -> Callable[[], object]:
    store = AccessStore(database)
    store.request(5, "Ada")
    store.decide(5, admit=False, admin=WORD)
    return lambda: store.decision(5)


def save_undo(database: Database) -> Callable[[], object]:
    store, change = UndoStore(database), FileChange("a.md", b"x", None)
    store.save("u1", 1, Undo(WORD, (change,)))

    def found() -> object:
        store.give_back("u1")
        return store.take("u1")

    return found


SAVED = [
    (save_answer, 90.0),
    (save_upload, 1.0),
    (save_pairing, 7.0),
    (save_decision, 30.0),
    (save_undo, 1.0),
]


@pytest.mark.parametrize(("save", "days"), SAVED)
class TestKept:
    def test_not_found_after_it_though_nothing_has_swept(
        self, database: Database, clock: Clock, save: Callable, days: float
    ) -> None:
        found = save(database)
        clock.now += days * DAY_S + 1
        assert not found()

    def test_swept_to_the_last_byte_while_the_file_is_open(
        self, database: Database, clock: Clock, path: Path, save: Callable, days: float
    ) -> None:
        save(database)
        clock.now += days * DAY_S - 1
        assert database.forget() == 0
        assert on_disk(path)
        clock.now += 2
        assert database.forget() == 1
        assert not on_disk(path)

    def test_made_while_the_clock_was_years_ahead(
        self, database: Database, clock: Clock, path: Path, save: Callable, days: float
    ) -> None:
        clock.now += 3_000 * DAY_S
        save(database)
        clock.now -= 3_000 * DAY_S
        assert database.forget() == 0
        clock.now += days * DAY_S + 1
        assert database.forget() == 1
        assert not on_disk(path)

    def test_the_bot_was_away_meanwhile(
        self, path: Path, clock: Clock, save: Callable, days: float
    ) -> None:
        first = Database(path, clock)
        save(first)
        first.close()
        clock.now += days * DAY_S + 1
        second = Database(path, clock)
        assert second.forget() == 1
        assert not on_disk(path)
        second.close()

    def test_another_program_reads_the_file_meanwhile(
        self, path: Path, clock: Clock, monkeypatch, save: Callable, days: float
    ) -> None:
        monkeypatch.setattr("bot.telegram.state.database._BUSY_TIMEOUT_S", 0.01)
        database = Database(path, clock)
        save(database)
        clock.now += days * DAY_S + 1
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM meta").fetchall()
        assert database.forget() == 1
        reader.execute("ROLLBACK")
        reader.close()
        assert database.forget() == 0
        assert not on_disk(path)
        database.close()


class TestTakenBack:
    def test_a_rating_and_its_question_at_once(self, database: Database, path: Path) -> None:
        store = FeedbackStore(database)
        store.rate(5, answer(), WORD, "up")
        assert on_disk(path)
        assert not store.rate(5, answer(), WORD, "up")
        assert not on_disk(path)

    def test_a_rating_whose_answer_is_forgotten(
        self, database: Database, clock: Clock, path: Path
    ) -> None:
        store = FeedbackStore(database)
        AnswerStore(database).save(answer())
        store.rate(5, answer(), WORD, "down")
        clock.now += 91 * DAY_S
        database.forget()
        assert not store.withdraw(6, "a1", "down")
        assert store.withdraw(5, "a1", "down")
        assert not on_disk(path)

    def test_an_admission(self, database: Database, path: Path) -> None:
        store = AccessStore(database)
        store.admit(5, WORD)
        assert store.revoke(5)
        assert not on_disk(path)

    def test_a_proposal(self, database: Database, path: Path) -> None:
        store = UploadStore(database)
        assert store.drop(store.save(Upload(1, "a.md", WORD.encode() * 5_000)))
        assert not on_disk(path)

    def test_a_code_by_its_use(self, database: Database, path: Path) -> None:
        store = AccessStore(database)
        code = store.request(5, "Ada").code
        assert on_disk(path, code)
        assert store.approve(code)
        assert not on_disk(path, code)

    def test_by_a_program_that_ends_at_once(self, database: Database, path: Path) -> None:
        AccessStore(database).admit(5, WORD)
        other = Database(path)
        AccessStore(other).revoke(5)
        other.close()
        assert not on_disk(path)


def test_a_code_shown_again_is_valid_from_then_on(database: Database, clock: Clock) -> None:
    store = AccessStore(database)
    code = store.request(5, "Ada").code
    clock.now += 6 * DAY_S
    assert store.request(5, "Ada").code == code
    clock.now += 6 * DAY_S
    database.forget()
    assert store.approve(code)
    assert store.approve(code) is None


def test_copies_that_sqlite_leaves_in_rearranged_pages(database: Database, path: Path) -> None:
    dice, kept = random.Random(79), set()  # noqa: S311
    with database.transaction() as db:
        for number in range(300):
            if kept and dice.random() < 0.45:
                gone = dice.choice(sorted(kept))
                kept.discard(gone)
                db.execute("DELETE FROM feedback WHERE answer = ?", (f"a{gone}",))
            else:
                kept.add(number)
                row = (f"a{number}", f"Zebra{number:04}" + "y" * dice.randint(0, 3_000))
                db.execute("INSERT INTO feedback VALUES ('v', ?, 'up', ?, 1, '1', '', 1.0)", row)
    database.forget()
    content = path.read_bytes()
    assert [n for n in range(300) if f"Zebra{n:04}".encode() in content] == sorted(kept)
