"""Answers for other programs, as `wortlaut ask --format` writes them."""

import csv
import io

import pytest

from tests.e2e.articles import QUESTION, SENTENCE


@pytest.mark.parametrize(
    ("format_", "part"),
    [
        ("markdown", f"**{SENTENCE}**"),
        ("csv", "question,certainty,"),
        ("csl-json", '"container-title": "Talbote"'),
        ("ris", "T2  - Talbote\n"),
        ("bibtex", "  journaltitle = {Talbote},\n"),
    ],
)
def test_one_answer_whatever_the_locale(indexed, format_, part):
    indexed.environ["PYTHONIOENCODING"] = "ascii"
    result = indexed.spawn("ask", "--format", format_, QUESTION)
    assert result.status == 0
    assert part in result.out
    assert SENTENCE in result.out.replace("\\", "")
    assert result.err == ""


def test_a_refusal_is_status_3_and_cites_nothing(indexed):
    result = indexed.run("ask", "--format", "ris", "--since", "2030-01-01", QUESTION)
    assert (result.status, result.out) == (3, "")


def test_a_batch_is_one_document_and_lists_what_is_not_answered(indexed):
    stdin = f"{QUESTION}\nWie hoch ist der Mount Everest?\n{{}}\n".encode()
    result = indexed.run("ask", "--batch", "-", "--format", "csv", stdin=stdin)
    table = list(csv.DictReader(io.StringIO(result.out)))
    assert result.status == 1
    assert [row["question"] for row in table if row["certainty"] == "not_in_corpus"] == [
        "Wie hoch ist der Mount Everest?"
    ]
    assert SENTENCE in [row["highlight"] for row in table]
    first, last = result.err.splitlines()
    assert first.startswith('line 3: the object has no "question"')
    assert last.startswith("3 questions, ")


def test_json_and_a_format_contradict_each_other(indexed):
    line = indexed.run("ask", "--json", "--format", "csv", QUESTION)
    assert line.status == 2
    assert "--json and --format" in line.error_line()


def test_an_unknown_format_is_told_which_there_are(indexed):
    line = indexed.run("ask", "--format", "xlsx", QUESTION)
    assert line.status == 2
    for name in ("xlsx", "markdown", "csv", "csl-json", "ris", "bibtex"):
        assert name in line.error_line()


def test_a_prompt_writes_no_document(indexed):
    result = indexed.terminal("ask", "--format", "ris").end()
    assert "--format" in result.out
    assert result.status == 2
