"""PDF files to articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.additions import Composed, Given, compose
from retrieval.corpus.folder import scan_corpus
from retrieval.errors import ArticleError
from tests.retrieval.corpus.readers.pages import BODY, TITLE
from tests.retrieval.corpus.readers.pdfs import LEADING, Type, pdf, set_lines

HEADLINE = Type(TITLE, size=20, above=40)


def composed(raw: bytes, suffix: str = ".pdf") -> Composed:
    return compose(raw, "datei", suffix, Given(), frozenset())


def paragraphs(raw: bytes) -> list[str]:
    return composed(raw).article.text.split("\n\n")


def spaced(text: str) -> list[Type]:
    first, *others = set_lines(text)
    return [Type(first.text, above=2 * LEADING), *others]


def indented(text: str) -> list[Type]:
    first, *others = set_lines(text)
    return [Type(first.text, left=82), *others]


@pytest.mark.parametrize("style", [spaced, indented, set_lines])
def test_lines_are_joined_to_paragraphs(style) -> None:
    """Parted by space, by an indent, or by nothing but a short last line."""
    raw = pdf([[HEADLINE, *(line for text in BODY for line in style(text))]])
    assert paragraphs(raw) == list(BODY)


def test_a_paragraph_goes_on_over_the_page_and_what_recurs_there_is_dropped_and_named() -> None:
    lines = [line for text in BODY for line in spaced(text)]
    parts = [lines[:5], lines[5:8], lines[8:]]
    pages = [
        [Type(f"Küstenbote · {n}. Ausgabe"), *part, Type(f"Seite {n}", above=50)]
        for n, part in enumerate(parts, 1)
    ]
    found = composed(pdf([[pages[0][0], HEADLINE, *pages[0][1:]], *pages[1:]]))
    assert found.article.text.split("\n\n") == list(BODY)
    named = {
        (line.line_number, line.text) for line in found.dropped if line.reason == "running_head"
    }
    assert named == {(1, "Küstenbote · 1. Ausgabe"), (1, "Seite 1")}


def test_two_halves_of_a_word_are_joined_where_the_word_stands_elsewhere() -> None:
    raw = pdf(
        [
            [
                HEADLINE,
                *set_lines("Ein Bebauungsplan liegt aus; über den Bebauungs|plan wird beraten."),
                *set_lines("Es geht um Verwaltungs|und Bauausgaben; die Fähr|verbindung bleibt."),
                *set_lines("Der SPD-Antrag fiel durch, und der SPD|Antrag kommt wieder."),
            ]
        ]
    )
    read = composed(raw).article.text
    assert "über den Bebauungsplan wird" in read
    assert "um Verwaltungs-\nund Bauausgaben" in read
    assert "die Fähr-\nverbindung bleibt" in read
    assert "der SPD-Antrag kommt wieder" in read


def test_larger_type_is_a_heading_and_the_largest_of_the_first_page_the_title() -> None:
    raw = pdf(
        [[HEADLINE, *spaced(BODY[0]), Type("Der Fahrplan", size=14, above=30), *spaced(BODY[1])]],
        created="20250314063000",
    )
    found = composed(raw)
    assert (found.article.title, str(found.article.date)) == (TITLE, "2025-03-14")
    assert found.guessed == ("title", "date")
    assert found.article.text == f"{BODY[0]}\n\n## Der Fahrplan\n\n{BODY[1]}"


@pytest.mark.parametrize(
    ("stated", "guessed"),
    [(TITLE, False), ("Microsoft Word - faehre.docx", True), ("Vorlage 3", True), ("", True)],
)
def test_a_stated_title_is_believed_if_the_first_page_shows_it(stated: str, guessed: bool) -> None:
    found = composed(pdf([[HEADLINE, *spaced(BODY[0])]], title=stated))
    assert found.article.title == TITLE
    assert ("title" in found.guessed) == guessed


def test_ligatures_are_the_letters_they_are_made_of() -> None:
    from retrieval.corpus.readers.pdf import _LIGATURES

    assert "ﬁnden ﬂiegt Schiﬀ Griﬃn".translate(_LIGATURES) == "finden fliegt Schiff Griffin"


ENCRYPTED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 "
    f"/O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<00><00>] "
)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (pdf([[], []]), "pdf.scanned"),
        (pdf([spaced(BODY[0])], trailer=ENCRYPTED), "pdf.encrypted"),
        (b"%PDF-1.7", "pdf.damaged"),
        (b"%PDF-1.7\n" + b"x" * 5_000, "pdf.damaged"),
        (pdf([spaced(BODY[0])])[:400], "pdf.damaged"),
    ],
    ids=["scanned", "encrypted", "empty", "garbage", "cut"],
)
def test_what_holds_no_text_is_named(raw: bytes, code: str) -> None:
    with pytest.raises(ArticleError) as refused:
        composed(raw)
    assert refused.value.problem.code == code


def test_a_pdf_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    raw = pdf([[HEADLINE, *spaced(BODY[0])]])
    assert composed(raw, ".txt").article.text == BODY[0]
    (tmp_path / "bericht.pdf").write_bytes(raw)
    (tmp_path / "kaputt.pdf").write_bytes(raw[:300])
    [loaded], [skipped] = scan_corpus(tmp_path)
    assert (loaded.article.id, loaded.article.title) == ("bericht", TITLE)
    assert (skipped.path, skipped.problem.code) == ("kaputt.pdf", "pdf.damaged")


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(st.text("abc äöß.,;!?()–-123", min_size=1, max_size=60), max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_every_word_of_the_text_stands_in_the_file_in_order(texts: list[list[str]]) -> None:
    pages = [[HEADLINE, *spaced(BODY[0]), *map(Type, lines)] for lines in texts]
    read = composed(pdf(pages)).article.text
    original = iter(re.sub(r"\W", "", "".join(line.text for page in pages for line in page)))
    assert all(letter in original for letter in re.sub(r"\W", "", read))
