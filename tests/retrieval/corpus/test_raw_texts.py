"""The five real texts, as a crawler left them; skipped where they are not at hand."""

import datetime as dt
import os
from pathlib import Path

import pytest

from retrieval.corpus.additions import propose, write
from retrieval.corpus.cleaning import clean
from retrieval.corpus.folder import scan_corpus
from tests.retrieval.corpus.cleaning.test_cleaning import written_lines

SEEDS = Path(os.environ.get("WORTLAUT_SEEDS_DIR") or Path(__file__).parents[4] / "shared" / "seeds")


def raw_texts():
    paths = sorted(SEEDS.glob("*.txt"))
    if len(paths) != 5:
        pytest.skip(f"the five raw texts are not at {SEEDS}; set WORTLAUT_SEEDS_DIR")
    return paths


@pytest.mark.parametrize(
    ("number", "dropped", "found"),
    [
        (0, {1: "category", 3: "title"}, {"sources": ()}),
        (
            1,
            {1: "tags", 3: "title", 23: "source_heading", 24: "sources", 25: "source_heading"}
            | {26: "sources", 27: "source_heading", 28: "sources"}
            | {29: "statistics", 30: "statistics"},
            {"sources": ("www.aljazeera.com", "www.newsweek.com", "www.nytimes.com")},
        ),
        (2, {1: "title", 13: "details", 14: "details", 15: "source_heading"}, {"sources": ()}),
        (
            3,
            {1: "title", 3: "repeated_title", 4: "repeated_title", 5: "separator", 7: "publisher"}
            | {41: "separator", 43: "neighbours", 44: "neighbours"},
            {"publisher": "CNN"},
        ),
        (
            4,
            {1: "date", 3: "section", 5: "title", 7: "repeated_title"},
            {"date": dt.date(2024, 12, 21), "section": "Politik"},
        ),
    ],
)
def test_the_raw_texts(number, dropped, found):
    raw = raw_texts()[number].read_text(encoding="utf-8")
    cleaned = clean(raw)
    assert {line.line_number: line.reason for line in cleaned.dropped} == dropped
    assert {key: getattr(cleaned, key) for key in found} == found
    title = next(line for line, reason in dropped.items() if reason == "title")
    assert cleaned.title == raw.split("\n")[title - 1]
    assert cleaned.language == "de"
    rest = [line for i, line in enumerate(raw.split("\n"), start=1) if line and i not in dropped]
    assert written_lines(cleaned.text) == rest


def test_the_raw_texts_are_added_and_noticed_when_added_again(tmp_path):
    paths, corpus = raw_texts(), tmp_path / "corpus"
    corpus.mkdir()
    for path in paths:
        write(propose(path, corpus))
    loaded, skipped = scan_corpus(corpus)
    assert (len(loaded), skipped) == (5, [])
    assert [propose(path, corpus).duplicate.kind for path in paths] == ["same_text"] * 5
