"""What a build reports, embeds, keeps and refuses."""

import datetime as dt
import errno
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import faiss
import numpy as np
import pytest
from filelock import FileLock

from retrieval.errors import (
    CorpusError,
    IndexBusyError,
    IndexDamagedError,
    IndexFolderError,
    IndexMissingError,
    StorageError,
)
from retrieval.index import in_force
from retrieval.index.build import build_index as module
from retrieval.index.build import keywords
from retrieval.index.build.build_index import check_corpus
from retrieval.index.in_force import current_generation
from retrieval.index.manifest import read_manifest
from retrieval.library import Library
from tests import LAST_RESORT_S
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import IMPOSTORS, substance, write_corpus

IMPOSTOR_TEXTS = {text for texts in IMPOSTORS.values() for text in texts}
QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"
TEXTS = 56  # distinct passages and sentences of the corpus

pytestmark = pytest.mark.usefixtures("quick_calibration")


@pytest.fixture
def encoder():
    return TinyEncoder()


def changes(corpus, index):
    return Library(index, corpus_dir=corpus).changes()


def build(corpus, index, encoder=None, **options):
    return build_index(corpus, index, encoder or TinyEncoder(), model="tiny", **options)


def texts_of(encoder):
    """The texts of articles that were embedded."""
    return [text for text in encoder.embedded if text not in IMPOSTOR_TEXTS]


def generations(index):
    return sorted(path.name for path in (index / "generations").iterdir())


def answers(index):
    with Library(index, encoder=TinyEncoder()) as searcher:
        answer = searcher.ask(QUESTION)
        assert searcher.verify() == []
        return answer.quotes


# --- the report ---


def test_a_first_build(corpus, tmp_path, encoder):
    report = build(corpus, tmp_path / "index", encoder)
    manifest = read_manifest(current_generation(tmp_path / "index"))

    assert report.generation == "000001"
    assert (report.articles, report.passages, report.sentences) == (10, 13, 43)
    assert (report.new, report.changed, report.removed, report.skipped) == (10, 0, 0, ())
    assert report.embedded == len(texts_of(encoder)) == TEXTS
    assert not report.unchanged
    assert report.seconds > 0
    assert (manifest.articles, manifest.passages, manifest.sentences) == (10, 13, 43)
    assert (manifest.model, manifest.encoder, manifest.dimension) == ("tiny", "tiny-1", 64)
    assert manifest.corpus == "corpus"
    assert dt.datetime.now(dt.UTC) - manifest.built_at < dt.timedelta(minutes=10)


def test_new_changed_and_removed_are_told_and_only_new_texts_embedded(corpus, index, encoder):
    (corpus / "neu.md").write_text("# Neu\n\nEin ganz neuer Satz steht hier.\n")
    (corpus / "2025-01-07-wetter.md").unlink()
    changed = corpus / "2024-09-30-handball.md"
    changed.write_text(changed.read_text().replace("31:27", "30:28"))
    report = build(corpus, index, encoder)

    assert (report.new, report.changed, report.removed) == (1, 1, 1)
    assert (report.generation, report.articles, report.unchanged) == ("000002", 10, False)
    # The new passage and sentence, the changed passage and sentence.
    assert report.embedded == len(texts_of(encoder)) == 4
    assert sorted(text for text in texts_of(encoder) if "ganz neuer" in text) == [
        "Ein ganz neuer Satz steht hier.",
        "Neu. Ein ganz neuer Satz steht hier.",
    ]


def test_an_unchanged_corpus_keeps_the_generation(corpus, tmp_path, encoder):
    index = tmp_path / "index"
    build(corpus, index)
    report = build(corpus, index, encoder)
    assert (report.unchanged, report.generation, report.embedded) == (True, "000001", 0)
    assert (report.articles, report.passages, report.sentences) == (10, 13, 43)
    assert encoder.calls == 0
    assert generations(index) == ["000001"]


def test_a_file_that_was_only_touched_is_unchanged(corpus, index):
    for path in corpus.rglob("*.md"):
        os.utime(path, (1, 1))
    report = build(corpus, index)
    assert (report.unchanged, report.embedded) == (True, 0)


def test_a_file_that_became_unreadable_is_a_change_and_so_is_its_return(corpus, index):
    content = (corpus / "2025-01-07-wetter.md").read_bytes()
    (corpus / "2025-01-07-wetter.md").write_bytes(b"")
    report = build(corpus, index)
    assert (report.unchanged, report.removed, len(report.skipped)) == (False, 1, 1)
    assert read_manifest(current_generation(index)).skipped == report.skipped
    assert build(corpus, index).unchanged
    (corpus / "2025-01-07-wetter.md").write_bytes(content)
    report = build(corpus, index)
    assert (report.new, report.embedded, report.skipped) == (1, 0, ())


def test_a_file_skipped_for_another_reason_is_a_change(corpus, index):
    (corpus / "kaputt.md").write_bytes(b"")
    assert not build(corpus, index).unchanged
    (corpus / "kaputt.md").write_bytes(b"---\ntitle: [\n---\nText")
    report = build(corpus, index)
    assert not report.unchanged
    assert read_manifest(current_generation(index)).skipped == report.skipped


def test_progress_is_told_in_order(corpus, tmp_path):
    told = []
    build(corpus, tmp_path / "index", progress=lambda *args: told.append(args))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["read", "embed", "write"]
    for stage in stages:
        done = [(d, t) for s, d, t in told if s == stage]
        assert done == sorted(done)
        assert done[-1][0] == done[-1][1]
        assert len({t for _, t in done}) == 1
    assert [t for t in told if t[0] == "embed"][-1] == ("embed", 56, 56)


def test_progress_of_a_rebuild_counts_what_was_copied(corpus, index):
    told = []
    (corpus / "neu.md").write_text("# Neu\n\nEin ganz neuer Satz steht hier.\n")
    build(corpus, index, progress=lambda *args: told.append(args))
    embedding = [t for t in told if t[0] == "embed"]
    assert embedding == [("embed", 57, 58), ("embed", 58, 58)]


# --- what is embedded ---


def test_a_renamed_file_is_not_embedded_again(corpus, index, encoder):
    (corpus / "2024-09-30-handball.md").rename(corpus / "sport-handball.md")
    report = build(corpus, index, encoder)
    assert (report.new, report.removed, report.embedded) == (1, 1, 0)
    assert texts_of(encoder) == []


def test_what_was_taken_out_and_put_back_is_not_embedded_again(corpus, index, encoder):
    path = corpus / "2024-09-30-handball.md"
    content = path.read_bytes()
    path.unlink()
    assert build(corpus, index, encoder).removed == 1
    path.write_bytes(content)
    report = build(corpus, index, encoder)
    assert (report.new, report.embedded) == (1, 0)
    assert texts_of(encoder) == []


def test_a_text_that_stands_twice_is_embedded_once(tmp_path, encoder):
    text = "# Gleich\n\nDerselbe Satz steht hier und dort.\n"
    corpus = write_corpus(tmp_path / "corpus", {"a.md": text, "b.md": text})
    report = build(corpus, tmp_path / "index", encoder)
    assert (report.articles, report.passages, report.sentences) == (2, 2, 2)
    assert report.embedded == len(texts_of(encoder)) == 2


def test_another_encoder_embeds_all_and_the_first_ones_vectors_are_kept(corpus, index):
    other = TinyEncoder("tiny-2", dimension=32)
    report = build(corpus, index, other)
    assert (report.unchanged, report.new, report.changed) == (False, 0, 0)
    assert report.embedded == len(texts_of(other)) == TEXTS
    with Library(index, encoder=other) as searcher:
        assert searcher.ask(QUESTION).quotes[0].citation.article.endswith("bruecke")
    back = TinyEncoder()
    assert build(corpus, index, back).embedded == 0
    assert back.embedded == []


def test_another_name_of_the_same_model_is_taken_over(corpus, index, encoder):
    """Otherwise `ask` would ask for a rebuild, and the rebuild would change nothing."""
    report = build_index(corpus, index, encoder, model="./modelle/tiny")
    assert (report.unchanged, report.embedded) == (False, 0)
    Library(index, encoder=encoder, model="./modelle/tiny").open().close()
    assert build_index(corpus, index, encoder, model="./modelle/tiny").unchanged


def test_another_name_of_the_corpus_folder_is_taken_over(corpus, index, encoder, tmp_path):
    corpus.rename(tmp_path / "archiv")
    assert build(tmp_path / "archiv", index, encoder).embedded == 0
    assert answers(index)[0].citation.path.startswith("archiv/")


def test_an_interrupted_first_build_goes_on_where_it_stopped(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("retrieval.index.vector_files._CHUNK_TEXTS", 5)
    first = Interrupted(after=20)
    with pytest.raises(KeyboardInterrupt):
        build(corpus, tmp_path / "index", first)
    with pytest.raises(IndexMissingError):
        current_generation(tmp_path / "index")
    assert generations(tmp_path / "index") == []

    second = TinyEncoder()
    report = build(corpus, tmp_path / "index", second)
    assert len(first.embedded) == 18
    assert report.embedded == len(texts_of(second)) == TEXTS - 18
    assert set(texts_of(second)).isdisjoint(first.embedded)
    assert substance(tmp_path / "index") == fresh(corpus, tmp_path)


class Interrupted(TinyEncoder):
    """Ctrl-C after so many texts."""

    def __init__(self, after):
        super().__init__()
        self.left = after

    def embed_passages(self, texts):
        self.left -= len(texts)
        if self.left < 0:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


def fresh(corpus, tmp_path, name="fresh"):
    build(corpus, tmp_path / name)
    return substance(tmp_path / name)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError("CUDA out of memory")])
def test_a_failing_encoder_leaves_the_earlier_index(corpus, index, error):
    before = answers(index)

    class Failing(TinyEncoder):
        def embed_passages(self, texts):
            raise error

    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    with pytest.raises(type(error) if isinstance(error, Exception) else error):
        build(corpus, index, Failing())
    assert generations(index) == ["000001"]
    assert answers(index) == before
    assert build(corpus, index).generation == "000002"


# --- the cache and the earlier generation may be damaged ---


def test_without_the_cache_unchanged_articles_are_not_embedded_again(corpus, index, encoder):
    (index / "embeddings.sqlite").unlink()
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    assert build(corpus, index, encoder).embedded == 2


@pytest.mark.parametrize("content", [None, b"", b"unsinn" * 999])
def test_without_cache_and_generation_all_is_embedded(corpus, index, encoder, content, tmp_path):
    shutil.rmtree(index / "generations")
    (index / "embeddings.sqlite").unlink()
    if content is not None:
        (index / "embeddings.sqlite").write_bytes(content)
    assert build(corpus, index, encoder).embedded == TEXTS
    assert substance(index) == fresh(corpus, tmp_path)


@pytest.mark.parametrize("page", [0, 1, 3])
def test_a_cache_with_a_damaged_page(corpus, index, encoder, page, tmp_path):
    shutil.rmtree(index / "generations")
    content = bytearray((index / "embeddings.sqlite").read_bytes())
    content[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
    (index / "embeddings.sqlite").write_bytes(content)
    assert 0 < build(corpus, index, encoder).embedded <= TEXTS
    assert substance(index) == fresh(corpus, tmp_path)


@pytest.mark.parametrize("name", ["catalog.sqlite", "passages.npy", "manifest.json", "current"])
@pytest.mark.parametrize("how", ["flipped", "missing", "empty"])
def test_a_damaged_generation_is_built_anew_from_the_cache(corpus, index, encoder, name, how):
    file = index / "current" if name == "current" else current_generation(index) / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x40
    file.write_bytes(content if how == "flipped" else b"")
    if how == "missing":
        file.unlink()
    report = build(corpus, index, encoder)

    assert (report.generation, report.new, report.embedded) == ("000002", 10, 0)
    assert answers(index)


def test_a_generation_of_another_schema_is_built_anew(corpus, index, encoder, monkeypatch):
    monkeypatch.setattr("retrieval.index.manifest.SCHEMA_VERSION", 99)
    monkeypatch.setattr("retrieval.index.build.new_generation.SCHEMA_VERSION", 99)
    report = build(corpus, index, encoder)
    assert (report.new, report.embedded, report.unchanged) == (10, 0, False)
    assert read_manifest(current_generation(index)).schema_version == 99


def test_what_killed_builds_left_is_removed(corpus, tmp_path):
    index = tmp_path / "index"
    build(corpus, index)
    left = index / "generations" / "tmp-000002"
    left.mkdir()
    (left / "catalog.sqlite").write_bytes(b"halb")
    (index / "current.tmp").write_text("0000")
    build(corpus, index)
    assert generations(index) == ["000001"]
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    build(corpus, index)
    assert generations(index) == ["000001", "000002"]
    assert not (index / "current.tmp").exists()


def test_the_last_but_one_generation_is_kept_and_older_ones_are_not(corpus, index):
    for number in range(4):
        (corpus / "neu.md").write_text(f"# Neu\n\nNeuer Text {number}.\n")
        build(corpus, index)
    assert generations(index) == ["000004", "000005"]
    # What is known of files that were touched long enough ago may be there as well.
    assert sorted(path.name for path in index.iterdir() if path.name != "files.json") == [
        "current",
        "embeddings.sqlite",
        "generations",
        "lock",
    ]


def test_the_cache_forgets_what_is_long_gone(corpus, index, encoder):
    size = (index / "embeddings.sqlite").stat().st_size
    for path in list(corpus.rglob("*.md")):
        path.unlink()
    build(corpus, index, encoder)
    with sqlite3.connect(index / "embeddings.sqlite") as db:
        [[kept]] = db.execute("SELECT count(*) FROM embeddings WHERE kind = 'passage'").fetchall()
    db.close()
    assert kept == 5
    assert (index / "embeddings.sqlite").stat().st_size < size
    assert build(corpus, index).unchanged


# --- one builder at a time ---


def test_another_builder_is_told_to_wait(corpus, index):
    before = answers(index)
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    with FileLock(index / "lock"):
        with pytest.raises(IndexBusyError) as caught:
            build(corpus, index)
        assert answers(index) == before
    assert str(caught.value) == (
        f"another process is building the index in {index}; wait for it, then try again"
    )
    assert build(corpus, index).generation == "000002"


def test_of_two_builders_at_once_one_builds(corpus, tmp_path):
    index = tmp_path / "index"
    inside, go_on = threading.Event(), threading.Event()
    done = []

    def progress(stage, at, total):
        inside.set()
        go_on.wait(LAST_RESORT_S)

    thread = threading.Thread(target=lambda: done.append(build(corpus, index, progress=progress)))
    thread.start()
    assert inside.wait(LAST_RESORT_S)
    with pytest.raises(IndexBusyError):
        build(corpus, index)
    go_on.set()
    thread.join()
    assert done[0].articles == 10


# --- the corpus ---


def test_no_corpus_folder_leaves_nothing(tmp_path):
    with pytest.raises(CorpusError, match="does not exist; create it"):
        build(tmp_path / "corpus", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def emptied(corpus):
    shutil.rmtree(corpus)
    corpus.mkdir()


def unreadable(corpus):
    emptied(corpus)
    (corpus / "a.md").write_bytes(b"")
    (corpus / "b.pdf").write_bytes(b"%PDF")


def gone(corpus):
    shutil.rmtree(corpus)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (gone, "does not exist"),
        (emptied, "no articles in .*; add some with `wortlaut add FILE`"),
        (
            unreadable,
            r"none of the 2 files in .* can be read as an article \(a\.md: .*\); add some with",
        ),
    ],
)
def test_a_corpus_without_an_article_leaves_the_earlier_index(corpus, index, spoil, said):
    before = answers(index)
    spoil(corpus)
    with pytest.raises(CorpusError, match=said) as caught:
        build(corpus, index)
    assert "\n" not in str(caught.value)
    assert generations(index) == ["000001"]
    assert answers(index) == before


@pytest.mark.parametrize("spoil", [emptied, unreadable])
def test_a_corpus_without_an_article_says_that_the_earlier_index_serves(corpus, index, spoil):
    spoil(corpus)
    with pytest.raises(
        CorpusError, match=r"; the earlier index still serves: delete .*index if it"
    ):
        build(corpus, index)
    shutil.rmtree(index)
    with pytest.raises(CorpusError) as caught:
        build(corpus, index)
    assert "earlier" not in str(caught.value)


@pytest.mark.parametrize("spoil", [emptied, unreadable])
def test_where_no_article_may_be_left_no_index_stays_in_force(corpus, index, encoder, spoil):
    spoil(corpus)
    report = build(corpus, index, encoder, allow_empty=True)

    assert (report.generation, report.articles, report.removed) == ("", 0, 10)
    with pytest.raises(IndexMissingError):
        Library(index, encoder=encoder).open()
    assert build(corpus, index, encoder, allow_empty=True).removed == 0
    write_corpus(corpus)
    assert build(corpus, index).new == 10
    assert generations(index) == ["000001", "000002"]


def test_no_corpus_folder_is_an_error_even_where_no_article_may_be_left(corpus, index):
    before = answers(index)
    gone(corpus)
    with pytest.raises(CorpusError, match="does not exist"):
        build(corpus, index, allow_empty=True)
    assert answers(index) == before


def test_what_a_build_would_refuse_can_be_asked_before(corpus, index, tmp_path):
    check_corpus(corpus, index)
    check_corpus(corpus, tmp_path / "none")
    emptied(corpus)
    with pytest.raises(CorpusError, match=r"no articles in .*; the earlier index still serves"):
        check_corpus(corpus, index)
    gone(corpus)
    with pytest.raises(CorpusError, match="does not exist"):
        check_corpus(corpus, index)


def test_an_index_folder_that_is_a_file(corpus, tmp_path):
    file = tmp_path / "file"
    file.write_text("no folder")
    for build_or_check in (build, check_corpus):
        with pytest.raises(IndexFolderError, match=r"index folder .*file is a file; name another"):
            build_or_check(corpus, file)
    assert file.read_text() == "no folder"


# --- the disk ---

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


WRITERS = {
    "vectors": (np.lib.format, "open_memmap", FULL),
    "room for vectors": (os, "posix_fallocate", FULL),
    "FAISS": (
        faiss,
        "write_index",
        RuntimeError(
            "Error in void faiss::write_index(const Index*, IOWriter*, int) at index_write.cpp:499:"
            " Error: 'ret == (size)' failed: write error in x: 0 != 1 (No space left on device)"
        ),
    ),
    "tantivy": (
        keywords,
        "update_index",
        ValueError("An IO error occurred: 'No space left on device (os error 28)'"),
    ),
    "tantivy's thread": (
        keywords,
        "update_index",
        ValueError("An error occurred in a thread: 'An index writer was killed.. A worker'"),
    ),
    "catalog": (
        module,
        "take_in",
        sqlite3.OperationalError("database or disk is full"),
    ),
    "cache": (
        sqlite3,
        "connect",
        sqlite3.OperationalError("unable to open database file"),
    ),
    "manifest": (Path, "write_text", FULL),
    "sync": (in_force, "sync", OSError(errno.EIO, os.strerror(errno.EIO))),
    "folder": (Path, "mkdir", READ_ONLY),
    "rename": (Path, "rename", READ_ONLY),
    "switch": (Path, "replace", FULL),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_what_the_disk_refuses_is_one_line_and_loses_nothing(corpus, index, writer):
    before = answers(index)
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    target, name, error = WRITERS[writer]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, name, failing(error))
        with pytest.raises(StorageError) as caught:
            build(corpus, index)
    message = str(caught.value)

    assert message.startswith(f"cannot write the index in {index} (")
    remedy = "Make it writable" if error is READ_ONLY else "Make room"
    assert message.endswith(
        f"; the earlier index, if any, still serves. {remedy} or choose another folder with --index"
    )
    assert "\n" not in message
    assert "void faiss" not in message
    assert answers(index) == before
    assert not list(index.glob("generations/tmp-*"))
    assert build(corpus, index).new == 1
    assert answers(index)


@pytest.mark.parametrize(
    "error", [ValueError("shapes do not match"), RuntimeError("CUDA error"), TypeError("x")]
)
def test_a_fault_of_the_program_is_not_put_on_the_disk(corpus, index, error, monkeypatch):
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    monkeypatch.setattr(module, "write_generation", failing(error))
    with pytest.raises(type(error)):
        build(corpus, index)
    assert generations(index) == ["000001"]


def test_a_file_where_a_folder_should_be(corpus, tmp_path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "generations").write_text("keine Mappe")
    with pytest.raises(StorageError) as caught:
        build(corpus, tmp_path / "index")
    assert "\n" not in str(caught.value)


# --- changes ---


def test_an_unchanged_corpus_has_no_changes(press_corpus, press_index):
    assert changes(press_corpus, press_index) == 0


def test_changes_are_counted_by_file(corpus, index):
    build(corpus, index)
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    (corpus / "2025-01-07-wetter.md").unlink()
    path = corpus / "2024-09-30-handball.md"
    path.write_text(path.read_text().replace("31:27", "30:28"))
    os.utime(corpus / "2024-03-09-wasserwerk.md", (1, 1))
    assert changes(corpus, index) == 3
    build(corpus, index)
    assert changes(corpus, index) == 0


def test_skipped_files_are_no_changes(corpus, index):
    (corpus / "leer.md").write_bytes(b"")
    assert changes(corpus, index) == 1
    build(corpus, index)
    assert changes(corpus, index) == 0


def test_what_cannot_be_counted_is_said(corpus, index, tmp_path):
    with pytest.raises(CorpusError):
        changes(tmp_path / "nirgends", index)
    with pytest.raises(IndexMissingError):
        changes(corpus, tmp_path / "nirgends")
    (current_generation(index) / "catalog.sqlite").write_bytes(b"unsinn" * 999)
    with pytest.raises(IndexDamagedError):
        changes(corpus, index)


@pytest.mark.parametrize(("mask", "others"), [(0o022, 0o044), (0o027, 0o040), (0o077, 0)])
def test_who_may_read_the_folder_may_read_the_index(tmp_path, mask, others):
    """Tantivy makes some of its files for their owner alone, whatever the mask."""
    corpus, before = write_corpus(tmp_path / "corpus"), os.umask(mask)
    try:
        build(corpus, tmp_path / "index")
        (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n")
        build(corpus, tmp_path / "index")
    finally:
        os.umask(before)
    files = [path for path in current_generation(tmp_path / "index").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o044 for path in files} == {others}


def test_what_a_killed_add_left_in_the_corpus_is_removed(corpus, index):
    """Killed after the article had its name: whoever adds it again is told that it is there."""
    left, under_way = corpus / ".wortlaut-0a.tmp", corpus / ".wortlaut-0b.tmp"
    for path in (left, under_way):
        path.write_bytes(b"halb")
    os.utime(left, (0, 0))
    build_index(corpus, index, TinyEncoder(), model="tiny")
    assert not left.exists()
    assert under_way.exists()
