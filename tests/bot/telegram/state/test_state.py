from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.state import (
    AccessStore,
    AnswerStore,
    Database,
    FeedbackStore,
    PairingsFullError,
    StoredAnswer,
    UploadStore,
)
from bot.telegram.state.codec import dump_quotes, load_quotes
from bot.telegram.state.database import StateError
from bot.telegram.state.uploads import Upload
from retrieval.evaluation.questions import load_questions
from tests.bot.builders import citation, quote


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "state.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(path)
    yield opened
    opened.close()


def answer(answer_id: str = "a1", **changes: object) -> StoredAnswer:
    fields: dict[str, object] = {
        "chat": 7,
        "question_message": 10,
        "messages": (11, 12),
        "generation": "000001",
        "answered": True,
        "language": "de",
        "quotes": (quote(also_in=(citation(date=None),)), quote(start=500)),
    }
    return StoredAnswer(id=answer_id, **(fields | changes))  # type: ignore[arg-type]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 10**9))
def test_quotes_come_back(sentence: str, start: int) -> None:
    quotes = (quote(sentence=sentence, start=start, date=None, url=None),)
    assert load_quotes(dump_quotes(quotes)) == quotes


def test_quotes_of_an_earlier_version_are_read() -> None:
    source = {
        "article": "2025-01-18-vertrag",
        "title": "Vertrag unterzeichnet",
        "publisher": "Tagblatt",
        "date": "2025-01-18",
        "url": "https://tagblatt.example/a#:~:text=Der%20Vertrag",
        "plain_url": "https://tagblatt.example/a",
        "path": "corpus/2025-01-18-vertrag.md",
        "paragraph": 3,
    }
    found = quote(also_in=(citation(date=None),))
    record = {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "highlight": [found.highlight.start, found.highlight.end],
        "score": found.score,
        "citation": source,
        "also_in": [{**source, "date": None}],
    }
    known = ((found.highlight.start, found.highlight.end),)
    assert load_quotes(json.dumps([record])) == (replace(found, sentences=known),)


class TestAnswers:
    def test_survive_a_restart(self, path: Path) -> None:
        first = Database(path)
        AnswerStore(first).save(answer())
        first.close()
        second = Database(path)
        assert AnswerStore(second).find("a1") == answer()
        second.close()

    def test_the_latest_answer_to_a_message(self, database: Database) -> None:
        store = AnswerStore(database)
        store.save(answer("a1"))
        store.save(answer("a2", messages=(20,)))
        store.save(answer("a3", chat=8))
        found = store.to_question(7, 10)
        assert found is not None
        assert found.id == "a2"
        assert store.to_question(7, 99) is None

    def test_messages_change(self, database: Database) -> None:
        store = AnswerStore(database)
        store.save(answer())
        store.set_messages("a1", (11,))
        assert store.find("a1") == answer(messages=(11,))

    def test_old_ones_are_forgotten(self, database: Database) -> None:
        store = AnswerStore(database)
        store.save(answer("old"))
        database.execute("UPDATE answers SET created = created - 91 * 86400")
        store.save(answer("new"))
        assert database.forget() == 1
        assert store.find("old") is None
        assert store.find("new") is not None

    def test_ids_are_short_and_never_the_same(self) -> None:
        ids = {AnswerStore.new_id() for _ in range(1000)}
        assert len(ids) == 1000
        assert max(map(len, ids)) == 12

    def test_nothing_of_a_question_is_in_the_file(self, database: Database, path: Path) -> None:
        assert (
            "question TEXT"
            not in database.select("SELECT sql FROM sqlite_master WHERE name = 'answers'")[0][0]
        )


class TestFeedback:
    def test_rating_changing_and_taking_back(self, database: Database) -> None:
        store = FeedbackStore(database)
        assert store.rate(5, answer(), "Wann?", "up")
        assert store.rate(5, answer(), "Wann?", "down")
        assert store.count() == 1
        assert not store.rate(5, answer(), "Wann?", "down")
        assert store.count() == 0

    def test_a_withdrawn_question_is_gone_from_the_file(self, path: Path) -> None:
        database = Database(path)
        store = FeedbackStore(database)
        store.rate(5, answer(), "Geheimwort Zebra", "up")
        store.rate(5, answer(), "Geheimwort Zebra", "up")
        database.close()
        assert b"Zebra" not in path.read_bytes()

    def test_export_is_a_question_set(self, database: Database, tmp_path: Path) -> None:
        store = FeedbackStore(database)
        store.rate(1, answer("a1"), "Wann wurde er unterzeichnet?", "up")
        store.rate(1, answer("a2", answered=False), "Was ist Photosynthese?", "up")
        store.rate(1, answer("a3"), "Wo?", "down")
        file = tmp_path / "feedback.jsonl"
        file.write_text("\n".join(store.eval_lines()), encoding="utf-8")
        first, second = load_questions(file)
        assert first.question == "Wann wurde er unterzeichnet?"
        assert first.article == "2025-01-18-vertrag"
        assert first.answers == (quote().highlight.text,)
        assert not second.answerable

    def test_thumbs_down_are_exported_on_request_without_an_answer(
        self, database: Database
    ) -> None:
        store = FeedbackStore(database)
        store.rate(1, answer(), "Wo?", "down")
        assert list(store.eval_lines()) == []
        (line,) = map(json.loads, store.eval_lines(include_down=True))
        assert line["rating"] == "down"
        assert "answer" not in line

    def test_who_rated_cannot_be_read_from_the_file(self, database: Database, path: Path) -> None:
        FeedbackStore(database).rate(123456789, answer(), "Wann?", "up")
        rows = database.select("SELECT * FROM feedback")
        assert "123456789" not in repr(rows)


class TestAccess:
    def test_a_code_admits_once(self, database: Database) -> None:
        store = AccessStore(database)
        code = store.code_for(5, "Ada")
        assert store.code_for(5, "Ada") == code
        approved = store.approve(f" {code.lower()} ")
        assert approved is not None
        assert (approved.id, approved.name) == (5, "Ada")
        assert store.approve(code) is None
        assert store.is_admitted(5, None)
        assert store.revoke(5)
        assert not store.is_admitted(5)
        assert not store.revoke(5)

    def test_a_code_expires(self, database: Database) -> None:
        store = AccessStore(database)
        code = store.code_for(5, "Ada")
        database.execute("UPDATE pairings SET created = created - 25 * 3600")
        assert store.approve(code) is None
        assert store.code_for(5, "Ada") != code

    def test_a_flood_of_strangers_is_bounded(self, database: Database) -> None:
        store = AccessStore(database)
        for peer in range(100):
            store.code_for(peer, "?")
        with pytest.raises(PairingsFullError, match="100"):
            store.code_for(100, "?")

    def test_two_processes_see_each_other(self, database: Database, path: Path) -> None:
        code = AccessStore(database).code_for(5, "Ada")
        other = Database(path)
        assert AccessStore(other).approve(code) is not None
        other.close()
        assert AccessStore(database).is_admitted(5)

    def test_a_group_that_moves_keeps_its_admission(self, database: Database) -> None:
        store = AccessStore(database)
        store.admit(-5, "Gruppe")
        store.move_chat(-5, -1005)
        assert [one.id for one in store.admitted()] == [-1005]


class TestUploads:
    def test_the_first_takes_it_and_after_a_restart_it_waits_again(
        self, database: Database
    ) -> None:
        store = UploadStore(database)
        upload = Upload(1, "a.md", b"# A")
        upload_id = store.save(upload)
        assert [store.take(upload_id), store.take(upload_id)] == [upload, None]
        again = UploadStore(database)
        assert again.take(upload_id) == upload
        again.drop(upload_id)
        assert again.take(upload_id) is None

    def test_only_the_first_press_counts(self, database: Database) -> None:
        store = UploadStore(database)
        upload_id = store.save(Upload(1, "a.md", b"\x00text"))
        assert store.find(upload_id) == Upload(1, "a.md", b"\x00text")
        assert store.drop(upload_id)
        assert not store.drop(upload_id)
        assert store.find(upload_id) is None

    def test_what_nobody_confirms_goes_after_a_day(self, database: Database) -> None:
        store = UploadStore(database)
        old = store.save(Upload(1, "a.md", b"x"))
        database.execute("UPDATE uploads SET created = created - 25 * 3600")
        store.save(Upload(1, "b.md", b"x"))
        assert store.find(old) is None


class TestFile:
    def test_no_folder_can_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(StateError, match="WORTLAUT_STATE_PATH"):
            Database(tmp_path / "file" / "state.sqlite")

    def test_not_a_state_file(self, tmp_path: Path) -> None:
        (tmp_path / "state.sqlite").write_bytes(b"not a database at all" * 100)
        with pytest.raises(StateError, match="not a database"):
            Database(tmp_path / "state.sqlite")

    def test_a_newer_schema(self, path: Path) -> None:
        Database(path).close()
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA user_version = 99")
        raw.close()
        with pytest.raises(StateError, match="schema 99"):
            Database(path)

    def test_half_a_transaction_is_none(self, database: Database) -> None:
        def interrupted() -> None:
            with database.transaction() as db:
                db.execute("INSERT INTO meta VALUES ('half', 'x')")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert database.meta("half") is None

    def test_threads_share_it(self, database: Database) -> None:
        store = AnswerStore(database)

        def work(number: int) -> None:
            for n in range(20):
                store.save(answer(f"t{number}-{n}"))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert database.select("SELECT count(*) FROM answers")[0][0] == 160
