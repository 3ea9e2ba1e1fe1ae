import hashlib
import os
from contextlib import nullcontext

import pytest

from retrieval.corpus.folder import (
    CorpusFile,
    LoadedFile,
    list_files,
    load_file,
    scan_corpus,
)
from retrieval.corpus.readers.formats import SUFFIXES
from retrieval.errors import CorpusError, Problem
from retrieval.reports import SkippedFile

ARTICLE = "---\ntitle: Titel\nlanguage: de\n---\n\nEin Satz über Öl.\n"


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def put(corpus, *paths, content=ARTICLE):
    for path in paths:
        (corpus / path).parent.mkdir(parents=True, exist_ok=True)
        (corpus / path).write_text(content, encoding="utf-8")


def ids(corpus):
    return [file.article.id for file in scan_corpus(corpus)[0]]


def reasons(corpus):
    return {file.path: str(file.problem) for file in scan_corpus(corpus)[1]}


def test_files_come_sorted_by_path_whatever_the_folder_says(corpus, monkeypatch):
    put(corpus, "b.md", "a/z.txt", "a.md", "Ä.md", "B.markdown", "a-b.md")
    real = os.scandir

    def backwards(folder):
        with real(folder) as entries:
            return nullcontext(sorted(entries, key=lambda entry: entry.name, reverse=True))

    expected = ["B.markdown", "a-b.md", "a.md", "a/z.txt", "b.md", "Ä.md"]
    assert [file.path for file in list_files(corpus)] == expected
    monkeypatch.setattr(os, "scandir", backwards)
    assert [file.path for file in list_files(corpus)] == expected


def test_a_file_is_listed_with_its_size_its_times_and_its_inode(corpus):
    put(corpus, "a.md")
    os.utime(corpus / "a.md", ns=(5, 7_000_000_001))
    found = (corpus / "a.md").stat()
    assert list_files(corpus) == [
        CorpusFile(
            "a.md",
            len(ARTICLE.encode()),
            7_000_000_001,
            ctime_ns=found.st_ctime_ns,
            inode=found.st_ino,
        )
    ]


def test_what_is_no_article_by_name_is_passed_over(corpus):
    put(corpus, ".versteckt.md", ".git/x.md", "bild.jpg", "daten.xml", "README.md", "README.de.txt")
    put(
        corpus,
        "unter/README.md",
        "a.md~",
        "leise",
        "~$lock.md",
        ".~lock.a.odt#",
        "#a.md#",
        ".#a.md",
    )
    assert [file.path for file in list_files(corpus)] == ["unter/README.md"]
    assert reasons(corpus) == {}


def test_an_article_is_loaded_with_the_hash_of_its_bytes(corpus):
    put(corpus, "unter/a.md")
    (file,) = list_files(corpus)
    loaded = load_file(corpus, file)
    assert isinstance(loaded, LoadedFile)
    assert loaded.file is file
    assert loaded.sha256 == hashlib.sha256(ARTICLE.encode()).hexdigest()
    assert (loaded.article.id, loaded.article.text) == ("unter/a", "Ein Satz über Öl.")


def test_bad_files_are_skipped_by_name_and_the_rest_is_read(corpus, tmp_path):
    put(corpus, "gut.md", "zuletzt.txt", content="Titel\n\nEin Satz.")
    put(corpus, "leer.md", content="")
    put(corpus, "offen.md", content="---\ntitle: x\n")
    (corpus / "binaer.txt").write_bytes(b"\0\1\2")
    (corpus / "bericht.pdf").write_bytes(b"%PDF-1.7")
    (corpus / "seite.rtf").write_text("{\\rtf1 Text}")
    os.mkfifo(corpus / "rohr.md")
    with (corpus / "riesig.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert ids(corpus) == ["gut", "zuletzt"]
    assert reasons(corpus) == {
        "bericht.pdf": "is a damaged PDF; open it, save it anew and try again",
        "binaer.txt": "is binary (it holds NUL bytes), not text",
        "leer.md": "is empty: there is no text",
        "offen.md": "is empty: there is no text under its front matter",
        "riesig.txt": "is 50.0 MB; an article has at most 20 MB, split it into its articles",
        "rohr.md": "is a named pipe, not a file",
        "seite.rtf": f"is a .rtf file; Wortlaut reads {', '.join(SUFFIXES)}",
    }


def test_a_file_that_vanishes_is_skipped(corpus):
    put(corpus, "a.md", "b.md")
    first, second = list_files(corpus)
    (corpus / "a.md").unlink()
    assert load_file(corpus, first) == SkippedFile("a.md", Problem("file.gone"))
    assert isinstance(load_file(corpus, second), LoadedFile)


def test_of_two_files_with_one_id_the_second_is_skipped(corpus):
    put(corpus, "a.md", "a.txt", "a.markdown", "b.TXT", "\u00fc.txt", "u\u0308.md")
    loaded, _ = scan_corpus(corpus)
    assert [file.file.path for file in loaded] == ["a.md", "b.TXT", "u\u0308.md"]
    assert reasons(corpus) == {
        "a.markdown": "has the same id as a.md; rename one of the two",
        "a.txt": "has the same id as a.md; rename one of the two",
        "\u00fc.txt": "has the same id as u\u0308.md; rename one of the two",
    }


def test_links_are_followed_inside_the_corpus_only(corpus, tmp_path):
    put(corpus, "a.md")
    put(tmp_path, "draussen/geheim.md")
    (corpus / "innen.md").symlink_to(corpus / "a.md")
    (corpus / "aussen.md").symlink_to(tmp_path / "draussen/geheim.md")
    (corpus / "tot.md").symlink_to("nirgends.md")
    (corpus / "kreis.md").symlink_to("kreis.md")
    (corpus / "ordner").symlink_to(tmp_path / "draussen")
    assert ids(corpus) == ["a", "innen"]
    assert reasons(corpus) == {
        "aussen.md": "is a link that leads out of the corpus folder",
        "kreis.md": "could not be read (Too many levels of symbolic links)",
        "ordner": "is a link to a folder, which is not followed",
        "tot.md": "is not there (any more)",
    }


def test_the_corpus_folder_itself_may_be_a_link(corpus, tmp_path):
    put(corpus, "a.md")
    (tmp_path / "link").symlink_to(corpus)
    assert ids(tmp_path / "link") == ["a"]


def test_names_that_no_citation_could_carry_are_skipped_in_print(corpus):
    put(corpus, "zwei\nzeilen.md")
    with open(os.fsencode(corpus) + b"/\xff.md", "w") as file:  # noqa: PTH123
        file.write(ARTICLE)
    assert reasons(corpus) == {
        "\\udcff.md": "has a name with unprintable characters; rename it",
        "zwei\\nzeilen.md": "has a name with unprintable characters; rename it",
    }


def test_a_folder_that_may_not_be_opened_is_named(corpus, monkeypatch):
    put(corpus, "a.md", "zu/b.md")
    real = os.scandir

    def scandir(folder):
        if str(folder).endswith("zu"):
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    assert ids(corpus) == ["a"]
    assert reasons(corpus) == {"zu": "a folder that may not be read (permission denied)"}


def test_a_folder_named_like_an_article_is_a_folder(corpus):
    put(corpus, "ordner.md/a.md")
    assert ids(corpus) == ["ordner.md/a"]


def test_a_missing_corpus_is_said_with_the_remedy(tmp_path):
    with pytest.raises(CorpusError, match=r"corpus folder .*/nix does not exist; create it and"):
        list_files(tmp_path / "nix")


def test_a_file_is_no_corpus(tmp_path):
    (tmp_path / "datei").write_text("")
    with pytest.raises(CorpusError, match=r"corpus folder .*/datei is a file; name a folder"):
        list_files(tmp_path / "datei")


def test_a_corpus_that_may_not_be_opened_is_said(corpus, monkeypatch):
    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(
        CorpusError, match=r"corpus folder .* may not be read \(permission denied\)"
    ):
        list_files(corpus)


def test_an_empty_corpus_is_an_empty_list(corpus):
    assert list_files(corpus) == []


@pytest.mark.parametrize(
    "name", ["NBSP\u00a0Name.md", "Familie 👨\u200d👩\u200d👧.md", "ﬁ\u00ad.md"]
)
def test_a_name_may_hold_what_is_no_control_character(corpus, name):
    put(corpus, name)
    assert [file.problem for file in list_files(corpus)] == [None]


@pytest.mark.parametrize("name", ["a\nb.md", "\x1b[31m.md", "a\u202edm.md", "a\u2028.md"])
def test_a_name_that_could_mislead_a_terminal_is_refused(corpus, name):
    put(corpus, name)
    [file] = list_files(corpus)
    assert file.problem.code == "file.unprintable_name"
    assert file.path.isprintable()
