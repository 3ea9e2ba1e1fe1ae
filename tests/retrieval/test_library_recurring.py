"""Lines that recur in a publisher's articles: found from the index, dropped, listed."""

import os
import random

import pytest

from retrieval.corpus import folder
from retrieval.corpus.cleaning.recurrence import Recurrence
from retrieval.corpus.readers import raw
from retrieval.corpus.remembered import remembered
from retrieval.index.catalog.read import Catalog
from retrieval.library import Library
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")

WORDS = [f"wort{number}" for number in range(3000)]
BOX = "Melden Sie sich für die Hafenpost an, den täglichen Brief mit allem aus dem Hafen."
REFRAIN = "Das teilte die Polizei mit."
RUBRIC = "Rund um den Hafen"


def prose(seed):
    return " ".join(random.Random(seed).choices(WORDS, k=60)).capitalize() + "."  # noqa: S311


def body(seed, *below, boxed=True):
    between = (BOX,) if boxed else ()
    return "\n\n".join((prose(seed), *between, prose(seed + 1000), REFRAIN, *below))


def put(corpus, seed, publisher, text):
    front = f"---\ntitle: Titel {seed}\npublisher: {publisher}\nlanguage: de\n---\n\n"
    (corpus / f"{publisher}-{seed:02}.md").write_text(f"{front}{text}\n")


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus"
    path.mkdir()
    for seed in range(12):
        put(path, seed, "Hafenbote", body(seed, RUBRIC, boxed=seed % 2 == 0))
    for seed in range(20, 24):
        put(path, seed, "Inselblatt", body(20, "Neues von der Insel"))
    for seed in range(30, 33):
        put(path, seed, "Deichkurier", body(seed, RUBRIC, boxed=False))
    return path


@pytest.fixture
def library(corpus, tmp_path):
    library_ = Library(tmp_path / "index", corpus_dir=corpus, encoder=TinyEncoder())
    library_.build()
    with library_:
        yield library_


def propose(library, tmp_path, text, publisher="Hafenbote", name="neu.txt", **options):
    (tmp_path / name).write_text(f"Die neue Mole ist fertig und wird eröffnet\n\n{text}\n")
    given = library.corpus.given(publisher=publisher)
    return library.corpus.propose(tmp_path / name, given, **options)


def gone(proposal):
    return [line.text for line in proposal.dropped if line.reason == "recurring"]


def test_what_recurs_is_dropped_and_named_with_where_it_stands(library, tmp_path):
    proposal = propose(library, tmp_path, body(50, RUBRIC))
    found = {d.text: d.recurrence for d in proposal.dropped if d.reason == "recurring"}
    assert found == {BOX: Recurrence("Hafenbote", 6, 12), RUBRIC: Recurrence("Hafenbote", 12, 12)}
    assert proposal.article.text == "\n\n".join((prose(50), prose(1050), REFRAIN))
    assert proposal.article.text in proposal.content
    assert "Mole" in proposal.article.title


def test_it_can_be_kept(library, tmp_path):
    proposal = propose(library, tmp_path, body(50, RUBRIC), keep=True)
    assert (gone(proposal), proposal.article.text) == ([], body(50, RUBRIC))


@pytest.mark.parametrize(
    ("publisher", "left"),
    [
        ("HAFENBOTE", []),
        ("Deichkurier", [BOX]),
        ("Inselblatt", [BOX, RUBRIC]),
        ("Neu", [BOX, RUBRIC]),
    ],
)
def test_each_publisher_has_its_own(library, tmp_path, publisher, left):
    text = propose(library, tmp_path, body(50, RUBRIC), publisher).article.text
    assert [line for line in (BOX, RUBRIC) if line in text] == left


def test_copies_of_one_article_are_evidence_of_nothing(library, tmp_path):
    assert gone(propose(library, tmp_path, body(50, "Neues von der Insel"), "Inselblatt")) == []


def test_an_article_is_no_evidence_against_itself(library, tmp_path):
    proposal = propose(library, tmp_path, body(2, RUBRIC))
    counts = {d.text: d.recurrence.articles for d in proposal.dropped if d.recurrence}
    assert counts == {BOX: 5, RUBRIC: 11}


def test_a_finished_article_keeps_every_line(library, tmp_path):
    text = f"---\ntitle: Fertig\npublisher: Hafenbote\n---\n\n{body(50, RUBRIC)}\n"
    (tmp_path / "fertig.md").write_text(text)
    proposal = library.corpus.propose(tmp_path / "fertig.md")
    assert (proposal.content, proposal.dropped) == (text, ())


def test_no_article_is_read_for_it(library, tmp_path, monkeypatch):
    opened, read = [], []

    def read_raw(path):
        opened.append(path)
        return raw.read_raw(path)

    monkeypatch.setattr(folder, "read_raw", read_raw)
    original = Catalog.articles_by_number
    monkeypatch.setattr(
        Catalog,
        "articles_by_number",
        lambda catalog, numbers: read.extend(numbers) or original(catalog, numbers),
    )
    assert gone(propose(library, tmp_path, body(50, RUBRIC))) == [BOX, RUBRIC]
    assert (opened, read) == ([], [])


def test_without_an_index_nothing_recurs(corpus, tmp_path):
    library = Library(tmp_path / "none", corpus_dir=corpus, encoder=TinyEncoder())
    assert gone(propose(library, tmp_path, body(50, RUBRIC))) == []


def test_what_recurs_is_listed_with_how_often_it_would_be_dropped(library):
    found = [(line.text, line.recurrence, line.leaves) for line in library.recurring_lines()]
    twelve = Recurrence("Hafenbote", 12, 12)
    three = Recurrence("Deichkurier", 3, 3)
    assert found == [
        (REFRAIN, three, 0),
        (RUBRIC, three, 3),
        (REFRAIN, twelve, 0),
        (RUBRIC, twelve, 12),
        (BOX, Recurrence("Hafenbote", 6, 12), 6),
    ]


def test_an_index_knows_the_same_however_it_came_to_be(library, corpus, tmp_path):
    put(corpus, 12, "Hafenbote", body(12, RUBRIC))
    (corpus / "Hafenbote-00.md").unlink()
    library.build()
    fresh = Library(tmp_path / "fresh", corpus_dir=corpus, encoder=TinyEncoder())
    fresh.build()
    with fresh:
        assert fresh.recurring_lines() == library.recurring_lines()
        assert fresh.recurring_lines()[2].recurrence == Recurrence("Hafenbote", 12, 12)


def test_a_line_that_leaves_every_article_is_still_known(library, tmp_path):
    for seed in range(50, 54):
        library.corpus.add(propose(library, tmp_path, body(seed, RUBRIC), name=f"{seed}.txt"))
    library.build()
    proposal = propose(library, tmp_path, body(60, RUBRIC))
    counts = {d.text: d.recurrence for d in proposal.dropped if d.recurrence}
    assert counts == {BOX: Recurrence("Hafenbote", 10, 16), RUBRIC: Recurrence("Hafenbote", 16, 16)}
    for path in library.corpus.path.glob("Hafenbote-*.md"):
        library.corpus.remove(path.stem)
    library.build()
    assert gone(propose(library, tmp_path, body(60, RUBRIC))) == [BOX, RUBRIC]
    listed = [
        (line.text, line.recurrence.articles, line.leaves)
        for line in library.recurring_lines()
        if line.recurrence.publisher == "Hafenbote"
    ]
    assert listed == [(REFRAIN, 4, 0), (BOX, 4, 4), (RUBRIC, 4, 4)]


def test_a_new_version_counts_a_line_once(library, tmp_path):
    first = library.corpus.add(propose(library, tmp_path, body(50, RUBRIC)))
    library.corpus.replace(propose(library, tmp_path, body(51, RUBRIC)), first.stem)
    library.corpus.replace(propose(library, tmp_path, body(52, RUBRIC)), "Hafenbote-03")
    known = {line.text: line.articles for line in remembered(library.corpus.path).values()}
    assert known == {BOX: 1, RUBRIC: 2}


@pytest.mark.parametrize("what", [b"", b"{", b"[1]", b'[{"publisher": 1}]', "folder", "pipe"])
def test_a_damaged_memory_is_none(library, tmp_path, what):
    path = library.corpus.path / ".wortlaut" / "recurring.json"
    path.parent.mkdir()
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(what)
    proposal = propose(library, tmp_path, body(50, RUBRIC))
    assert gone(proposal) == [BOX, RUBRIC]
    library.corpus.add(proposal)
    known = {line.text for line in remembered(library.corpus.path).values()}
    assert known == (set() if what == "folder" else {BOX, RUBRIC})
