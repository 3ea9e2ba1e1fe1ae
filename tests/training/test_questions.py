"""Our own question set: its form, and that it holds what its README says."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from typing import Any

import pytest

from benchmarks.everyday import STORIES, part_of, read_story

README = (STORIES / "README.md").read_text(encoding="utf-8")
FILES = sorted(STORIES.glob("*.jsonl"))
STORIES_READ = {path: read_story(path) for path in FILES}
TEXTS = {id_: text for texts, _ in STORIES_READ.values() for id_, text in texts.items()}
QUESTIONS: list[dict[str, Any]] = [row for _, rows in STORIES_READ.values() for row in rows]
LEAST_GERMAN, LEAST_WORDS = 18, 110


def table(head: str) -> dict[str, int]:
    """First and last column of a table of the README."""
    lines = README.partition(f"| {head} |")[2].partition("\n\n")[0]
    found = re.findall(r"^\| `(\w+)` \|.* ([\d,]+) \|$", lines, re.MULTILINE)
    return {name: int(count.replace(",", "")) for name, count in found}


def shown(question: dict[str, Any]) -> str:
    return f"{question['of']} {question['q']!r}"


def test_the_readme_counts_languages_and_kinds():
    assert table("language") == Counter(question["lang"] for question in QUESTIONS)
    assert table("kind") == Counter(question["kind"] for question in QUESTIONS)


def test_the_readme_counts_stories_texts_questions_and_answers():
    answered = sum(bool(question["a"]) for question in QUESTIONS)
    said = f"{len(FILES)} stories, {len(TEXTS)} texts, {len(QUESTIONS):,} questions"
    assert said in README
    assert f"{answered:,} questions are answered" in README
    assert f"{len(QUESTIONS) - answered:,} are not" in README


def test_the_readme_says_how_many_german_questions_every_text_has():
    german = Counter(question["of"] for question in QUESTIONS if question["lang"] == "de")
    least = int(re.search(r"at least (\d+) German questions", README)[1])
    assert min(german[id_] for id_ in TEXTS) >= least >= LEAST_GERMAN


def test_every_line_is_a_text_or_a_question():
    for path in FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            keys = json.loads(line).keys()
            if "id" in keys:
                assert keys == {"id", "publisher", "date", "title", "text"}, line
            else:
                assert {"of", "lang", "kind", "q", "a"} <= keys, line
                assert keys <= {"of", "lang", "kind", "q", "a", "in", "also"}, line


def test_numbers_of_stories_and_texts_are_their_own():
    assert [path.name[:2] for path in FILES] == [f"{n:02}" for n in range(1, len(FILES) + 1)]
    for path, (texts, _) in STORIES_READ.items():
        assert list(texts) == [f"{path.name[:2]}-{n}" for n in range(1, len(texts) + 1)]


def test_no_text_is_empty():
    for id_, text in TEXTS.items():
        assert all(value == value.strip() != "" for value in text.values()), id_
        assert len(text["text"].split()) >= LEAST_WORDS, id_
        assert dt.date.fromisoformat(text["date"])


def test_no_text_stands_in_two_stories():
    assert len({text["text"] for text in TEXTS.values()}) == len(TEXTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_stand_verbatim_at_one_place(path):
    texts, questions = STORIES_READ[path]
    for question in questions:
        text, answer, within = texts[question["of"]]["text"], question["a"], question.get("in")
        assert bool(answer) is not question["kind"].startswith("none_"), shown(question)
        if not answer:
            assert not {"in", "also"} & question.keys(), shown(question)
        elif within is None:
            assert text.count(answer) == 1, shown(question)
        else:
            assert text.count(within) == 1, shown(question)
            assert answer in within, shown(question)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_other_answers_stand_verbatim_in_other_texts_of_the_story(path):
    texts, questions = STORIES_READ[path]
    for question in questions:
        for id_, words in question.get("also", {}).items():
            assert id_ != question["of"], shown(question)
            assert words.strip(), shown(question)
            assert words in texts[id_]["text"], shown(question)


def test_no_question_is_asked_twice_of_a_text():
    asked = Counter((question["of"], question["lang"], question["q"]) for question in QUESTIONS)
    assert [key for key, times in asked.items() if times > 1] == []
    assert all(question["q"].strip() for question in QUESTIONS)


def test_the_split_in_the_readme_is_the_one_in_force():
    for part in ("choose", "report"):
        listed = re.search(rf"^\| {part} \| ([\d, ]+) \|", README, re.MULTILINE)[1].split(", ")
        assert listed == [path.name[:2] for path in FILES if part_of(path) == part]
    left = sum(part_of(path) == "train" for path in FILES)
    assert f"| train | the other {left} |" in README


def test_the_files_are_all_there_is():
    assert {path.name for path in STORIES.iterdir()} == {"README.md", *(p.name for p in FILES)}
