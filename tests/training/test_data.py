"""Sets of examples: where the answer stands, and that none is learned from and tried on."""

from __future__ import annotations

import json
import lzma

import pytest

from benchmarks.everyday import STORIES, read_story
from training.data import SQUAD_ARTICLES_TRAINED_ON, TRAINED_ON, TRIED_ON, answer_start, load, own


def write(folder, name, rows):
    with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def row(group, start=0):
    return {
        "lang": "en",
        "group": group,
        "q": "Who?",
        "ctx": "Ann did. Bob did not.",
        "start": start,
    }


@pytest.fixture
def squad(tmp_path):
    articles = [*sorted(SQUAD_ARTICLES_TRAINED_ON), "Warsaw", "Geology"]
    write(tmp_path, "squaddev_devhalf", [row(f"squaddev-{article}") for article in articles])
    write(
        tmp_path, "squaddev_devhalf_unans", [row("squaddev-Oxygen", -1), row("squaddev-Warsaw", -1)]
    )
    return tmp_path


def test_an_article_of_squad_is_learned_from_or_tried_on(squad):
    learned, tried = load(squad, "squad_train"), load(squad, "squad_test")
    assert {example.group for example in learned} == SQUAD_ARTICLES_TRAINED_ON
    assert [(e.group, e.start) for e in tried] == [("Warsaw", 0), ("Geology", 0), ("Warsaw", -1)]
    assert len(learned) == len(SQUAD_ARTICLES_TRAINED_ON) + 1


def test_an_article_of_squad_has_its_headline(squad):
    assert "Newcastle upon Tyne" in {example.title for example in load(squad, "squad_train")}


def test_other_public_sets_have_no_headline(tmp_path):
    write(tmp_path, "selqa", [row("selqa-Turn Me On", 9)])
    (example,) = load(tmp_path, "selqa")
    assert (example.title, example.group, example.text[example.start :]) == (
        "",
        "Turn Me On",
        "Bob did not.",
    )


def test_no_story_stands_in_two_parts():
    parts = {part: {e.group for e in own(part)} for part in ("train", "choose", "report")}
    stories = [story for part in parts.values() for story in part]
    assert sorted(stories) == [path.stem for path in sorted(STORIES.glob("*.jsonl"))]
    assert {story[:2] for story in parts["choose"]} == {"04", "12", "20", "28"}
    assert {story[:2] for story in parts["report"]} == {"05", "13", "21", "29"}


def test_nothing_reported_on_is_learned_from_or_chosen_by():
    assert not set(TRAINED_ON) & set(TRIED_ON)
    assert "own-report" not in {*TRAINED_ON, *TRIED_ON}


def test_our_own_examples_point_at_their_answers():
    for story in sorted(STORIES.glob("*.jsonl"))[:4]:
        rows = [row for row in read_story(story)[1] if row["a"]]
        examples = [e for part in ("train", "choose") for e in own(part) if e.group == story.stem]
        answered = [example for example in examples if example.start >= 0]
        for example, asked in zip(answered, rows, strict=True):
            assert example.text.startswith(asked["a"], example.start)


def test_the_sentence_given_says_which_of_several_places_is_meant():
    text = "Im Mai kam er. Im Mai ging er."
    assert answer_start(text, "Mai", "Im Mai ging er.") == 18
    assert answer_start(text, "ging") == 22
    assert answer_start(text, "") == -1


def test_words_that_do_not_stand_there_are_no_answer():
    with pytest.raises(ValueError, match="substring"):
        answer_start("Im Mai kam er.", "Juni")


def test_an_unknown_set_is_refused():
    with pytest.raises(ValueError, match="'squad'"):
        load(STORIES, "squad")
