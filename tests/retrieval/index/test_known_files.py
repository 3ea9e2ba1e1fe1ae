"""A file that has not been touched since it was read is not read again; any other is."""

import json
import os
import time
from contextlib import closing

import pytest

from retrieval.corpus.folder import list_files
from retrieval.errors import Problem
from retrieval.index import generation, known_files
from retrieval.index.build import intake
from retrieval.index.generation import Generation
from retrieval.index.known_files import NAME, UNSETTLED_NS, KnownFiles
from retrieval.library import Library
from retrieval.reports import SkippedFile
from tests.fakes import TinyEncoder, build_index
from tests.opened_files import opened_in

pytestmark = pytest.mark.usefixtures("quick_calibration")

LATER = 10 * UNSETTLED_NS


@pytest.fixture
def settled(monkeypatch):
    """The files were touched long ago; calling it makes the next build happen still later."""
    ahead = [LATER]
    monkeypatch.setattr(intake, "time_ns", lambda: time.time_ns() + ahead[0])

    def later():
        ahead[0] += LATER

    return later


@pytest.fixture
def built(corpus, tmp_path, settled):
    index = tmp_path / "built"
    build(corpus, index)
    return index


def build(corpus, index):
    return build_index(corpus, index, TinyEncoder(), model="tiny")


def read_by_a_build(corpus, index):
    with opened_in(corpus) as opened:
        report = build(corpus, index)
    return report, sorted(opened)


def changed_behind_its_times(path, *, replaced=False):
    """Another text of the same length; the times are set back as far as that can be done."""
    found = path.stat()
    content = path.read_bytes().replace(b"128", b"129")
    if replaced:
        path.unlink()
    path.write_bytes(content)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (found.st_size, found.st_mtime_ns)


def test_of_an_unchanged_corpus_no_file_is_read(corpus, built):
    report, opened = read_by_a_build(corpus, built)
    assert (report.unchanged, opened) == (True, [])


def test_of_one_more_article_only_that_is_read(corpus, built):
    (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n")
    report, opened = read_by_a_build(corpus, built)
    assert (report.new, report.changed, report.removed) == (1, 0, 0)
    assert opened == ["neu.md"]


def test_of_one_changed_and_one_removed_only_the_changed_is_read(corpus, built):
    (corpus / "2024-09-30-handball.md").write_text("# Handball\n\nAnders.\n")
    (corpus / "2025-01-07-wetter.md").unlink()
    report, opened = read_by_a_build(corpus, built)
    assert (report.changed, report.removed) == (1, 1)
    assert opened == ["2024-09-30-handball.md"]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_changed_file_of_the_same_size_and_time_is_read(corpus, built, replaced):
    path = corpus / "2025-01-07-wetter.md"
    changed_behind_its_times(path, replaced=replaced)
    report, opened = read_by_a_build(corpus, built)
    assert (report.changed, opened) == (1, [path.name])


def test_touched_files_are_read_once_more_and_the_generation_stays(corpus, built, settled):
    for path in corpus.rglob("*.*"):
        os.utime(path, (1, 1))
    settled()
    report, opened = read_by_a_build(corpus, built)
    assert report.unchanged
    assert len(opened) == report.articles
    report, opened = read_by_a_build(corpus, built)
    assert (report.unchanged, opened) == (True, [])


def test_a_file_that_was_touched_just_before_it_was_listed_is_not_trusted(corpus, tmp_path):
    """Racily clean: it may be changed again within the same tick of the clock."""
    index = tmp_path / "built"
    build(corpus, index)  # the corpus was written a moment ago
    report, opened = read_by_a_build(corpus, index)
    assert len(opened) == report.articles


@pytest.mark.parametrize(("age_ns", "known"), [(UNSETTLED_NS, False), (UNSETTLED_NS + 1, True)])
@pytest.mark.parametrize("time_of", ["mtime_ns", "ctime_ns"])
def test_how_long_before_it_was_listed(corpus, age_ns, known, time_of):
    file = list_files(corpus)[0]
    files = KnownFiles()
    files.note(file, "00", max(file.mtime_ns, file.ctime_ns) + age_ns)
    assert (files.held(file) == "00") is known


@pytest.mark.parametrize(
    "damage",
    [b"", b"[", b"\xff", b"null", b"[1]", b'[["a.md"]]', b'[["a.md", 1, 2, 3, 4, {}]]'],
)
def test_a_damaged_list_costs_reading_and_nothing_else(corpus, built, damage):
    (built / NAME).write_bytes(damage)
    report, opened = read_by_a_build(corpus, built)
    assert report.unchanged
    assert len(opened) == report.articles
    assert read_by_a_build(corpus, built)[1] == []


def test_a_list_that_lies_of_a_hash_costs_reading_that_file(corpus, built):
    lines = json.loads((built / NAME).read_bytes())
    lines[0][-1] = "0" * 64
    (built / NAME).write_text(json.dumps(lines))
    report, opened = read_by_a_build(corpus, built)
    assert (report.unchanged, opened) == (True, [lines[0][0]])


def test_a_file_that_holds_no_article_is_not_read_again_either(corpus, built, settled):
    (corpus / "kaputt.md").write_bytes(b"")
    settled()
    first, _ = read_by_a_build(corpus, built)
    again, opened = read_by_a_build(corpus, built)
    assert (again.unchanged, opened) == (True, [])
    assert [file.path for file in first.skipped] == ["kaputt.md"]
    assert first.skipped == again.skipped
    (corpus / "kaputt.md").write_bytes(b"# Heil\n\nNun ist es ein Artikel.\n")
    assert build(corpus, built).new == 1


def test_what_ended_the_reader_from_outside_may_pass(corpus, built, settled, monkeypatch):
    (corpus / "schwer.pdf").write_bytes(b"%PDF-1.7")
    died = SkippedFile("schwer.pdf", Problem("file.reader_died", {"status": -9}))
    settled()
    with monkeypatch.context() as patch:
        patch.setattr(intake, "parse_file", lambda file, raw: died)
        assert build(corpus, built).skipped == (died,)
    assert read_by_a_build(corpus, built)[1] == ["schwer.pdf"]


def test_another_generation_in_force_is_believed_not_the_list(corpus, built, settled):
    """As where an older index was put back: its hashes are not those that are known."""
    pointer = built / "current"
    before = pointer.read_bytes()
    (corpus / "2025-01-07-wetter.md").write_text("# Wetter\n\nAnders.\n")
    settled()
    build(corpus, built)
    pointer.write_bytes(before)
    report, opened = read_by_a_build(corpus, built)
    assert (report.changed, opened) == (1, ["2025-01-07-wetter.md"])


def test_a_list_that_cannot_be_kept_fails_no_build(corpus, built, settled):
    (built / NAME).unlink()
    (built / NAME).mkdir()
    report, opened = read_by_a_build(corpus, built)
    assert report.unchanged
    assert len(opened) == report.articles


def test_files_known_are_not_hashed_to_count_changes(corpus, built, settled, monkeypatch):
    for path in corpus.rglob("*.*"):
        os.utime(path, (1, 1))
    settled()
    build(corpus, built)
    monkeypatch.setattr(generation, "file_sha256", None)
    assert Library(built, corpus_dir=corpus).changes() == 0


def test_what_was_changed_past_the_file_system_is_found_by_reading_and_then_indexed(
    corpus, built, monkeypatch
):
    path = corpus / "2025-01-07-wetter.md"
    stamp = known_files._stamp
    before = {file.path: stamp(file) for file in list_files(corpus)}
    changed_behind_its_times(path)
    monkeypatch.setattr(known_files, "_stamp", lambda file: before[file.path])
    library = Library(built, corpus_dir=corpus)
    assert library.changes() == 0
    assert build(corpus, built).unchanged
    assert library.changes(read=True) == 1
    assert build(corpus, built).changed == 1
    assert library.changes(read=True) == 0
    with closing(Generation.head(built)) as head:
        assert head.changed_files(corpus) == 0
