"""The articles that ship with the project: their form, their length, and that they are our own.

These tests read the Markdown files with plain string handling, so that a fault in the engine's
readers cannot hide one in the corpus.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
QUESTIONS = ROOT / "benchmarks" / "questions"
SEEDS = Path(os.environ.get("WORTLAUT_SEEDS_DIR") or ROOT.parent / "shared" / "seeds")

MIN_ARTICLES = 14
MIN_WORDS, MAX_WORDS = 350, 900
RUN_WORDS = 8
# Names with their titles may recur now and then; a sentence written twice may not.
MAX_SHARED_RUNS_BETWEEN_ARTICLES = 3
REQUIRED_KEYS = {"title", "date", "publisher", "section", "language", "sources"}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: str
    head: dict[str, object]
    body: str


def load(path: Path) -> File:
    content = path.read_text(encoding="utf-8")
    before, head, body = content.split("---\n", 2)
    assert before == "", f"{path.name}: front matter must be the first thing in the file"
    return File(path.stem, content, yaml.safe_load(head), body)


FILES = [load(path) for path in sorted(CORPUS.glob("*.md"))]
each_file = pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN_WORDS]) for i in range(len(words) - RUN_WORDS + 1)}


def read_questions(name: str) -> list[dict[str, object]]:
    lines = (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def expected(question: dict[str, object]) -> list[str]:
    alternatives = question.get("answer_any")
    return list(alternatives) if isinstance(alternatives, list) else [str(question["answer"])]


def test_there_are_enough_articles() -> None:
    assert len(FILES) >= MIN_ARTICLES


@each_file
def test_front_matter_is_complete(file: File) -> None:
    assert set(file.head) == REQUIRED_KEYS
    assert type(file.head["date"]) is dt.date
    assert file.head["language"] == "de"
    sources = file.head["sources"]
    assert isinstance(sources, list)
    assert sources
    for value in [*sources, *(file.head[key] for key in ("title", "publisher", "section"))]:
        assert isinstance(value, str)
        assert value.strip() == value != ""


@each_file
def test_file_name_is_date_and_ascii_slug(file: File) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d(-[a-z0-9]+)+", file.name)
    assert file.name.startswith(f"{file.head['date']}-")


@each_file
def test_body_has_a_newspaper_article_s_length(file: File) -> None:
    prose = [line for line in file.body.splitlines() if not line.startswith("#")]
    assert MIN_WORDS <= len(" ".join(prose).split()) <= MAX_WORDS


@each_file
def test_text_is_clean_nfc(file: File) -> None:
    assert unicodedata.is_normalized("NFC", file.content)
    assert not re.search('[\r\t\u00ad\ufeff"]|  | \n', file.body)
    assert file.body.count("„") == file.body.count("“")


@each_file
def test_paragraphs_are_short_and_parted_by_blank_lines(file: File) -> None:
    blocks = file.body.strip().split("\n\n")
    for block in blocks:
        assert "\n" not in block
        assert block.startswith("## ") or block[-1] in ".?!“"
    assert sum(block.startswith("## ") for block in blocks) >= 2


def test_articles_do_not_repeat_each_other() -> None:
    count = Counter(run for file in FILES for run in runs(file.body))
    repeated = [" ".join(run) for run, times in count.items() if times > 1]
    assert len(repeated) <= MAX_SHARED_RUNS_BETWEEN_ARTICLES, repeated


def test_titles_are_unique() -> None:
    titles = Counter(str(file.head["title"]) for file in FILES)
    assert max(titles.values()) == 1


def seed_texts() -> dict[str, str]:
    texts = {path.name[:3]: path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")}
    if not texts:
        pytest.skip(f"no seed texts at {SEEDS}; set WORTLAUT_SEEDS_DIR to their folder")
    return texts


def test_no_run_of_eight_words_is_taken_from_a_seed() -> None:
    taken = set[tuple[str, ...]]().union(*map(runs, seed_texts().values()))
    shared = {file.name: sorted(runs(file.content) & taken) for file in FILES}
    assert not {name: found for name, found in shared.items() if found}


def test_corpus_questions_are_answered_by_their_article() -> None:
    bodies = {file.name: file.body for file in FILES}
    questions = read_questions("corpus.jsonl")
    answerable = [question for question in questions if question["answerable"]]
    assert {question["article"] for question in answerable} == set(bodies)
    wrong = [
        question["id"]
        for question in answerable
        if not any(words in bodies[str(question["article"])] for words in expected(question))
    ]
    assert not wrong
    assert len({question["id"] for question in questions}) == len(questions)


def test_seed_questions_are_answered_by_their_seed() -> None:
    texts = seed_texts()
    answerable = [question for question in read_questions("seeds.jsonl") if question["answerable"]]
    assert {question["seed"] for question in answerable} == set(texts)
    wrong = [
        question["id"]
        for question in answerable
        if not any(words in texts[str(question["seed"])] for words in expected(question))
    ]
    assert not wrong
