"""Originals and earlier versions lie beside the articles, whole or not at all, and go with them."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.corpus import keeping, storing
from retrieval.corpus.additions import Given, Proposal, propose
from retrieval.corpus.folder import list_files
from retrieval.corpus.history.ledger import Ledger
from retrieval.corpus.history.places import HIDDEN, HISTORY, folder_of
from retrieval.corpus.history.records import History, Origin, read_history, written
from retrieval.corpus.keeping import add, correct, put_in_place, remove
from retrieval.corpus.tidying import MISSED_FOR, tidy, tidy_now_and_then
from retrieval.corpus.undo import undo
from retrieval.errors import ArticleError, StorageError

URL = "https://tagblatt.example/haushalt"
TEXT = "Der Stadtrat hat am Dienstagabend den Haushalt mit {} Stimmen beschlossen.\n"
FETCHED = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dt.datetime]]:
    """What time it is; may be changed."""
    time = [dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)]
    monkeypatch.setattr(keeping, "now", lambda: time[0])
    monkeypatch.setattr("retrieval.corpus.tidying.now", lambda: time[0])
    return time


def proposal(corpus: Path, text: str, title: str = "Haushalt", given: Given | None = None):
    source = corpus.parent / "roh.txt"
    source.write_text(f"{title}\n\n{text}", encoding="utf-8")
    origin = Origin("haushalt.html", URL, FETCHED)
    return propose(source, corpus, given=given or Given(url=URL), origin=origin)


def kept(corpus: Path) -> dict[str, bytes]:
    """All that lies in the hidden folder, by the first word of its name."""
    files = (corpus / HIDDEN).glob("*/*/*")
    return {path.name.partition("-")[0]: path.read_bytes() for path in files}


def visible(corpus: Path) -> dict[str, bytes]:
    return {file.path: (corpus / file.path).read_bytes() for file in list_files(corpus)}


def history_of(corpus: Path, article: str = "haushalt") -> History:
    found = read_history(folder_of(corpus, article))
    assert found is not None
    return found


def test_the_original_lies_beside_the_article_byte_for_byte(corpus: Path) -> None:
    made = proposal(corpus, TEXT.format(30))
    path, _ = add(made)
    assert path.name == "haushalt.md"
    assert kept(corpus)["original"] == (corpus.parent / "roh.txt").read_bytes() == made.original
    [version] = history_of(corpus).versions
    assert version.origin == Origin("haushalt.html", URL, FETCHED)
    assert version.original_sha256 == hashlib.sha256(kept(corpus)["original"]).hexdigest()
    assert version.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert list(visible(corpus)) == ["haushalt.md"]


def test_without_the_setting_only_the_hash_is_kept(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30)), keep_original=False)
    assert list(kept(corpus)) == [HISTORY]
    assert history_of(corpus).versions[0].original_sha256


def test_a_new_version_keeps_the_id_the_old_text_and_both_originals(corpus: Path) -> None:
    old, _ = add(proposal(corpus, TEXT.format(30)))
    before = old.read_bytes()
    new = proposal(corpus, TEXT.format(31))
    assert new.updates == "haushalt"
    path, changes = put_in_place(new, "haushalt")
    assert path == old
    assert "31 Stimmen" in path.read_text("utf-8")
    assert kept(corpus)["version"] == before
    assert [v.how for v in history_of(corpus).versions] == ["added", "new_text"]
    assert len(list((corpus / HIDDEN).glob("*/*/original-*"))) == 2
    undo(changes, corpus)
    assert visible(corpus) == {"haushalt.md": before}
    assert sorted(kept(corpus)) == [HISTORY, "original"]


def test_a_file_that_is_no_markdown_gives_way_and_stays_as_a_version(corpus: Path) -> None:
    (corpus / "haushalt.txt").write_text("Haushalt\n\n" + TEXT.format(30))
    path, changes = put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    assert list(visible(corpus)) == ["haushalt.md"] == [path.name]
    assert [v.how for v in history_of(corpus).versions] == ["by_hand", "new_text"]
    assert next((corpus / HIDDEN).glob("*/*/version-*.txt")).read_text() == (
        "Haushalt\n\n" + TEXT.format(30)
    )
    undo(changes, corpus)
    assert list(visible(corpus)) == ["haushalt.txt"]
    assert kept(corpus) == {}


def test_a_removed_article_leaves_a_day_and_a_hash_and_no_word(
    corpus: Path, clock: list[dt.datetime]
) -> None:
    add(proposal(corpus, TEXT.format(30)))
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    text = history_of(corpus).versions[-1].text_sha256
    before, all_kept = visible(corpus), kept(corpus)
    _, changes = remove("haushalt", corpus)
    assert visible(corpus) == {}
    assert list(kept(corpus)) == [HISTORY]
    left = kept(corpus)[HISTORY].decode()
    for word in ("haushalt", "Haushalt", "tagblatt", "Stimmen", "2026-11-27T"):
        assert word not in left
    [gone] = history_of(corpus).gone
    assert (gone.day.isoformat(), gone.text_sha256) == ("2026-11-27", text)
    undo(changes, corpus)
    assert (visible(corpus), kept(corpus)) == (before, all_kept)


def test_what_comes_again_after_its_removal_goes_on_from_there(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30)))
    remove("haushalt", corpus)
    add(proposal(corpus, TEXT.format(30)))
    history = history_of(corpus)
    assert (len(history.gone), len(history.versions)) == (1, 1)


def test_of_what_cannot_be_undone_nothing_is_held_in_memory(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30)))
    _, changes = remove("haushalt", corpus, undoable=False)
    assert not any("original" in change.path for change in changes)
    assert list(kept(corpus)) == [HISTORY]


def test_what_was_corrected_by_hand_wins_over_what_comes_anew(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30), given=Given(url=URL, publisher="Tagblatt")))
    day = dt.date(2025, 1, 19)
    correct("haushalt", corpus, {"date": day, "authors": ("Anna Beispiel",)})
    new = proposal(corpus, TEXT.format(31))
    assert (new.article.date, new.article.publisher) == (day, "Tagblatt")
    put_in_place(new, "haushalt")
    content = (corpus / "haushalt.md").read_text("utf-8")
    assert "date: 2025-01-19" in content or "date: '2025-01-19'" in content
    assert "Anna Beispiel" in content
    assert [v.how for v in history_of(corpus).versions] == ["added", "corrected", "new_text"]
    again = proposal(corpus, TEXT.format(32), given=Given(date=dt.date(2025, 1, 20)))
    assert again.article.date == dt.date(2025, 1, 20)


def test_what_was_changed_in_an_editor_becomes_a_version(corpus: Path) -> None:
    path, _ = add(proposal(corpus, TEXT.format(30)))
    by_hand = path.read_text("utf-8").replace("Stadtrat", "Gemeinderat")
    path.write_text(by_hand, encoding="utf-8")
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    assert [v.how for v in history_of(corpus).versions] == ["added", "by_hand", "new_text"]
    assert kept(corpus)["version"].decode() == by_hand


@pytest.mark.parametrize("after_writes", range(7))
def test_killed_at_any_moment_an_article_is_never_without_its_original(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, after_writes: int
) -> None:
    first, _ = add(proposal(corpus, TEXT.format(30), "Anderes"))
    old = first.read_bytes()
    made = proposal(corpus, TEXT.format(31), "Anderes")
    new = proposal(corpus, "Ganz etwas anderes steht hier.", given=Given(url=URL + "/2"))
    die_after(after_writes, monkeypatch)
    killed = 0
    for change in (lambda: put_in_place(made, "anderes"), lambda: add(new)):
        try:
            change()
        except Killed:
            killed += 1
    monkeypatch.undo()
    assert killed == (2 if after_writes < 4 else 1 if after_writes < 7 else 0)

    assert first.read_bytes() in (old, made.content.encode())
    for id_ in (path.stem for path in corpus.glob("*.md")):
        history, folder = history_of(corpus, id_), folder_of(corpus, id_)
        raw = (corpus / f"{id_}.md").read_bytes()
        now = keeping.caught_up(
            history, corpus / f"{id_}.md", raw, [p.name for p in folder.iterdir()]
        )
        last = now.versions[-1]
        assert last.file_sha256 == hashlib.sha256(raw).hexdigest()
        assert last.how != "by_hand"
        assert (folder / f"original-{last.original_sha256}.html").exists()
    put_in_place(proposal(corpus, TEXT.format(32), "Anderes"), "anderes")
    versions = history_of(corpus, "anderes").versions
    assert "by_hand" not in {version.how for version in versions}
    assert [hashlib.sha256(old).hexdigest()] == [versions[0].file_sha256]


class Killed(BaseException):
    """What cannot be caught."""


def die_after(writes: int, patch: pytest.MonkeyPatch) -> None:
    left, write_synced = [writes], storing._write_synced

    def dying(path: Path, content: bytes) -> None:
        if left[0] <= 0:
            raise Killed
        left[0] -= 1
        write_synced(path, content)

    patch.setattr(storing, "_write_synced", dying)
    patch.setattr(Ledger, "roll_back", lambda _: None)  # nobody is left to do it


@pytest.mark.parametrize("refused", range(1, 4))
def test_a_disk_that_is_full_in_between_leaves_everything_as_it_was(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    add(proposal(corpus, TEXT.format(30)))
    before = visible(corpus), kept(corpus)
    for change in (
        lambda: add(proposal(corpus, "Etwas ganz anderes.", "Neues", Given(title="Neues"))),
        lambda: put_in_place(proposal(corpus, TEXT.format(31)), "haushalt"),
    ):
        fill_up_at(refused, monkeypatch)
        with pytest.raises(StorageError, match="full"):
            change()
        monkeypatch.undo()
        assert (visible(corpus), kept(corpus)) == before
    assert len(list((corpus / HIDDEN).glob("*/*"))) == 1


def fill_up_at(write: int, patch: pytest.MonkeyPatch) -> None:
    count, write_synced = [0], storing._write_synced

    def full(path: Path, content: bytes) -> None:
        count[0] += 1
        if count[0] == write:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_synced(path, content)

    patch.setattr(storing, "_write_synced", full)


def test_on_a_full_disk_an_article_can_still_be_removed(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(proposal(corpus, TEXT.format(30)))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storing, "_write_synced", full)
    remove("haushalt", corpus)
    assert (visible(corpus), kept(corpus)) == ({}, {})


def test_a_corpus_that_may_not_be_written(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = proposal(corpus, TEXT.format(30))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StorageError, match="read-only"):
        add(made)
    assert visible(corpus) == {}


def test_where_the_hidden_folder_was_deleted_it_begins_anew(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30)))
    shutil.rmtree(corpus / HIDDEN)
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    assert [v.how for v in history_of(corpus).versions] == ["by_hand", "new_text"]
    remove("haushalt", corpus)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 9}', b"\xff\xfe\x00"])
def test_a_damaged_history_is_set_aside_and_stops_nothing(corpus: Path, damage: bytes) -> None:
    add(proposal(corpus, TEXT.format(30)))
    folder = folder_of(corpus, "haushalt")
    (folder / HISTORY).write_bytes(damage)
    with pytest.raises(ArticleError, match="damaged"):
        read_history(folder)
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    assert (folder / f"{HISTORY}.aside-1").read_bytes() == damage
    assert [v.how for v in history_of(corpus).versions] == ["by_hand", "new_text"]


def test_a_clock_that_goes_backwards_makes_no_version_older_than_the_one_before(
    corpus: Path, clock: list[dt.datetime]
) -> None:
    add(proposal(corpus, TEXT.format(30)))
    clock[0] -= dt.timedelta(days=400)
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    first, second = history_of(corpus).versions
    assert first.at == second.at


def test_a_history_is_read_as_it_was_written(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30)))
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    remove("haushalt", corpus)
    add(proposal(corpus, TEXT.format(32), given=Given(date=dt.date(2025, 1, 1))))
    history, path = history_of(corpus), folder_of(corpus, "haushalt") / HISTORY
    assert path.read_bytes() == written(history)


def test_a_name_in_a_history_leads_nowhere_else(corpus: Path) -> None:
    add(proposal(corpus, TEXT.format(30)))
    path = folder_of(corpus, "haushalt") / HISTORY
    path.write_text(path.read_text().replace('"haushalt.md"', '"../../../x.md"'))
    with pytest.raises(ArticleError, match="damaged"):
        read_history(path.parent)


def test_several_that_add_the_same_at_once(corpus: Path) -> None:
    made = proposal(corpus, TEXT.format(30))
    outcomes: list[object] = []

    def run() -> None:
        try:
            outcomes.append(add(made)[0])
        except ArticleError as error:
            outcomes.append(error.problem.code)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("add.duplicate") == 7
    assert len(list((corpus / HIDDEN).glob("*/*"))) == 1
    assert len(history_of(corpus).versions) == 1


def test_what_was_deleted_by_other_means_is_forgotten_after_a_week(
    corpus: Path, clock: list[dt.datetime]
) -> None:
    path, _ = add(proposal(corpus, TEXT.format(30)))
    content, day = path.read_bytes(), clock[0].date()
    path.unlink()
    tidy(corpus)
    path.write_bytes(content)  # it was moved for a while
    clock[0] += MISSED_FOR * 2
    tidy(corpus)
    assert history_of(corpus).missing_since is None
    path.unlink()
    tidy(corpus)
    clock[0] += MISSED_FOR
    tidy(corpus)
    assert "original" in kept(corpus)
    clock[0] += dt.timedelta(seconds=1)
    tidy(corpus)
    assert list(kept(corpus)) == [HISTORY]
    assert history_of(corpus).gone[0].day == day + MISSED_FOR * 2


def test_a_removal_that_was_killed_is_finished_and_an_orphan_cleared_away(corpus: Path) -> None:
    path, _ = add(proposal(corpus, TEXT.format(30)))
    folder = folder_of(corpus, "haushalt")
    (folder / "original-ffff.html").write_bytes(b"von keiner Fassung")
    tidy(corpus)
    assert sorted(kept(corpus)) == [HISTORY, "original"]
    assert not (folder / "original-ffff.html").exists()
    history = replace(history_of(corpus), removing=dt.date(2026, 11, 1))
    (folder / HISTORY).write_bytes(written(history))
    tidy(corpus)
    assert history_of(corpus).removing is None  # the article is there: it had not begun
    (folder / HISTORY).write_bytes(written(history))
    path.unlink()
    tidy(corpus)
    assert history_of(corpus).gone[0].day == dt.date(2026, 11, 1)
    assert list(kept(corpus)) == [HISTORY]
    lone = folder_of(corpus, "nie")
    lone.mkdir(parents=True)
    (lone / "original-aa.html").write_bytes(b"nie ein Artikel")
    tidy(corpus)
    assert not lone.exists()


def test_it_is_tidied_at_most_once_a_day(corpus: Path, clock: list[dt.datetime]) -> None:
    add(proposal(corpus, TEXT.format(30)))
    stray = folder_of(corpus, "haushalt") / "original-ffff.html"
    stamp = corpus / HIDDEN / ".tidied"
    stray.write_bytes(b"x")
    tidy_now_and_then(corpus)
    os.utime(stamp, (clock[0].timestamp(), clock[0].timestamp()))
    tidy_now_and_then(corpus)
    assert stray.exists()
    clock[0] += dt.timedelta(days=1)
    tidy_now_and_then(corpus)
    assert not stray.exists()


def test_proposals_hold_what_came_out_of_sight(corpus: Path) -> None:
    made: Proposal = proposal(corpus, TEXT.format(30))
    assert "original=" not in repr(made)


def test_what_is_kept_goes_with_a_file_that_is_renamed(corpus: Path) -> None:
    path, _ = add(proposal(corpus, TEXT.format(30)))
    put_in_place(proposal(corpus, TEXT.format(31)), "haushalt")
    before = kept(corpus)
    add(proposal(corpus, "Etwas ganz anderes.", "Anderes", Given(title="Anderes")))
    (corpus / "unten").mkdir()
    path.rename(corpus / "unten" / "stadt.md")
    tidy(corpus)
    tidy(corpus)
    history = history_of(corpus, "unten/stadt")
    assert [v.how for v in history.versions] == ["added", "new_text"]
    assert (history.article, history.missing_since) == ("unten/stadt", None)
    assert not folder_of(corpus, "haushalt").exists()
    folder = folder_of(corpus, "unten/stadt")
    assert (folder / HISTORY).exists()
    names = {p.name.partition("-")[0] for p in folder.iterdir()}
    assert names == set(before) == {HISTORY, "original", "version"}
    raw = (corpus / "unten" / "stadt.md").read_bytes()
    assert keeping.caught_up(history, corpus / "unten" / "stadt.md", raw, []) == history
    assert len(history_of(corpus, "anderes").versions) == 1


def test_killed_while_it_follows_a_renamed_file_it_goes_on(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = add(proposal(corpus, TEXT.format(30)))
    path.rename(corpus / "stadt.md")
    for writes in range(3):
        die_after(writes, monkeypatch)
        with contextlib.suppress(Killed):
            tidy(corpus)
        monkeypatch.undo()
        assert list((corpus / HIDDEN).glob("*/*/original-*"))
    tidy(corpus)
    assert history_of(corpus, "stadt").versions[0].how == "added"
    assert list(folder_of(corpus, "stadt").glob("original-*"))
    assert not folder_of(corpus, "haushalt").exists()
