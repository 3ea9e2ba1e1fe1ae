"""What a proposal knows of the corpus: from the index where a file is as indexed, else from it."""

import os
import random

import pytest

from retrieval.corpus import folder
from retrieval.corpus.readers import raw
from retrieval.errors import CorpusError
from retrieval.index.catalog.read import Catalog
from retrieval.index.in_force import current_generation
from retrieval.library import Library
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")

WORDS = [f"wort{number}" for number in range(3000)]


def prose(seed):
    return " ".join(random.Random(seed).choices(WORDS, k=120)).capitalize() + "."  # noqa: S311


def put(corpus, name, seed):
    (corpus / name).write_text(f"---\ntitle: Titel {seed}\nlanguage: de\n---\n\n{prose(seed)}\n")


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus"
    path.mkdir()
    for number in range(30):
        put(path, f"a{number:02}.md", number)
    return path


@pytest.fixture
def library(corpus, tmp_path):
    return Library(tmp_path / "index", corpus_dir=corpus, encoder=TinyEncoder())


@pytest.fixture
def indexed(library):
    library.build()
    return library


@pytest.fixture
def reads(monkeypatch):
    """The files of the corpus folder that are opened from now on."""
    opened = []

    def read_raw(path):
        opened.append(path.name)
        return raw.read_raw(path)

    monkeypatch.setattr(folder, "read_raw", read_raw)
    return opened


@pytest.fixture
def repeated(tmp_path):
    """Which article a new file with the text of some seed repeats."""

    def ask(library, seed):
        source = tmp_path / "neu.txt"
        source.write_text(f"Neue Überschrift\n\n{prose(seed)}\n")
        duplicate = library.corpus.propose(source).duplicate
        return duplicate and duplicate.id

    return ask


def damaged(index_dir):
    catalog = current_generation(index_dir) / "catalog.sqlite"
    content = bytearray(catalog.read_bytes())
    content[4096 : len(content) // 2] = os.urandom(len(content) // 2 - 4096)
    catalog.write_bytes(content)


def test_no_other_article_is_read(indexed, repeated, reads):
    assert repeated(indexed, 17) == "a17"
    assert repeated(indexed, 99) is None
    assert reads == []


def test_nor_its_text_in_the_index(indexed, repeated, monkeypatch):
    looked_at = []
    articles = Catalog._articles

    def spied(catalog, numbers):
        looked_at.extend(numbers)
        return articles(catalog, numbers)

    monkeypatch.setattr(Catalog, "_articles", spied)
    assert repeated(indexed, 99) is None
    assert looked_at == []
    assert repeated(indexed, 17) == "a17"
    assert looked_at == [17]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("url: https://t.example/a\ntitle: Anders", "same_address"),
        ("title: „TITEL“ b!\ndate: 2025-01-18", "same_headline"),
        ("title: Titel b\ndate: 2025-01-19", None),
        ("url: https://t.example/\ntitle: Anders", None),
    ],
)
def test_address_and_headline_are_known_from_the_index(
    library, corpus, tmp_path, reads, head, kind
):
    known = "title: Titel b\ndate: 2025-01-18\nurl: https://t.example/a\nlanguage: de"
    (corpus / "b.md").write_text(f"---\n{known}\n---\n\n{prose(98)}\n")
    library.build()
    reads.clear()
    source = tmp_path / "neu.md"
    source.write_text(f"---\n{head}\n---\n\n{prose(99)}\n")
    duplicate = library.corpus.propose(source).duplicate

    assert (duplicate and (duplicate.id, duplicate.kind)) == (kind and ("b", kind))
    assert reads == []


def test_nor_by_a_library_that_is_being_asked(indexed, repeated, reads):
    with indexed:
        assert repeated(indexed, 17) == "a17"
    assert reads == []


def test_a_file_that_is_not_indexed_yet_is_read_once(indexed, corpus, repeated, reads):
    put(corpus, "b.md", 99)
    assert [repeated(indexed, seed) for seed in (99, 17, 98)] == ["b", "a17", None]
    assert reads == ["b.md"]


def test_several_files_added_in_a_row_are_known(indexed, tmp_path, repeated, reads):
    for seed in (97, 98, 99):
        source = tmp_path / f"quelle-{seed}.txt"
        source.write_text(f"Überschrift {seed}\n\n{prose(seed)}\n")
        indexed.corpus.add(indexed.corpus.propose(source))
    assert [repeated(indexed, seed) for seed in (97, 98, 99)] == [
        "ueberschrift-97",
        "ueberschrift-98",
        "ueberschrift-99",
    ]
    assert len(reads) == 3


def test_a_file_that_is_gone_is_no_longer_repeated(indexed, corpus, repeated, reads):
    (corpus / "a17.md").unlink()
    assert repeated(indexed, 17) is None
    assert reads == []


def test_a_changed_file_is_known_by_its_new_text(indexed, corpus, repeated, reads):
    put(corpus, "a17.md", 99)
    os.utime(corpus / "a17.md", ns=(1, 1))
    assert [repeated(indexed, seed) for seed in (17, 99)] == [None, "a17"]
    assert reads == ["a17.md"]
    put(corpus, "a17.md", 98)
    assert [repeated(indexed, seed) for seed in (99, 98)] == [None, "a17"]


def test_what_comes_into_force_between_two_proposals_is_used(indexed, corpus, repeated, reads):
    put(corpus, "b.md", 99)
    assert repeated(indexed, 99) == "b"
    (corpus / "a17.md").unlink()
    indexed.build()
    reads.clear()
    assert [repeated(indexed, seed) for seed in (99, 17, 16)] == ["b", None, "a16"]
    assert reads == []


def test_without_an_index_the_folder_is_read_once(library, repeated, reads):
    assert [repeated(library, seed) for seed in (17, 99)] == ["a17", None]
    assert len(reads) == 30


@pytest.mark.parametrize("how", ["cut", "overwritten", "no manifest"])
def test_with_a_damaged_index_the_folder_is_read(indexed, tmp_path, repeated, how):
    generation = current_generation(tmp_path / "index")
    catalog = generation / "catalog.sqlite"
    if how == "cut":
        os.truncate(catalog, 5_000)
    elif how == "overwritten":
        damaged(tmp_path / "index")
    else:
        (generation / "manifest.json").write_text("{}")
    assert [repeated(indexed, seed) for seed in (3, 17, 29, 99)] == ["a03", "a17", "a29", None]


def test_a_file_that_is_no_article_is_passed_over(indexed, corpus, repeated, reads):
    (corpus / "kaputt.md").write_text("---\n")
    assert [repeated(indexed, seed) for seed in (99, 17, 99)] == [None, "a17", None]
    assert reads == ["kaputt.md"]


def test_a_missing_corpus_folder_is_said(tmp_path, repeated):
    with pytest.raises(CorpusError):
        repeated(Library(tmp_path / "index", corpus_dir=tmp_path / "nix"), 1)


def test_the_address_of_an_indexed_article_is_found_without_reading_one(
    corpus, library, reads, tmp_path
):
    page = (
        f"---\ntitle: Titel\nurl: https://www.x.example/stadt/eins/?utm_source=a\n---\n{prose(1)}"
    )
    (corpus / "seite.md").write_text(page)
    library.build()
    reads.clear()
    source = tmp_path / "neu.txt"
    source.write_text(f"Anders\n\n{prose(900)}\n")
    given = library.corpus.given(url="http://x.example/stadt/eins")
    proposal = library.corpus.propose(source, given)
    assert (proposal.updates, proposal.article.id) == ("seite", "seite")
    assert reads == []
    other = library.corpus.given(url="http://x.example/stadt/eins-und-zwei")
    assert library.corpus.propose(source, other).updates is None
