"""A document's pages: where each begins in the text, in the corpus folder and once it is added."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Article
from retrieval.corpus.additions import Given, compose, propose, write
from retrieval.corpus.editing import correct
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.pages import (
    MARK,
    comments_to_marks,
    marked,
    take_marks,
    with_comments,
)
from tests.retrieval.corpus.readers.pages import BODY, TITLE
from tests.retrieval.corpus.readers.pdfs import LEADING, Type, pdf, set_lines

HEADLINE = Type(TITLE, size=20, above=40)


def spaced(text: str) -> list[Type]:
    first, *others = set_lines(text)
    return [Type(first.text, above=2 * LEADING), *others]


def document(title: str | None = None) -> bytes:
    """Three pages, the second of which begins within a paragraph, the third with one."""
    first, second, third = (spaced(text) for text in BODY[:3])
    return pdf([[HEADLINE, *first, *second[:1]], second[1:], third], title=title)


def beginnings(article: Article) -> list[tuple[int, str]]:
    return [(number, article.text[start:].split()[0]) for start, number in article.pages]


EXPECTED = [
    (1, BODY[0].split()[0]),
    (2, set_lines(BODY[1])[1].text.split()[0]),
    (3, BODY[2].split()[0]),
]


def test_a_pdf_of_the_corpus_has_its_pages() -> None:
    article = parse_article(document(), "a.pdf")
    assert beginnings(article) == [(1, "##"), *EXPECTED[1:]]  # the headline is in the text


@pytest.mark.parametrize("title", [None, TITLE])
def test_an_added_pdf_keeps_them_and_its_text_is_the_same(tmp_path: Path, title: str) -> None:
    made = compose(document(title), "a", ".pdf", Given(), frozenset())
    assert beginnings(made.article) == EXPECTED
    assert "\n\n".join(BODY[:3]) == made.article.text
    assert [int(n) for n in re.findall(r"<!-- page (\d) -->", made.content)] == [1, 2, 3]


def test_they_survive_a_correction(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "a.pdf").write_bytes(document())
    path = write(propose(tmp_path / "a.pdf", corpus))
    before = parse_article(path.read_bytes(), path.name)
    correct(before.id, corpus, {"publisher": "Küstenbote"})
    after = parse_article(path.read_bytes(), path.name)

    assert (after.publisher, after.text) == ("Küstenbote", before.text)
    assert after.pages == before.pages != ()


def test_a_page_is_told_of_every_place() -> None:
    article = Article("a", "A", "x" * 30, "a.md", pages=((0, 1), (10, 2), (20, 4)))
    assert [article.page_of(place) for place in (0, 9, 10, 19, 20, 29)] == [1, 1, 2, 2, 4, 4]
    assert Article("a", "A", "x", "a.md").page_of(0) is None


@pytest.mark.parametrize(
    "comment", ["<!-- page 7 -->", "<!--Seite 7-->", "<!-- Page: 7 -->", '<!-- PageNumber="7" -->']
)
def test_comments_of_other_programs_tell_pages(comment: str) -> None:
    raw = f"---\ntitle: T\n---\nErster Satz.\n\n{comment}\nZweiter Satz.\n"
    article = parse_article(raw.encode(), "a.md")
    assert article.text == "Erster Satz.\n\nZweiter Satz."
    assert article.pages == ((14, 7),)


def test_pages_of_a_text_whose_headline_is_its_first_line() -> None:
    raw = "<!-- page 1 -->\n# Titel\n\nErster Satz.\n\n<!-- page 2 -->\nZweiter Satz.\n"
    article = parse_article(raw.encode(), "a.md")
    assert (article.title, beginnings(article)) == ("Titel", [(1, "Erster"), (2, "Zweiter")])


TEXT = st.text(st.sampled_from("ab. \n#-"), max_size=60).map(
    lambda text: "\n".join(map(str.rstrip, text.split("\n"))).strip("\n")
)


@given(TEXT, st.sets(st.integers(0, 60), max_size=4))
def test_what_comments_are_put_into_comes_out_to_the_character(text: str, places: set[int]) -> None:
    pages = tuple((place, n) for n, place in enumerate(sorted(p for p in places if p < len(text))))
    shown, numbers = comments_to_marks(with_comments(text, pages))
    assert take_marks(shown, numbers) == (text, pages)
    assert marked(text, pages).replace(MARK, "") == text
