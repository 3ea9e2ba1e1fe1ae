"""What a row of the table of formats brings about, wherever a format matters."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from retrieval.article import Article
from retrieval.corpus.additions import Given, compose, propose
from retrieval.corpus.folder import list_files
from retrieval.corpus.readers import formats, parse_article
from retrieval.corpus.readers.formats import FORMATS, SUFFIXES, Format
from retrieval.errors import ArticleError
from tests.retrieval.corpus.reading import read_article
from tests.retrieval.families import FAMILIES

LEAD = "Die Präsidenten trafen sich am Freitag in Aschgabat und sprachen über Handel."
READ = [format_ for format_ in FORMATS if format_.is_read]
UNREAD = [format_ for format_ in FORMATS if not format_.is_read]
SEVERAL = [format_ for format_ in FORMATS if format_.several]
ALL = ", ".join(SUFFIXES)
PAGE = next(row for row in READ if ".html" in row.suffixes)


def names(rows: list[Format]) -> list[str]:
    return [f"artikel{suffix}" for row in rows for suffix in row.suffixes]


@pytest.mark.parametrize(
    "name", names([row for row in READ if row.read or row.suffixes[0] == ".html"])
)
def test_a_format_with_a_reader_is_listed_read_and_added(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"Überschrift\n\n{LEAD}\n", encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    assert propose(tmp_path / name, tmp_path / "corpus").article.text == LEAD
    [listed] = list_files(tmp_path)
    assert (listed.path, listed.problem) == (name, None)
    assert read_article(tmp_path / name, tmp_path).text == LEAD


@pytest.mark.parametrize("name", names([row for row in UNREAD if row not in SEVERAL]))
def test_a_format_without_one_is_named_and_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LEAD, encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    [listed] = list_files(tmp_path)
    assert f"Wortlaut reads {ALL}" in str(listed.problem)
    with pytest.raises(ArticleError, match="Wortlaut reads"):
        parse_article(LEAD.encode(), name)
    with pytest.raises(ArticleError, match=f"Wortlaut takes {ALL}"):
        propose(tmp_path / name, tmp_path / "corpus")


@pytest.mark.parametrize("name", names(SEVERAL))
def test_what_holds_several_articles_is_named_with_the_remedy(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LEAD, encoding="utf-8")
    [listed] = list_files(tmp_path)
    assert str(listed.problem) == (
        "holds several articles and is not read here; move it out of the corpus folder and name it"
        " to `wortlaut add`"
    )


@pytest.mark.parametrize("row", [row for row in UNREAD if row.signature])
@pytest.mark.parametrize("name", ["artikel.md", "artikel.txt"])
def test_no_file_is_read_that_begins_as_another_format(row: Format, name: str) -> None:
    assert row.kind is not None
    with pytest.raises(ArticleError, match=str(row.kind)):
        parse_article(row.signature + LEAD.encode(), name)


def test_no_two_rows_claim_the_same() -> None:
    for claims in (
        [s for row in FORMATS for s in row.suffixes + row.added_as],
        [media_type for row in FORMATS for media_type in row.media_types],
    ):
        assert len(claims) == len(set(claims))


def test_another_reader_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(raw: bytes, article_id: str, path: str) -> Article:
        return Article(article_id, raw.decode().upper(), LEAD, path)

    row = Format((".caps",), read, media_types=("text/x-caps",), signature=b"caps")
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, row))
    assert parse_article(b"caps lock", "a/b.caps").title == "CAPS LOCK"
    assert formats.suffix_of_media_type("text/x-caps") == ".caps"


def test_whatever_a_reader_raises_is_said_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(raw: bytes, article_id: str, path: str) -> Article:
        raise LookupError("kein\nSolches")

    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, Format((".caps",), read)))
    with pytest.raises(ArticleError, match=r"cannot be read .* \(LookupError: kein"):
        parse_article(b"x", "a.caps")


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_text_too_long_to_be_indexed_is_refused(name: str) -> None:
    text = "Titel\n\n" + "Ein Satz.\n" * 200_000
    assert len(parse_article(text.encode(), name).text) == 1_999_999
    with pytest.raises(ArticleError, match=r"2,000,011 characters; an article has at most 2,000,0"):
        parse_article(f"{text}Noch einer.".encode(), name)


@pytest.mark.parametrize("family", ["a word a line", "newlines", "headlines"])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_a_file_far_too_long_is_refused_before_it_is_taken_apart(family: str, suffix: str) -> None:
    """20 MB of short lines took 20 seconds and 900 MB to be cleaned and then refused."""
    raw = ("Titel\n\nEr kam.\n" + FAMILIES[family](19_000_000)).encode()
    tracemalloc.start()
    try:
        with pytest.raises(ArticleError, match=r"19,000,\d+ characters; an article has at most"):
            parse_article(raw, f"a{suffix}")
        with pytest.raises(ArticleError, match=r"19,000,\d+ characters; an article has at most"):
            compose(raw, "a", suffix, Given(), frozenset())
        assert tracemalloc.get_traced_memory()[1] < 2 * len(raw)
    finally:
        tracemalloc.stop()
