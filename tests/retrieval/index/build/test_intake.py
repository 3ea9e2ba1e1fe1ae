"""Which files are copied, read, skipped and counted as what."""

import hashlib
import os

import pytest

from retrieval.corpus import folder as corpus_module
from retrieval.errors import CorpusError
from retrieval.index.build import intake as intake_module
from retrieval.index.build.intake import take_in
from retrieval.index.catalog.read import Catalog
from retrieval.index.generation import Generation
from tests.retrieval.press import ARTICLES


@pytest.fixture
def previous(press_index):
    generation = Generation.to_build_upon(press_index)
    yield generation
    generation.close()


@pytest.fixture
def seen():
    return []


@pytest.fixture
def take(corpus, tmp_path, seen):
    def call(previous=None):
        path = tmp_path / "catalog.sqlite"
        path.unlink(missing_ok=True)
        return take_in(corpus, path, previous, lambda *told: seen.append(told))

    return call


def counts(intake):
    return intake.new, intake.changed, intake.removed, len(intake.skipped)


def test_a_first_build_reads_everything(take, seen):
    intake = take()
    assert counts(intake) == (len(ARTICLES), 0, 0, 0)
    assert intake.fresh == tuple(range(len(ARTICLES)))
    assert intake.runs == ()
    assert seen == [("read", n, len(ARTICLES)) for n in range(1, len(ARTICLES) + 1)]


def test_an_unchanged_corpus_is_copied_in_one_run(take, previous):
    intake = take(previous)
    assert counts(intake) == (0, 0, 0, 0)
    assert intake.fresh == ()
    [run] = intake.runs
    assert (run.passages, run.sentences) == (intake.passages, intake.sentences)


def test_new_changed_and_removed_are_told_apart(take, corpus, previous):
    (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n")
    (corpus / "2024-09-30-handball.md").write_text("# Handball\n\nAnders.\n")
    (corpus / "2025-01-07-wetter.md").unlink()
    intake = take(previous)

    assert counts(intake) == (1, 1, 1, 0)
    assert intake.articles == len(ARTICLES)
    assert len(intake.fresh) == 2


def test_the_bytes_decide_not_the_times(take, corpus, previous):
    touched, edited = corpus / "2024-09-30-handball.md", corpus / "2025-01-07-wetter.md"
    os.utime(touched, (0, 0))
    recorded = previous.sources[edited.name].mtime_ns
    edited.write_bytes(edited.read_bytes().replace(b"128", b"129"))
    os.utime(edited, ns=(recorded, recorded))

    assert counts(take(previous)) == (0, 1, 0, 0)


def test_a_renamed_file_is_a_new_article_and_a_removed_one(take, corpus, previous):
    (corpus / "2024-09-30-handball.md").rename(corpus / "handball.md")
    assert counts(take(previous)) == (1, 0, 1, 0)


def test_bad_files_are_skipped_by_name_in_order_and_the_rest_goes_on(take, corpus):
    (corpus / "z-leer.md").write_bytes(b"")
    (corpus / "a-binaer.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    (corpus / "kaputt.md").write_text("---\ntitle: x\n---\n")
    (corpus / "bericht.pdf").write_bytes(b"%PDF-1.7")
    intake = take()

    assert [entry.path for entry in intake.skipped] == [
        "a-binaer.md",
        "bericht.pdf",
        "kaputt.md",
        "z-leer.md",
    ]
    assert all("\n" not in str(entry.problem) for entry in intake.skipped)
    assert intake.articles == len(ARTICLES)


def test_a_file_that_can_no_longer_be_read_is_skipped_and_removed(take, corpus, previous):
    (corpus / "2024-09-30-handball.md").write_bytes(b"")
    intake = take(previous)
    assert counts(intake) == (0, 0, 1, 1)
    assert intake.articles == len(ARTICLES) - 1


def test_a_file_that_vanishes_while_being_read_is_skipped(take, monkeypatch):
    read_raw = corpus_module.read_raw

    def vanishing(path):
        if path.name == "2024-09-30-handball.md":
            path.unlink()
        return read_raw(path)

    monkeypatch.setattr(corpus_module, "read_raw", vanishing)
    intake = take()
    assert [(s.path, str(s.problem)) for s in intake.skipped] == [
        ("2024-09-30-handball.md", "is not there (any more)")
    ]
    assert intake.articles == len(ARTICLES) - 1


def test_a_file_that_vanishes_while_it_is_compared_is_skipped(take, previous, monkeypatch):
    read_file = intake_module.read_file

    def vanishing(corpus_dir, file):
        if file.path == "2024-09-30-handball.md":
            (corpus_dir / file.path).unlink()
        return read_file(corpus_dir, file)

    monkeypatch.setattr(intake_module, "read_file", vanishing)
    intake = take(previous)
    assert counts(intake) == (0, 0, 1, 1)


def test_a_file_that_is_changed_while_being_read_is_noticed_at_the_next_build(
    take, corpus, tmp_path, previous, monkeypatch
):
    path = corpus / "2024-09-30-handball.md"
    list_files = intake_module.list_files

    def stale(folder):
        files = list_files(folder)
        path.write_text("# Handball\n\nWährenddessen geändert.\n", encoding="utf-8")
        return files

    monkeypatch.setattr(intake_module, "list_files", stale)
    assert counts(take(previous)) == (0, 1, 0, 0)
    catalog = Catalog(tmp_path / "catalog.sqlite")
    stored = catalog.article("2024-09-30-handball").text
    hashed = catalog.sources()[path.name].sha256
    catalog.close()
    assert stored == "Währenddessen geändert."
    assert hashed == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_second_of_two_files_with_one_id_takes_over_when_the_first_goes(take, corpus, previous):
    (corpus / "2025-01-07-wetter.txt").write_text("Wetter\n\nAus der zweiten Datei.\n")
    intake = take(previous)
    assert counts(intake) == (0, 0, 0, 1)
    (corpus / "2025-01-07-wetter.md").unlink()
    intake = take(previous)
    assert counts(intake) == (1, 0, 1, 0)
    assert intake.articles == len(ARTICLES)


def test_no_corpus_folder(take, corpus, tmp_path):
    corpus.rename(tmp_path / "anderswo")
    with pytest.raises(CorpusError, match="does not exist"):
        take()


def test_names_that_sort_differently_with_and_without_their_suffix(take, corpus, tmp_path):
    for name in ("a.md", "a-b.md", "a b.md", "a/x.md", "a.b.md", "ä.md", "Z.md"):
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_text(f"# T\n\nText von {name}.\n")
    first = take()
    assert counts(first)[0] == len(ARTICLES) + 7
    catalog = Catalog(tmp_path / "catalog.sqlite")
    ids = [article.id for _, article in catalog.iterate()]
    catalog.close()
    assert ids == sorted(ids)
    assert ids != sorted(ids, key=lambda name: f"{name}.md")
