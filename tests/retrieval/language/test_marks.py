"""Runs of combining marks are found and cut in time that grows with the text, not its square."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.question import clean_question
from retrieval.corpus.readers import parse_article
from retrieval.errors import ArticleError
from retrieval.language.marks import MAX_MARKS, has_long_run, without_long_runs

ACUTE, DOT_BELOW = "\u0301", "\u0323"


@pytest.mark.parametrize("mark", [ACUTE, ACUTE + DOT_BELOW, ACUTE + "\u200d", DOT_BELOW + "\u2060"])
def test_a_long_run_is_found_and_cut(mark: str) -> None:
    text = f"Der Mu{mark * 100}ll liegt hier."
    assert has_long_run(text)
    cut = without_long_runs(text)
    assert not has_long_run(cut)
    assert cut.startswith("Der Mu" + mark[0])
    assert cut.endswith("ll liegt hier.")


@pytest.mark.parametrize("text", ["Müll", "„…“ – " * 50, ACUTE * MAX_MARKS, f"{ACUTE * 20}x" * 50])
def test_what_stands_in_texts_is_left_alone(text: str) -> None:
    assert not has_long_run(text)
    assert without_long_runs(text) is text


@given(st.text(st.sampled_from("aé \u0301\u0323\u200d\u00ad…漢"), max_size=200))
def test_no_normal_form_has_a_long_run(text: str) -> None:
    cut = without_long_runs(text)
    assert not has_long_run(cut)
    run = longest = 0
    for character in cut.replace("\u200d", "").replace("\u00ad", ""):
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    assert longest <= MAX_MARKS


@pytest.mark.parametrize("size", [240_000, 4_000_000])
@pytest.mark.parametrize(
    "content", ["# Titel\n\nEin Satz. o{}", "---\ntitle: Titel\n---\n\nEin {}", "{}"]
)
def test_an_article_full_of_marks_is_refused_at_once(content: str, size: int) -> None:
    """Until now 240 KB held the program up for over a minute, and 20 MB would have for a day."""
    marks = (ACUTE + DOT_BELOW) * (size // 4)
    with pytest.raises(ArticleError, match=r"combining marks in a row; no writing has so many"):
        parse_article(content.format(marks).encode(), "a.md")


def test_a_value_of_the_front_matter_full_of_marks_is_named_and_not_used() -> None:
    marks = "\\u0323\\u0301" * 2_000
    article = parse_article(f'---\ntitle: "a{marks}"\n---\n\nText.\n'.encode(), "a.md")
    assert [problem.code for problem in article.problems] == ["file.marks"]
    assert article.title == "a"


def test_a_question_is_cut() -> None:
    assert clean_question(f"Wo{ACUTE * 900}?", 1000) == f"Wó{ACUTE * (MAX_MARKS - 1)}?"
