"""Every word of a stored text stands in its original, in order; what does not is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.additions import Composed, Given, compose
from retrieval.corpus.left_out import OriginalDiff, compare_with_original
from retrieval.corpus.readers.whole import whole_lines
from retrieval.errors import ArticleError
from tests.retrieval.corpus.readers import archives, pdfs
from tests.retrieval.corpus.readers.pages import BODY, PAGES, TITLE, Page, article, ld, page

ARTICLES = [each for each in PAGES if each.problem is None]


def composed(raw: bytes, suffix: str) -> Composed:
    return compose(raw, "original", suffix, Given(), frozenset())


def compared(raw: bytes, suffix: str, text: str | None = None) -> OriginalDiff:
    found = composed(raw, suffix).article
    return compare_with_original(
        raw, "original", suffix, Given(), {}, found.title, found.text if text is None else text
    )


@pytest.mark.parametrize("each", ARTICLES, ids=lambda each: each.name)
def test_every_word_of_a_page_s_article_stands_in_the_page_in_order(each: Page) -> None:
    found = compared(each.html.encode(each.encoding), ".html")
    assert found.own == ()
    left = "\n".join(line.text for line in found.left)
    for paragraph in each.paragraphs:
        assert paragraph not in left
    for noise in each.noise:
        if noise in "\n".join(whole_lines(each.html.encode(each.encoding), ".html")):
            assert noise in left


DOCUMENTS = {
    ".docx": archives.docx(
        archives.p(TITLE, "Heading1")
        + "".join(map(archives.p, BODY))
        + archives.item("erstens ein Punkt")
        + archives.table(("Jahr", "Zahl"), ("2025", "1.000"))
    ),
    ".txt": f"{TITLE}\n\n{BODY[0]}\n\nAnzeige\n\n{BODY[1]}\n".encode(),
    ".md": f"---\ntitle: {TITLE}\n---\n\n{BODY[0]}\n\n* ein Punkt\n".encode(),
    ".eml": f"Subject: Betreff\nContent-Type: text/plain; charset=utf-8\n\n{BODY[0]}\n".encode(),
}


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_every_word_of_a_document_s_article_stands_in_it(suffix: str) -> None:
    assert compared(DOCUMENTS[suffix], suffix).own == ()


def test_every_word_of_a_pdf_s_article_stands_in_it() -> None:
    raw = pdfs.pdf([pdfs.set_lines(" ".join(BODY))])
    assert compared(raw, ".pdf").own == ()


@given(st.lists(st.sampled_from([*BODY, "Anzeige", "Teilen", "12 Kommentare", ""]), min_size=1))
def test_every_line_of_a_raw_text_is_kept_or_named(lines: list[str]) -> None:
    raw = "\n\n".join((TITLE, *lines)).encode()
    try:
        text = composed(raw, ".txt").article.text
    except ArticleError:
        return
    found = compared(raw, ".txt")
    assert found.own == ()
    left = [line.text for line in found.left]
    for line in lines:
        assert line in text or line in left


def test_the_reasons_are_those_of_cleaning() -> None:
    found = compared(DOCUMENTS[".txt"], ".txt")
    [line] = [line for line in found.left if line.text == "Anzeige"]
    assert line.dropped is not None
    assert line.dropped.reason == "advertisement"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Die Fähre", "Das Schiff"), ("1,3 Millionen", "1,3 Milliarden"), (BODY[1], BODY[1] + " Neu")],
)
def test_a_word_that_does_not_stand_in_the_original_is_named(old: str, new: str) -> None:
    raw = page(ld(), article()).encode()
    text = composed(raw, ".html").article.text
    assert old in text
    found = compared(raw, ".html", text.replace(old, new, 1))
    assert len(found.own) == 1
    assert new in found.own[0]


def test_paragraphs_in_another_order_are_named() -> None:
    raw = page(ld(), article()).encode()
    paragraphs = composed(raw, ".html").article.text.split("\n\n")
    text = "\n\n".join(reversed(paragraphs))
    assert compared(raw, ".html", text).own


def test_a_page_is_taken_whole_but_for_what_nobody_sees() -> None:
    html = (
        "<title>Kopf</title><body><nav><a>Eins</a><a>Zwei</a></nav><script>weg()</script>"
        "<p>Ein <b>fet</b>tes Wort.<br>Neue Zeile</p>Rest<table><td>a<td>b</table>"
    )
    assert whole_lines(f"<html>{html}".encode(), ".html") == [
        *("EinsZwei", "Ein fettes Wort.", "Neue Zeile", "Rest", "a", "b"),
    ]


def test_a_page_deeper_than_python_goes() -> None:
    html = "<html><body>" + "<div>" * 5_000 + "tief" + "</div>" * 5_000
    assert whole_lines(html.encode(), ".html") in ([], ["tief"])
