"""A noun asked alone, and a phrase in quotation marks: how often the first quote holds it.

Nouns that stand in exactly one passage are drawn by a seed, and asked as they are written, all
small and all in capitals. Phrases are five words in a row of one sentence, drawn by the same seed.
Two corpora: the one that ships, and articles from JSON lines (`id`, `title`, `text`; other lines
are passed over), the development articles where no folder is named with `--texts`.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import options, prepared, report
from benchmarks.layout import SourceArticle
from benchmarks.report import Table
from retrieval.evaluation.judge import normalised
from retrieval.index.generation import Generation
from retrieval.library import Library

_SEED = 20_250_118
_NOUNS = 300
_PHRASES = 60
_PHRASE_WORDS = 5
_NOUN = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{3,}\b(?![-–])")
_CASES = {"as written": str, "small": str.lower, "capitals": str.upper}

Asked = tuple[str, str]
"""A question, and what the first quote must hold."""


def main(argv: Sequence[str] | None = None) -> None:
    """Runs both corpora and prints their tables."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--texts", type=Path, help="folder of JSON lines with articles")
    chosen, parsed = options.read(arguments, argv)
    if parsed.texts:
        articles = list(_articles(parsed.texts))
    else:
        articles = prepared.benchmark_articles(chosen)
    shipped = chosen.work / "own" / "index"
    prepared.index(chosen, options.ROOT / "corpus", shipped)
    _, other = prepared.prepare(chosen, articles, "nouns")
    tables = [
        table
        for name, folder in (("the corpus that ships", shipped), ("other articles", other))
        for table in _measured(chosen, name, folder)
    ]
    report.publish(tables, chosen.json, quick=chosen.quick)


def _articles(folder: Path) -> Iterator[SourceArticle]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line) if line.strip() else {}
            if "text" in record:
                yield SourceArticle(record["id"], record["title"], record["text"])


def _measured(chosen: options.Options, name: str, index_dir: Path) -> list[Table]:
    passages = _passages(index_dir)
    nouns = _nouns(passages)[: 5 if chosen.quick else _NOUNS]
    phrases = _phrases(passages)[: 5 if chosen.quick else _PHRASES]
    with prepared.open_library(chosen, index_dir) as library:
        rows = [
            _row(library, case, [(change(noun), noun) for noun in nouns])
            for case, change in _CASES.items()
        ]
        rows.append(_row(library, "a phrase", [(f"„{phrase}“", phrase) for phrase in phrases]))
    return [
        Table(
            f"A noun alone: {name}", ("", "asked", "in quote 1", "in mark", "answered"), tuple(rows)
        )
    ]


def _row(library: Library, case: str, asked: Sequence[Asked]) -> tuple[str, ...]:
    quoted = marked = answered = 0
    for question, wanted in asked:
        answer = library.ask(question)
        answered += answer.answered
        if answer.quotes:
            quoted += normalised(wanted) in normalised(answer.quotes[0].text)
            marked += normalised(wanted) in normalised(answer.quotes[0].highlight.text)
    shares = (f"{count / max(len(asked), 1):.3f}" for count in (quoted, marked, answered))
    return (case, str(len(asked)), *shares)


def _passages(index_dir: Path) -> list[str]:
    catalog = Generation.in_force(index_dir).catalog
    articles = dict(catalog.iterate())
    return [
        articles[row.article].text[row.start : row.end]
        for row in catalog.passages(range(catalog.counts()[1]))
    ]


def _nouns(passages: Sequence[str]) -> list[str]:
    """Those that stand in exactly one passage, in whatever case."""
    words = Counter(word for text in passages for word in set(re.findall(r"\w+", text.lower())))
    found = {word for text in passages for word in _NOUN.findall(text)}
    once = sorted(word for word in found if words[word.lower()] == 1)
    random.Random(_SEED).shuffle(once)  # noqa: S311 - a sample that can be drawn again
    return once


def _phrases(passages: Sequence[str]) -> list[str]:
    """Five words in a row that stand in one passage."""
    found = []
    for text in passages:
        sentence = re.split(r"(?<=[.!?]) ", " ".join(text.split()))[0]
        words = re.findall(r"[\w-]+", sentence)
        phrase = " ".join(words[1 : 1 + _PHRASE_WORDS])
        if len(words) > _PHRASE_WORDS and sum(phrase in other for other in passages) == 1:
            found.append(phrase)
    random.Random(_SEED).shuffle(found)  # noqa: S311
    return found


if __name__ == "__main__":
    main()
