"""What is known of feeds outlasts the process, and what is new is told from what is not."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from bot.service.feeds.entries import FeedEntry
from bot.service.feeds.memory import MAX_ATTEMPTS, FeedMemory, FeedMemoryError, open_memory

FEED = "https://kuestenbote.example/feed.xml"


def entries(*keys: str, updated: str = "") -> list[FeedEntry]:
    return [FeedEntry(key, f"https://kuestenbote.example/{key}", None, updated) for key in keys]


def waiting(memory: FeedMemory, source: int) -> list[str]:
    return [page.key for page in memory.waiting(source)]


def test_what_is_noted_waits_until_it_is_settled(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        source = memory.source(FEED)
        memory.note(source, entries("b", "a"))
        first, _ = memory.waiting(source)
        memory.settle([first], "read")
        memory.note(source, entries("c", "b", "a"))
    with open_memory(tmp_path) as memory:
        assert waiting(memory, source) == ["c", "a"]  # the newest first


def test_validators_come_with_what_they_stand_for(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        source = memory.source(FEED)
        assert memory.validators(source) == {}
        memory.note(source, entries("a"), headers={"etag": '"1"', "last-modified": "gestern"})
        known = {"If-None-Match": '"1"', "If-Modified-Since": "gestern"}
        assert memory.validators(source) == known
        memory.unchanged(source)
        assert memory.validators(source) == known
        for bad in ("ä", "a\r\nHost: x", "x" * 1_001):
            memory.note(source, entries("a"), headers={"etag": bad})
            assert memory.validators(source) == {}


def test_nothing_is_noted_where_noting_fails(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        source = memory.source(FEED)
        bad = FeedEntry("x", None)  # type: ignore[arg-type]
        with pytest.raises(FeedMemoryError):
            memory.note(source, [*entries("a"), bad], headers={"etag": '"1"'})
        assert (waiting(memory, source), memory.validators(source)) == ([], {})


def test_an_entry_is_read_again_where_it_was_updated_a_few_times(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        source, read = memory.source(FEED), 0
        for n in range(20):
            memory.note(source, entries("a", updated=f"2025-03-{n + 1:02}"))
            for page in memory.waiting(source):
                memory.settle([page], "read")
                read += 1
    assert read == 6  # some feeds name another time whenever they are asked


def test_what_was_tried_in_vain_is_given_up(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        source = memory.source(FEED)
        memory.note(source, entries("a"))
        [page] = memory.waiting(source)
        again = [memory.missed(page) for _ in range(MAX_ATTEMPTS)]
        assert again == [True] * (MAX_ATTEMPTS - 1) + [False]
        assert waiting(memory, source) == []


def test_what_was_too_old_is_read_where_older_is_asked_for(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        source = memory.source(FEED)
        memory.note(source, entries("a"))
        [page] = memory.waiting(source)
        memory.settle([page], "older", dt.date(2025, 2, 1))
        for since, found in (("2025-02-02", []), ("2025-02-01", ["a"])):
            memory.note(source, (), since=dt.date.fromisoformat(since))
            assert waiting(memory, source) == found


def test_what_a_dropped_feed_had_is_forgotten(tmp_path: Path) -> None:
    with open_memory(tmp_path) as memory:
        assert memory.enlist(FEED)
        assert not memory.enlist(FEED)
        source = memory.source(FEED)
        memory.note(source, entries("a"))
        [page] = memory.waiting(source)
        assert memory.drop(FEED)
        assert not memory.drop(FEED)
        assert not memory.missed(page)  # whoever was reading it meanwhile goes on
        memory.settle([page], "read")
        assert memory.feeds() == []
        memory.enlist(FEED)
        assert memory.waiting(memory.source(FEED)) == []


def test_a_copy_keeps_nothing_and_makes_nothing(tmp_path: Path) -> None:
    with open_memory(tmp_path, kept=False) as memory:
        memory.enlist(FEED)
    assert list(tmp_path.iterdir()) == []
    with open_memory(tmp_path) as memory:
        memory.enlist(FEED)
    with open_memory(tmp_path, kept=False) as memory:
        assert [feed.address for feed in memory.feeds()] == [FEED]
        memory.drop(FEED)
    with open_memory(tmp_path) as memory:
        assert len(memory.feeds()) == 1


def test_two_may_write_at_once(tmp_path: Path) -> None:
    with open_memory(tmp_path) as one, open_memory(tmp_path) as two:
        source = one.source(FEED)
        assert two.source(FEED) == source
        one.note(source, entries("a", "b"))
        two.note(source, entries("b", "c"))
        assert sorted(waiting(one, source)) == ["a", "b", "c"]


def test_what_is_no_such_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".wortlaut").mkdir()
    path = tmp_path / ".wortlaut" / "feeds.sqlite"
    path.write_text("kein SQLite" * 100)
    with pytest.raises(FeedMemoryError, match=r"feeds\.sqlite"):
        open_memory(tmp_path)
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 2")
    with pytest.raises(FeedMemoryError, match="has schema 2, this program knows 1"):
        open_memory(tmp_path)
