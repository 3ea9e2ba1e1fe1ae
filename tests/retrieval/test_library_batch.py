"""What a batch knows of the corpus: as much as a proposal does, looked up once for all."""

import json

import pytest

from retrieval.errors import CorpusError
from retrieval.index import corpus_snapshot
from retrieval.library import Library
from retrieval.reports import FieldsRead
from tests.fakes import TinyEncoder
from tests.retrieval.test_library_duplicates import damaged, prose, put

pytestmark = pytest.mark.usefixtures("quick_calibration")


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus"
    path.mkdir()
    for number in range(30):
        put(path, f"a{number:02}.md", number)
    return path


@pytest.fixture
def indexed(corpus, tmp_path):
    library = Library(tmp_path / "index", corpus_dir=corpus, encoder=TinyEncoder())
    library.build()
    return library


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def proposals(library, source, **options):
    with library.corpus.batch(**options) as batch:
        found = [one for one in batch.propose(source) if not isinstance(one, FieldsRead)]
        return [one.duplicate and (one.duplicate.id, one.duplicate.kind) for one in found]


def texts(inbox, *seeds):
    for seed in seeds:
        (inbox / f"{seed:03}.txt").write_text(f"Neue Überschrift\n\n{prose(seed)}\n")


def test_indexed_articles_are_known_without_reading_one(indexed, inbox, monkeypatch):
    texts(inbox, 3, 7, 99)
    monkeypatch.setattr(corpus_snapshot, "load_file", None)
    assert proposals(indexed, inbox) == [("a03", "same_text"), ("a07", "same_text"), None]


def test_the_folder_is_listed_once_for_all(indexed, inbox, monkeypatch):
    listed = []

    def list_files(folder):
        listed.append(folder)
        return corpus_snapshot_list(folder)

    corpus_snapshot_list = corpus_snapshot.list_files
    monkeypatch.setattr(corpus_snapshot, "list_files", list_files)
    monkeypatch.setattr("retrieval.corpus.additions.ids_at_top", None)
    monkeypatch.setattr("retrieval.corpus.additions.list_files", None)
    texts(inbox, *range(100, 120))
    with indexed.corpus.batch() as batch:
        for one in batch.propose(inbox):
            batch.add(one)
    assert len(listed) == 1


def test_what_is_not_indexed_yet_is_read_once(indexed, corpus, inbox, monkeypatch):
    put(corpus, "b.md", 50)
    put(corpus, "a03.md", 51)
    read = []
    load_file = corpus_snapshot.load_file
    monkeypatch.setattr(
        corpus_snapshot, "load_file", lambda *a: read.append(a[1].path) or load_file(*a)
    )
    texts(inbox, 3, 50, 51)
    assert proposals(indexed, inbox) == [None, ("b", "same_text"), ("a03", "same_text")]
    assert sorted(read) == ["a03.md", "b.md"]


def test_without_an_index_all_is_read(corpus, tmp_path, inbox):
    texts(inbox, 3, 99)
    library = Library(tmp_path / "none", corpus_dir=corpus, encoder=TinyEncoder())
    assert proposals(library, inbox) == [("a03", "same_text"), None]


def test_with_a_damaged_index_too(indexed, tmp_path, inbox):
    damaged(tmp_path / "index")
    texts(inbox, 3, 99)
    assert proposals(indexed, inbox) == [("a03", "same_text"), None]


def test_another_text_at_the_same_address_is_a_new_version(indexed, tmp_path):
    url = "https://tagblatt.example/hafen"
    rows = [{"title": "Hafen", "text": prose(seed), "url": url} for seed in (200, 201, 201)]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    added, versions = [], []
    with indexed.corpus.batch() as batch:
        for one in batch.propose(tmp_path / "a.json"):
            if not isinstance(one, FieldsRead) and (one.duplicate is None or one.updates):
                added.append(batch.add(one).name)
                versions.append(one.updates)
    assert (added, versions) == (["hafen.md", "hafen.md"], [None, "hafen"])
    assert prose(201) in (indexed.corpus.path / "hafen.md").read_text()


def test_all_that_was_done_can_be_taken_back(indexed, corpus, inbox):
    texts(inbox, 100, 101)
    before = sorted(path.name for path in corpus.iterdir())
    changes = []
    with indexed.corpus.batch() as batch:
        for one in batch.propose(inbox):
            batch.add(one, changes=changes)
    assert len(list(corpus.glob("*.md"))) == 32
    indexed.corpus.undo(changes)
    assert sorted(p.name for p in corpus.iterdir() if p.name != ".wortlaut") == before


def test_a_missing_corpus_folder_is_said(tmp_path):
    library = Library(tmp_path / "index", corpus_dir=tmp_path / "none", encoder=TinyEncoder())
    with pytest.raises(CorpusError), library.corpus.batch():
        pass
