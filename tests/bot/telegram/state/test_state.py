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
    Decision,
    FeedbackStore,
    StoredAnswer,
    UploadStore,
)
from bot.telegram.state import database as database_module
from bot.telegram.state.codec import dump_quotes, load_quotes
from bot.telegram.state.database import StateError
from bot.telegram.state.uploads import Upload
from retrieval.answer import Certainty
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
        "certainty": Certainty.ANSWERED,
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

    @pytest.mark.parametrize("certainty", Certainty)
    def test_how_sure_it_is_survives(self, database: Database, certainty: Certainty) -> None:
        store = AnswerStore(database)
        store.save(answer(certainty=certainty))
        found = store.find("a1")
        assert found is not None
        assert found.certainty is certainty
        assert found.answered == (certainty is not Certainty.NOT_IN_CORPUS)

    @pytest.mark.parametrize(
        ("kept", "certainty"), [(1, Certainty.ANSWERED), (0, Certainty.NOT_IN_CORPUS)]
    )
    def test_one_of_an_earlier_version_is_a_yes_or_a_no(
        self, database: Database, kept: int, certainty: Certainty
    ) -> None:
        store = AnswerStore(database)
        store.save(answer())
        database.execute("UPDATE answers SET answered = ?", (kept,))
        assert store.find("a1") == answer(certainty=certainty)

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
        store.rate(
            1, answer("a2", certainty=Certainty.NOT_IN_CORPUS), "Was ist Photosynthese?", "up"
        )
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
        code = store.request(5, "Ada").code
        assert store.request(5, "Ada").code == code
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
        code = store.request(5, "Ada").code
        database.execute("UPDATE pairings SET created = created - 7.1 * 86400")
        assert store.approve(code) is None
        assert store.request(5, "Ada").code != code

    def test_of_a_flood_of_strangers_the_one_who_asked_longest_ago_goes(
        self, database: Database
    ) -> None:
        store = AccessStore(database)
        codes = [store.request(peer, "?").code for peer in range(1_000, 1_100)]
        store.request(1_000, "?")
        store.request(2_000, "Ada")
        waiting = [request.id for request in store.waiting()]
        assert (waiting[:2], len(waiting)) == ([2_000, 1_000], 100)
        assert store.approve(codes[1]) is None
        assert store.approve(codes[0]) is not None

    def test_of_two_decisions_the_first_counts(self, database: Database) -> None:
        store = AccessStore(database)
        store.request(555, "Ada", "de")
        declined = store.decide(555, admit=False, admin="Eva")
        assert declined is not None
        assert (declined.name, declined.language) == ("Ada", "de")
        assert store.decide(555, admit=True, admin="Kai") is None
        assert store.decision(555) == Decision(admitted=False, admin="Eva")
        assert not store.is_admitted(555)
        assert store.let_in("555", "Kai") is not None
        assert store.decision(555) == Decision(admitted=True, admin="Kai")

    def test_whoever_waits_is_let_in_by_number_under_their_name(self, database: Database) -> None:
        store = AccessStore(database)
        store.request(555, "Ada")
        assert store.add_notice(555, 900, 7)
        assert store.add_notice(555, 901, 8)
        admitted = store.let_in("555")
        assert admitted is not None
        assert (admitted.name, admitted.notices) == ("Ada", ((900, 7), (901, 8)))
        assert [one.name for one in store.admitted()] == ["Ada"]
        assert store.waiting() == []
        assert not store.add_notice(555, 902, 9)

    def test_no_code_reads_like_a_number(self, database: Database, monkeypatch) -> None:
        dice = iter("23456789" + "2345678B")
        monkeypatch.setattr("secrets.choice", lambda _: next(dice))
        store = AccessStore(database)
        assert store.request(555, "Ada").code == "2345678B"

    def test_two_processes_see_each_other(self, database: Database, path: Path) -> None:
        code = AccessStore(database).request(5, "Ada").code
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

    def test_of_the_first_schema_keeps_what_it_holds(self, path: Path) -> None:
        path.parent.mkdir()
        raw = sqlite3.connect(path)
        raw.executescript(database_module._FIRST)
        raw.execute("INSERT INTO meta VALUES ('salt', 'aa')")
        raw.execute("INSERT INTO pairings VALUES ('CODE2345', 5, 'Ada', 9e9)")
        raw.execute("PRAGMA user_version = 1")
        raw.commit()
        raw.close()
        for _ in range(2):
            database = Database(path)
            assert database.salt == b"\xaa"
            assert [one.code for one in AccessStore(database).waiting()] == ["CODE2345"]
            database.close()

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
