"""Question–passage pairs from their files, each with its article and where its answer stands."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).parent / "questions"
_GROUPS_KEPT = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A question about one text.

    Attributes:
        source: The data set.
        language: Of the question, ISO 639-1.
        text_language: Of the text.
        group: What the text belongs to; texts of one group are never parted into training and test.
        question: The question.
        title: The text's headline; empty where it has none.
        text: The text.
        start: First code point of the answer; -1 where the text does not answer.
        end: One past the last code point of the answer; -1 likewise.
        whole_sentence: Whether the answer is a sentence rather than the words that answer.
    """

    source: str
    language: str
    text_language: str
    group: str
    question: str
    title: str
    text: str
    start: int
    end: int
    whole_sentence: bool


def public(folder: Path, name: str) -> Iterator[Example]:
    """The examples of one file `NAME.jsonl.xz`."""
    with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            start = row["start"]
            title = row["group"].partition("-")[2].replace("_", " ") if "squad" in name else ""
            yield Example(
                name,
                row["lang"],
                row["lang"],
                row["group"],
                row["q"],
                title,
                row["ctx"],
                start,
                start + len(row["ans"]) if start >= 0 else -1,
                bool(row.get("sentence")),
            )


def squad_groups(folder: Path) -> tuple[set[str], set[str]]:
    """The articles of SQuAD's development half: those trained on, and those kept as a test."""
    groups = sorted({example.group for example in public(folder, "squaddev_devhalf")})
    random.Random(0).shuffle(groups)
    cut = int(len(groups) * _GROUPS_KEPT)
    return set(groups[:cut]), set(groups[cut:])


CHOOSE, REPORT = (4, 12, 20, 28), (5, 13, 21, 29)
"""The stories that choices are made on, and those that figures are reported on: one of each kind."""


def own(part: str, folder: Path = QUESTIONS) -> Iterator[Example]:
    """Our own questions.

    Args:
        part: `train`, `choose` or `report`.
        folder: Where the stories lie.
    """
    for path in sorted(folder.glob("*.jsonl")):
        number = int(path.name[:2])
        belongs = "choose" if number in CHOOSE else "report" if number in REPORT else "train"
        if belongs == part:
            yield from _story(path)


def _story(path: Path) -> Iterator[Example]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    texts = {row["id"]: row for row in rows if "id" in row}
    for row in rows:
        if "id" in row:
            continue
        text = texts[row["of"]]
        within = row.get("in", "")
        start = (
            text["text"].index(within) + within.index(row["a"])
            if within
            else text["text"].find(row["a"])
        )
        if not row["a"]:
            start = -1
        yield Example(
            f"own-{row['kind']}",
            row["lang"],
            "de",
            path.stem,
            row["q"],
            text["title"],
            text["text"],
            start,
            start + len(row["a"]) if row["a"] else -1,
            False,
        )
