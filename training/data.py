"""The examples that the reader is trained and tried on: questions, each about one text.

`load` gives a set by its name. The public sets are files `NAME.jsonl.xz` of a folder, our own lies
beside this module; what each is, whose, and under which licence stands in `README.md`.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.everyday import STORIES, Part, part_of, read_story

TRAINED_ON: Final = ("norquad", "selqa", "squad_train", "own-train")
TRIED_ON: Final = ("own-choose", "squad_test")
"""Looked at after each pass, never learned from."""

SQUAD_ARTICLES_TRAINED_ON: Final = frozenset(
    {
        "1973_oil_crisis",
        "Apollo_program",
        "Computational_complexity_theory",
        "European_Union_law",
        "Fresno,_California",
        "Martin_Luther",
        "Newcastle_upon_Tyne",
        "Oxygen",
        "Southern_California",
        "Teacher",
        "Victoria_(Australia)",
        "Victoria_and_Albert_Museum",
    }
)
"""Of the 24 development articles of SQuAD that are at hand; the other twelve are `squad_test`."""

_SQUAD: Final = ("squaddev_devhalf", "squaddev_devhalf_unans")
_OWN: Final = "own-"


@dataclass(frozen=True, slots=True)
class Example:
    """A question about one text.

    Attributes:
        group: What the text belongs to (article, story): its other texts are like it, and none of
            them is tried on where this one was trained on.
        question: The question.
        title: The text's headline; empty where it has none.
        text: The text.
        text_language: Of the text, ISO 639-1.
        start: First code point of the answer in the text; -1 where the text does not answer.
    """

    group: str
    question: str
    title: str
    text: str
    text_language: str
    start: int


def load(folder: Path, name: str) -> list[Example]:
    """Reads one set.

    Args:
        folder: Where the public files lie; not needed for our own.
        name: `norquad`, `selqa`, `squad_train`, `squad_test`, `own-train`, `own-choose` or
            `own-report`.

    Returns:
        Its examples, in the files' order.

    Raises:
        OSError: A file cannot be read.
        ValueError: There is no set of that name.
    """
    match name:
        case "norquad" | "selqa":
            return list(_public(folder, name))
        case "squad_train" | "squad_test":
            found = [example for file in _SQUAD for example in _public(folder, file, titled=True)]
            wanted = name == "squad_train"
            return [e for e in found if (e.group in SQUAD_ARTICLES_TRAINED_ON) is wanted]
        case "own-train":
            return own("train")
        case "own-choose":
            return own("choose")
        case "own-report":
            return own("report")
    raise ValueError(f"no set {name!r}")


def own(part: Part, folder: Path = STORIES) -> list[Example]:
    """Our own examples of one part; `benchmarks.everyday` says which story belongs where."""
    return [
        example
        for story in sorted(folder.glob("*.jsonl"))
        if part_of(story) == part
        for example in _story(story)
    ]


def _public(folder: Path, name: str, *, titled: bool = False) -> Iterator[Example]:
    with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            group = row["group"].partition("-")[2]
            title = group.replace("_", " ") if titled else ""
            yield Example(group, row["q"], title, row["ctx"], row["lang"], row["start"])


def _story(path: Path) -> Iterator[Example]:
    texts, questions = read_story(path)
    for row in questions:
        text = texts[str(row["of"])]
        start = answer_start(text["text"], str(row["a"]), str(row.get("in", "")))
        yield Example(path.stem, str(row["q"]), text["title"], text["text"], "de", start)


def answer_start(text: str, answer: str, within: str = "") -> int:
    """Where an answer of our own set stands.

    Args:
        text: The text.
        answer: Its words; empty where the text does not answer.
        within: The sentence that holds it, where its words stand elsewhere too.

    Returns:
        Its first code point; -1 where the text does not answer.

    Raises:
        ValueError: It does not stand there.
    """
    if not answer:
        return -1
    return text.index(within) + within.index(answer) if within else text.index(answer)
