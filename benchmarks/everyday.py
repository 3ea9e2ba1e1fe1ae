"""The project's own everyday questions: stories told by several papers that contradict each other.

They lie in `training/questions/`, a file a story (see the README there). Every story is in the
corpus, those that the reader was trained on, too; asked are the questions on the part that was
neither trained nor chosen on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from benchmarks.layout import SourceArticle
from retrieval.evaluation.evaluate import EvalQuestion

STORIES = Path(__file__).parents[1] / "training" / "questions"
CHOSEN_ON, REPORTED_ON = (4, 12, 20, 28), (5, 13, 21, 29)
"""Numbers of the stories, one of each kind: what choices are made on, what is reported on."""

Part = Literal["train", "choose", "report"]


def part_of(story: Path) -> Part:
    """What a story is for."""
    number = int(story.name[:2])
    if number in REPORTED_ON:
        return "report"
    return "choose" if number in CHOSEN_ON else "train"


def read_story(story: Path) -> tuple[dict[str, dict[str, str]], list[dict[str, Any]]]:
    """A story's texts by their ids, and its questions."""
    lines = story.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return {row["id"]: row for row in rows if "id" in row}, [row for row in rows if "of" in row]


def articles(folder: Path = STORIES) -> list[SourceArticle]:
    """All stories' texts."""
    return [
        SourceArticle(text["id"], text["title"], text["text"])
        for story in sorted(folder.glob("*.jsonl"))
        for text in read_story(story)[0].values()
    ]


def questions(part: Part, folder: Path = STORIES) -> list[EvalQuestion]:
    """The questions on one part of the stories; any paper's answer is right."""
    return [
        _question(story.stem, number, row)
        for story in sorted(folder.glob("*.jsonl"))
        if part_of(story) == part
        for number, row in enumerate(read_story(story)[1], start=1)
    ]


def _question(story: str, number: int, row: dict[str, Any]) -> EvalQuestion:
    answers = (row["a"], *row.get("also", {}).values()) if row["a"] else ()
    return EvalQuestion(
        id=f"{story}-{number}-{row['kind']}",
        question=row["q"],
        answerable=bool(row["a"]),
        language=row["lang"],
        answers=answers,
    )
