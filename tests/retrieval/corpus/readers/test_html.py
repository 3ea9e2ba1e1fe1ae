"""Saved web pages to articles."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import lxml.html
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.additions import Composed, Given, compose, propose
from retrieval.corpus.folder import scan_corpus
from retrieval.corpus.readers import parse_article
from retrieval.errors import ArticleError
from tests.retrieval.corpus.readers.pages import (
    BODY,
    DAY,
    PAGES,
    PUBLISHER,
    TITLE,
    URL,
    Page,
    article,
    ld,
    page,
)
from tests.retrieval.corpus.readers.press_pages import PRESS_PAGES

ALL = (*PAGES, *PRESS_PAGES)
ARTICLES = [each for each in ALL if each.problem is None]
OTHERS = [each for each in ALL if each.problem is not None]


def raw(each: Page) -> bytes:
    return each.html.encode(each.encoding)


def composed(html: str | bytes, suffix: str = ".html") -> Composed:
    return compose(
        html if isinstance(html, bytes) else html.encode(), "seite", suffix, Given(), frozenset()
    )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("each", ARTICLES, ids=lambda each: each.name)
def test_title_date_publisher_and_every_paragraph_are_read(each: Page) -> None:
    found = composed(raw(each))
    read = found.article
    right = {"title": each.title, "date": each.date, "publisher": each.publisher}
    seen = {"title": read.title, "date": read.date and str(read.date), "publisher": read.publisher}
    wrong = {key for key in right if seen[key] != right[key]}
    assert not wrong - {*found.guessed}, seen
    assert set(found.guessed) - {"authors"} <= {*each.guessed}
    assert each.date is None or "date" not in wrong
    assert read.text.split("\n\n") == list(each.paragraphs)
    assert not [noise for noise in each.noise if noise in read.text]


@pytest.mark.parametrize("each", OTHERS, ids=lambda each: each.name)
def test_what_is_no_article_is_named(each: Page) -> None:
    with pytest.raises(ArticleError) as refused:
        composed(raw(each))
    assert refused.value.problem.code == each.problem


def test_there_are_enough_shapes_and_together_they_are_read_right() -> None:
    """The figures to reach, on these pages."""
    assert len(ARTICLES) >= 50
    assert len(OTHERS) >= 10
    counts: Counter[str] = Counter()
    for each in ARTICLES:
        found = composed(raw(each))
        read = found.article
        seen = {
            "title": read.title,
            "date": read.date and str(read.date),
            "publisher": read.publisher,
        }
        for key, value in seen.items():
            counts["right"] += value == getattr(each, key)
            counts["silently wrong"] += value != getattr(each, key) and key not in found.guessed
        own = read.text.split("\n\n")
        counts["paragraphs"] += len(each.paragraphs)
        counts["word for word"] += sum(paragraph in own for paragraph in each.paragraphs)
        counts["lines"] += len(own)
        counts["noise"] += sum(paragraph not in each.paragraphs for paragraph in own)
    assert counts["right"] >= 0.97 * 3 * len(ARTICLES)
    assert counts["silently wrong"] == 0
    assert counts["word for word"] >= 0.98 * counts["paragraphs"]
    assert counts["noise"] <= 0.02 * counts["lines"]


def test_authors_address_section_and_language_are_read() -> None:
    read = composed(page(ld(articleSection=["Inseln", "Verkehr"]), article())).article
    assert (read.authors, read.url, read.section) == (("Gesa Harms",), URL, "Inseln")
    assert read.language == "de"


def test_a_guess_is_marked_in_the_file_and_a_statement_is_not() -> None:
    stated = composed(page(ld(), article()))
    assert stated.guessed == ()
    assert "guessed" not in stated.content
    day = '<p><time datetime="2025-03-14">14.03.2025</time></p>'
    shown = composed(
        page(
            ld(datePublished=None, dateModified=None), article(day, *map("<p>{}</p>".format, BODY))
        )
    )
    assert str(shown.article.date) == DAY
    assert yaml.safe_load(shown.content.split("---")[1])["guessed"] == ["date"]


def test_what_is_given_is_no_guess() -> None:
    html = page("", article()).encode()
    given_ = Given(title="Anders", publisher="Inselblatt")
    found = compose(html, "seite", ".html", given_, frozenset())
    assert (found.article.title, found.article.publisher) == ("Anders", "Inselblatt")
    assert not {"title", "publisher"} & {*found.guessed}


@pytest.mark.parametrize("each", ARTICLES, ids=lambda each: each.name)
def test_every_word_of_the_text_stands_in_the_page_in_order(each: Page) -> None:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    shown = lxml.html.fromstring(each.html.encode(), parser=parser)
    original = iter(words(re.sub("[\u00ad\u200b]", "", " ".join(shown.itertext()))))
    assert all(word in original for word in words(composed(raw(each)).article.text))


_TEXT = st.text("abc äöß.,;!?„“–-'&<>\u00a0\u00ad1234567890", min_size=1, max_size=60)


@given(
    st.lists(_TEXT, min_size=1, max_size=8),
    st.sampled_from(["p", "h2", "li", "td", "div", "blockquote"]),
)
def test_no_word_is_made_up_or_moved(texts: list[str], tag: str) -> None:
    from html import escape

    inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
    try:
        read = composed(page(ld(), article(*map("<p>{}</p>".format, BODY), inner))).article
    except ArticleError:
        pytest.fail("the article around it is whole")
    # Cells and items may be joined in the page's own text; letters cannot.
    letters = iter(
        "".join(words("".join((*BODY, *(text.replace("\u00ad", "") for text in texts)))))
    )
    assert all(letter in letters for letter in "".join(words(read.text)))


@pytest.mark.parametrize("suffix", [".txt", ".text", "", ".html", ".HTM", ".md"])
def test_a_page_is_one_whatever_it_is_called(suffix: str) -> None:
    assert composed(page(ld(), article()), suffix).article.title == TITLE


def test_a_part_of_a_page_in_a_text_file_is_noticed_and_markdown_may_hold_some() -> None:
    part = f"<h1>{TITLE}</h1>\n" + "\n".join(f"<p>{text}</p>" for text in BODY)
    assert composed(part, ".txt").article.text.split("\n\n") == list(BODY)
    markdown = f"<div>\n\n# {TITLE}\n\n{BODY[0]}\n\n{BODY[1]}\n\n</div>"
    assert parse_article(markdown.encode(), "a.md").text == f"{BODY[0]}\n\n{BODY[1]}"


def test_a_text_called_a_page_is_a_text() -> None:
    assert composed(f"{TITLE}\n\n{BODY[0]}", ".html").article.text == BODY[0]


def test_a_page_in_the_corpus_folder_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "faehre.html").write_text(page(ld(), article()), encoding="utf-8")
    (tmp_path / "weg.html").write_text(page("", "<h1>Seite nicht gefunden</h1>"), encoding="utf-8")
    [loaded], [skipped] = scan_corpus(tmp_path)
    assert (loaded.article.id, loaded.article.title) == ("faehre", TITLE)
    assert loaded.article.publisher == PUBLISHER
    assert skipped.problem.code == "page.missing"


def test_a_page_is_added_as_markdown(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "seite.html").write_text(page(ld(), article()), encoding="utf-8")
    proposal = propose(tmp_path / "seite.html", tmp_path / "corpus")
    assert proposal.article.path == f"{DAY}-die-faehre-nach-elmsand-faehrt-wieder.md"
    again = parse_article(proposal.content.encode(), proposal.article.path)
    assert again == proposal.article


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<html><body>" + "<p>" * 200_000,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script><p>Text</p>",
        "<html>" + "<a" * 100_000,
        "<table>" + "<tr><td>" * 50_000,
        "<!DOCTYPE html><!--" + "x" * 1_000_000,
    ],
    ids=["deep", "paragraphs", "JSON", "unclosed", "table", "comment"],
)
def test_a_page_made_to_hurt_costs_an_error_at_most(html: str, tmp_path: Path) -> None:
    (tmp_path / "boese.html").write_text(html, encoding="utf-8")
    loaded, skipped = scan_corpus(tmp_path)
    assert len(loaded) + len(skipped) == 1
