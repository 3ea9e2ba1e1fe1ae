import datetime as dt
import errno
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Article
from retrieval.corpus.additions import propose, write
from retrieval.corpus.cleaning import clean
from retrieval.corpus.history.places import HIDDEN
from retrieval.corpus.keeping import remove
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.frontmatter import join_front_matter
from retrieval.corpus.readers.mojibake import mend
from retrieval.errors import ArticleError, CorpusError, StorageError
from tests.retrieval.corpus.reading import read_article

FIRST = (
    "Die Hafenstadt bekommt nach langem Streit eine neue Brücke, und im Frühjahr sollen die "
    "Arbeiten beginnen, wie der Senat am Montag mitteilte."
)
RAW = f"""Uncategorized
21. Dezember, 2024
Politik

Brücke: „Größer“ als geplant?
Brücke: „Größer“ als geplant?
-
CNN
Von Anna Beispiel

{FIRST}

Referenz 1
www.beispiel.example
"""
FINISHED = f"---\ntitle: Fertig\ndate: 2024-10-11\nrating: 5\n---\n\nAnzeige\n\n{FIRST}\n"


def removed(article, corpus):
    return remove(article, corpus)[0]


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def source(tmp_path):
    def put(content, name="roh.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != HIDDEN)


def test_a_raw_text_becomes_a_clean_article(corpus, source):
    proposal = propose(source(RAW), corpus)
    assert proposal.article == Article(
        id="2024-12-21-bruecke-groesser-als-geplant",
        title="Brücke: „Größer“ als geplant?",
        text=FIRST,
        path="2024-12-21-bruecke-groesser-als-geplant.md",
        date=dt.date(2024, 12, 21),
        publisher="CNN",
        authors=("Anna Beispiel",),
        section="Politik",
        language="de",
        sources=("www.beispiel.example",),
    )
    assert proposal.dropped == clean(RAW).dropped
    assert proposal.duplicate is None


def test_the_file_reads_well(corpus, source):
    assert (
        propose(source(RAW), corpus).content
        == f"""---
title: 'Brücke: „Größer“ als geplant?'
date: 2024-12-21
publisher: CNN
authors:
- Anna Beispiel
section: Politik
language: de
sources:
- www.beispiel.example
---

{FIRST}
"""
    )


def test_proposing_writes_nothing(corpus, source):
    propose(source(RAW), corpus)
    assert files(corpus) == []


def test_what_is_written_is_what_was_proposed(corpus, source):
    proposal = propose(source(RAW), corpus)
    path = write(proposal)
    assert path == corpus / "2024-12-21-bruecke-groesser-als-geplant.md"
    assert path.read_text(encoding="utf-8") == proposal.content
    assert read_article(path, corpus) == proposal.article


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_other_encodings_and_line_ends_make_the_same_article(corpus, source, encoding, line_end):
    other = source(RAW.replace("\n", line_end).encode(encoding), "anders.txt")
    assert propose(other, corpus).content == propose(source(RAW), corpus).content


def test_a_finished_article_is_kept_as_it_is(corpus, source):
    raw = b"\xef\xbb\xbf" + FINISHED.replace("\n", "\r\n").encode()
    proposal = propose(source(raw, "fertig.md"), corpus)
    assert proposal.content == FINISHED
    assert proposal.dropped == ()
    assert proposal.article.id == "2024-10-11-fertig"
    assert "Anzeige" in proposal.article.text


def test_markdown_without_front_matter_is_raw(corpus, source):
    proposal = propose(source(f"# Brücke\n\n{FIRST}", "roh.md"), corpus)
    assert (proposal.article.title, proposal.article.text) == ("Brücke", FIRST)
    assert [line.reason for line in proposal.dropped] == ["title"]


@pytest.mark.parametrize("name", ["Mein Text.text", "Mein Text", "Mein Text.TXT"])
def test_without_a_headline_the_file_gives_the_name(corpus, source, name):
    article = propose(source(f"{FIRST}\n\n{FIRST[:80]}", name), corpus).article
    assert (article.title, article.id) == ("Mein Text", "mein-text")


def test_a_headline_without_latin_letters_leaves_the_name_to_the_file(corpus, source):
    article = propose(source(f"Путин\n\n{FIRST}", "datei.txt"), corpus).article
    assert (article.title, article.id) == ("Путин", "datei")
    assert propose(source(f"Путин\n\n{FIRST}", "Путин.txt"), corpus).article.id == "artikel"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        ("", "leer.txt", "is empty: it holds no text, or none beside its headline"),
        ("Nur ein Titel", "titel.txt", "is empty: it holds no text"),
        ("Uncategorized\n\n-", "rauschen.txt", "is empty: it holds no text"),
        (b"\0\1", "binaer.txt", "is binary (it holds NUL bytes), not text"),
        ("<html></html>", "seite.html", "is a page without an article on it"),
        (b"%PDF-1.7", "bericht.pdf", "is a damaged PDF; open it"),
        ("---\ntitle: x\n---\n", "ohne.md", "is empty: there is no text under its front matter"),
    ],
)
def test_what_is_no_article_is_refused_with_file_and_reason(corpus, source, content, name, reason):
    path = source(content, name)
    with pytest.raises(ArticleError) as refused:
        propose(path, corpus)
    assert str(refused.value).startswith(f"{path}: ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("address", ["https://beispiel.example/a", Path("http://x.example/a")])
def test_an_address_is_refused_with_the_remedy(corpus, address):
    with pytest.raises(ArticleError, match="is an address; save the page as text and add that fi"):
        propose(address, corpus)


def test_a_missing_file_is_refused(corpus, tmp_path):
    with pytest.raises(ArticleError, match=r"nix\.txt: is not there \(any more\)"):
        propose(tmp_path / "nix.txt", corpus)


def test_a_file_of_the_corpus_is_refused(corpus, tmp_path):
    (corpus / "a.md").write_text(FINISHED)
    (tmp_path / "link.md").symlink_to(corpus / "a.md")
    for path in (corpus / "a.md", tmp_path / "link.md"):
        with pytest.raises(ArticleError, match="lies in the corpus folder already"):
            propose(path, corpus)


def test_a_missing_corpus_folder_is_said(source, tmp_path):
    with pytest.raises(CorpusError, match="nix does not exist; create it"):
        propose(source(RAW), tmp_path / "nix")


def test_the_same_article_twice_is_noticed(corpus, source):
    write(propose(source(RAW), corpus))
    again = propose(source(RAW.replace("\n", "\r\n"), "kopie.txt"), corpus)
    assert (again.duplicate.id, again.duplicate.kind) == (
        "2024-12-21-bruecke-groesser-als-geplant",
        "same_text",
    )
    with pytest.raises(ArticleError, match=r"kopie\.txt: is in the corpus already, as 2024-12-21"):
        write(again)
    assert len(files(corpus)) == 1


def test_what_is_known_of_the_corpus_can_be_given(corpus, source):
    first = propose(source(RAW), corpus, lambda _: [])
    again = propose(source(RAW, "kopie.txt"), corpus, lambda _: [first.article])
    assert again.duplicate.id == first.article.id


def test_a_duplicate_is_written_beside_the_first_if_wanted(corpus, source):
    write(propose(source(RAW), corpus))
    path = write(propose(source(RAW), corpus), allow_duplicate=True)
    assert path.name == "2024-12-21-bruecke-groesser-als-geplant-2.md"
    assert len(files(corpus)) == 2


def test_an_id_is_never_taken_twice(corpus, source):
    (corpus / "fertig.txt").write_text("Ganz etwas anderes\n\nEin Text.")
    (corpus / "fertig-2.md").write_text("")
    text = f"---\ntitle: Fertig\n---\n{FIRST}"
    proposal = propose(source(text, "x.md"), corpus)
    assert proposal.article.id == "fertig-3"
    assert write(proposal).name == "fertig-3.md"


def test_a_name_taken_since_the_proposal_is_not_overwritten(corpus, source):
    proposal = propose(source(RAW), corpus)
    (corpus / proposal.article.path).write_text("schneller")
    assert write(proposal).name == "2024-12-21-bruecke-groesser-als-geplant-2.md"
    assert (corpus / proposal.article.path).read_text() == "schneller"


def test_nothing_is_written_outside_the_corpus_folder(corpus, source, tmp_path):
    text = f"---\ntitle: ../../draussen/x\n---\n{FIRST}"
    assert write(propose(source(text, "x.md"), corpus)) == corpus / "draussen-x.md"


def test_a_full_disk_is_said_in_one_line(corpus, source, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    proposal = propose(source(RAW), corpus)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match=r"corpus: the disk is full; free some space$"):
        write(proposal)
    assert files(corpus) == []


@pytest.mark.parametrize(
    "name",
    ["{id}", "{id}.md", "corpus/{id}.md", "{corpus}/{id}.md"],
    ids=["id", "file", "rel", "abs"],
)
def test_an_article_is_removed_by_id_or_path(corpus, source, name):
    path = write(propose(source(RAW), corpus))
    write(propose(source(FINISHED, "x.md"), corpus), allow_duplicate=True)
    assert removed(name.format(id=path.stem, corpus=corpus), corpus) == path
    assert files(corpus) == ["2024-10-11-fertig.md"]


def test_an_unreadable_file_can_be_removed(corpus):
    (corpus / "leer.md").write_text("")
    assert removed("leer", corpus) == corpus / "leer.md"


def test_an_unknown_article_is_said_with_those_of_like_name(corpus):
    for name in ("2025-01-18-vertrag.md", "2024-10-11-treffen.md"):
        (corpus / name).write_text(FINISHED)
    with pytest.raises(ArticleError, match=r"no article vertrag in .*; did you mean 2025-01-18-v"):
        removed("vertrag", corpus)
    with pytest.raises(ArticleError, match=r"; did you mean 2024-10-11-treffen\?"):
        removed("2024-10-11-trefen", corpus)
    with pytest.raises(ArticleError, match=r"no article \.\./roh\.txt in [^;]*$"):
        removed("../roh.txt", corpus)
    assert len(files(corpus)) == 2


def test_removing_a_link_leaves_what_it_leads_to(corpus, tmp_path):
    (tmp_path / "draussen.md").write_text(FINISHED)
    (corpus / "link.md").symlink_to(tmp_path / "draussen.md")
    removed("link", corpus)
    assert files(corpus) == []
    assert (tmp_path / "draussen.md").exists()


def test_a_file_that_may_not_be_removed(corpus, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    (corpus / "a.md").write_text(FINISHED)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StorageError, match=r"a\.md: permission denied; check who owns"):
        removed("a", corpus)


# But for what looks like a wrong decoding; see test_mojibake.py.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="ÃÂÅÐÑâĂĹ√├┬ÔГВ\ufffd")
TEXTS = st.text(CHARACTERS, max_size=60).map(
    lambda text: " ".join(normalise(text).split("\n")).strip()
)
TRICKY = st.one_of(
    st.sampled_from("~-#'\":?|><=%@&*!`[]{},\\"),
    st.sampled_from(["ja", "Nein", "null", "2024", "1e3", "0x1F", "12:30", "2024-01-01", "<<"]),
    st.sampled_from(["---", "...", "a: b", "a #b", "- a", "# a", "[a]", "{a: b}", "*a", "&a"]),
)
LINES = st.one_of(TEXTS, TRICKY)


@given(
    title=LINES.filter(bool),
    publisher=LINES,
    section=LINES,
    authors=st.lists(LINES.filter(bool), max_size=3),
    sources=st.lists(LINES.filter(bool), max_size=3),
    date=st.none() | st.dates(dt.date(1600, 1, 1), dt.date(2099, 12, 31)),
    body=st.lists(LINES).map(lambda lines: normalise("\n".join(lines)).strip("\n")),
)
def test_what_a_front_matter_says_is_read_back(
    title, publisher, section, authors, sources, date, body
):
    values = {
        "title": title,
        "date": date,
        "publisher": publisher,
        "section": section,
        "authors": authors,
        "sources": sources,
        "language": "de",
    }
    content = join_front_matter(values, f"Text {body}".strip())
    assert parse_article(content.encode(), "a.md") == Article(
        id="a",
        title=title,
        text=f"Text {body}".strip(),
        path="a.md",
        date=date,
        publisher=publisher or None,
        section=section or None,
        authors=tuple(authors),
        sources=tuple(sources),
    )


@given(st.lists(LINES, max_size=12))
def test_adding_keeps_what_cleaning_keeps(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("add")
    corpus = folder / "corpus"
    corpus.mkdir()
    raw = folder / "roh.txt"
    raw.write_bytes("\n".join(["Ein Titel über allem", FIRST, *lines]).encode())
    cleaned = clean(mend(raw.read_bytes().decode()).text)
    proposal = propose(raw, corpus)
    article = read_article(write(proposal), corpus)
    assert replace(article, problems=()) == replace(proposal.article, problems=())
    assert (article.title, article.text, article.sources) == (
        cleaned.title,
        cleaned.text,
        cleaned.sources,
    )


def test_the_same_article_proposed_several_times_at_once_is_one(corpus, source):
    proposals = [propose(source(RAW, f"{name}.txt"), corpus) for name in "abcd"]
    written, refused = [], []
    start = threading.Barrier(len(proposals))

    def add(proposal):
        start.wait()
        try:
            written.append(write(proposal))
        except ArticleError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=add, args=(proposal,)) for proposal in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == 1
    assert len(refused) == 3
    assert all("is in the corpus already" in reason for reason in refused)
    assert write(proposals[0], allow_duplicate=True) != written[0]


def test_another_article_of_the_same_headline_is_one_of_its_own(corpus, source):
    one = propose(source("Überschrift\n\nEin Satz steht hier.", "a.txt"), corpus)
    other = propose(source("Überschrift\n\nAnderes steht da.", "b.txt"), corpus)
    assert [write(one).name, write(other).name] == ["ueberschrift.md", "ueberschrift-2.md"]
