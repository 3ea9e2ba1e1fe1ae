"""Word documents and e-books to articles."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.additions import Composed, Given, compose
from retrieval.corpus.folder import scan_corpus
from retrieval.errors import ArticleError
from tests.retrieval.corpus.readers.archives import docx, epub, item, p, table, zipped
from tests.retrieval.corpus.readers.pages import BODY, TITLE

CORE = (
    "<dc:title>{title}</dc:title><dc:creator>Gesa Harms</dc:creator>"
    "<dcterms:created>2025-03-14T06:30:00Z</dcterms:created>"
)


def composed(raw: bytes, suffix: str = ".docx") -> Composed:
    return compose(raw, "datei", suffix, Given(), frozenset())


def test_a_word_document_is_read_with_its_headings_list_and_table() -> None:
    raw = docx(
        p(TITLE, "Titel")
        + p(BODY[0])
        + p("Der Fahrplan", "H2")
        + item("Erwachsene zahlen 12 Euro")
        + item("Kinder fahren frei")
        + table(("Tag", "Abfahrt"), ("Montag", "7.15 Uhr"))
        + p(BODY[1]),
        core=CORE.format(title=TITLE),
    )
    found = composed(raw)
    assert found.article.title == TITLE
    assert (str(found.article.date), found.article.authors) == ("2025-03-14", ("Gesa Harms",))
    assert found.guessed == ("date", "authors")
    assert found.article.text.split("\n\n") == [
        BODY[0],
        "## Der Fahrplan",
        "- Erwachsene zahlen 12 Euro\n- Kinder fahren frei",
        "| Tag | Abfahrt |\n| --- | --- |\n| Montag | 7.15 Uhr |",
        BODY[1],
    ]


@pytest.mark.parametrize("stated", ["Vorlage Pressemitteilung", "", "Dokument1"])
def test_a_title_of_the_properties_is_believed_if_the_text_shows_it(stated: str) -> None:
    raw = docx(p(TITLE, "Titel") + p(BODY[0]), core=CORE.format(title=stated))
    assert composed(raw).article.title == TITLE


def test_without_title_or_heading_the_first_line_is_a_guess() -> None:
    found = composed(docx(p(TITLE) + p(BODY[0])))
    assert (found.article.title, found.guessed) == (TITLE, ("title",))
    assert found.article.text == BODY[0]


def test_what_is_deleted_or_remarked_is_not_there_and_a_footnote_is() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>Geheim war das.</w:delText></w:r></w:del>'
    inserted = '<w:ins w:id="2"><w:r><w:t> Das kam hinzu.</w:t></w:r></w:ins>'
    note = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    raw = docx(
        p(TITLE, "Titel") + p(BODY[0], more=deleted + inserted + note),
        footnotes=f'<w:footnote w:id="5">{p("So steht es im Protokoll.")}</w:footnote>',
    )
    assert composed(raw).article.text.split("\n\n") == [
        f"{BODY[0]} Das kam hinzu.",
        "- So steht es im Protokoll.",
    ]


def test_an_e_book_is_read_in_the_order_of_its_spine() -> None:
    raw = epub(
        {
            "text/eins.xhtml": f"<h1>Erstes Kapitel</h1><p>{escape(BODY[0])}</p>",
            "text/zwei%20b.xhtml": f"<h2>Zweites</h2><div>{escape(BODY[1])}<p>{BODY[2]}</p></div>",
        },
        meta=f"<dc:title>{TITLE}</dc:title><dc:creator>Gesa Harms</dc:creator>"
        "<dc:date>2025-03-14</dc:date><dc:publisher>Küstenverlag</dc:publisher>"
        "<dc:language>de-DE</dc:language>",
        extra={
            "OEBPS/text/zwei b.xhtml": "<html><body><h2>Zweites</h2>"
            f"<div>{BODY[1]}<p>{BODY[2]}</p></div></body></html>"
        },
    )
    found = composed(raw, ".epub")
    read = found.article
    assert (read.title, str(read.date), read.publisher) == (TITLE, "2025-03-14", "Küstenverlag")
    assert (read.authors, read.language, found.guessed) == (("Gesa Harms",), "de", ())
    assert read.text.split("\n\n") == ["# Erstes Kapitel", BODY[0], "## Zweites", BODY[1], BODY[2]]


GOOD = docx(p(TITLE) + p(BODY[0]))


@pytest.mark.parametrize(
    ("raw", "suffix", "code"),
    [
        (GOOD[:-30], ".docx", "zip.damaged"),
        (docx("<w:p><w:r><w:t>offen"), ".docx", "docx.damaged"),
        (zipped({"word/document.xml": bytes(300_000_000)}), ".docx", "zip.too_large"),
        (zipped({"META-INF/container.xml": "<container>"}), ".epub", "epub.damaged"),
        (
            epub({"a.xhtml": "<p>x</p>"}, extra={"META-INF/encryption.xml": "<encryption/>"}),
            ".epub",
            "epub.protected",
        ),
        (epub({"../../../etc/passwd": "<p>x</p>"}, meta=""), ".epub", "file.no_text_beside_title"),
        (zipped({"a.txt": "Text"}), ".docx", "docx.damaged"),
        (zipped({"a.txt": "Text"}), ".txt", "file.no_text_kind"),
    ],
    ids=["cut", "XML", "bomb", "no list", "protected", "path", "another", "archive"],
)
def test_what_is_damaged_protected_or_made_to_hurt_is_named(
    raw: bytes, suffix: str, code: str
) -> None:
    with pytest.raises(ArticleError) as refused:
        composed(raw, suffix)
    assert refused.value.problem.code == code


def test_a_billion_laughs_cost_an_error(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(12))
    laughs = f'<!DOCTYPE w [<!ENTITY a0 "ha">{entities}]><w:document>&a12;</w:document>'
    (tmp_path / "lach.docx").write_bytes(zipped({"word/document.xml": laughs, "x": ""}))
    loaded, [skipped] = scan_corpus(tmp_path)
    assert (loaded, skipped.path) == ([], "lach.docx")


def test_documents_in_the_corpus_folder_are_articles(tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_bytes(GOOD)
    (tmp_path / "buch.epub").write_bytes(epub({"a.xhtml": f"<h1>{TITLE}</h1><p>{BODY[0]}</p>"}))
    (tmp_path / "~$brief.docx").write_bytes(b"Gesa")
    loaded, skipped = scan_corpus(tmp_path)
    assert [each.article.id for each in loaded] == ["brief", "buch"]
    assert skipped == []


@settings(max_examples=40)
@given(st.lists(st.text("abc äöß.,;!?<&>–-123", min_size=1, max_size=60), max_size=8))
def test_every_word_of_the_text_stands_in_the_file_in_order(texts: list[str]) -> None:
    whole = (TITLE, BODY[0], *texts)
    for raw, suffix in (
        (docx("".join(map(p, whole))), ".docx"),
        (epub({"a.xhtml": "".join(f"<p>{escape(text)}</p>" for text in whole)}), ".epub"),
    ):
        read = composed(raw, suffix).article
        original = iter(re.findall(r"\w+", " ".join(whole)))
        assert all(word in original for word in re.findall(r"\w+", f"{read.title} {read.text}"))
