"""Hostile questions: each gives an answer, every quote a slice of its article, or one error."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from retrieval.errors import QuestionError
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.press import assert_quotes_hold, write_corpus
from tests.torture import children
from tests.torture.given import Given
from tests.torture.processes import run
from tests.torture.question_texts import question
from tests.torture.report import Row, row

_AT_A_TIME = 300
_MAX_CPU_S = 10.0
_QUOTES = 3


def questions(given: Given, scratch: Path) -> list[Row]:
    """Asks.

    Args:
        given: How many questions, and which.
        scratch: A folder for what is laid out.

    Returns:
        A row for asking the library, one for `ask --batch`, one for `ask --json`.
    """
    world = scratch / "world"
    write_corpus(world / "corpus")
    run(built, world)
    ways = {"asked": ask, "through `--batch`": batch, "through `--json`": one_by_one}
    rows = {name: Row(f"fuzz: questions {name}") for name in ways}

    def tried(some: tuple[str, range]) -> Row:
        name, numbers = some
        seed = given.seed
        with row(name) as found:
            ended = run(ways[name], world, seed, numbers)
            found.tried = len({number for number, _ in ended.values}) or len(numbers)
            for number, complaint in ended.values:
                if complaint:
                    found.fault(f"`questions --seed {seed} --first {number} --count 1`", complaint)
            if ended.why:
                last = ended.values[-1][0] if ended.values else numbers[0]
                found.fault(f"`questions --seed {seed} --first {last} --count 1`", ended.why)
        return found

    some = [(name, numbers) for name in ways for numbers in given.numbers(_AT_A_TIME)]
    with ThreadPoolExecutor(given.jobs) as pool:
        for found in pool.map(tried, some):
            rows[found.test].add(found)
    return list(rows.values())


def built(world: Path) -> Iterator[object]:
    """Makes the index that is asked."""
    children.enter(world)
    yield Library(world / "index", corpus_dir=world / "corpus", encoder=TinyEncoder()).build()


def ask(world: Path, seed: int, numbers: range) -> Iterator[tuple[int, str]]:
    """Asks the library; yields before and after each question its number, then what was wrong."""
    children.enter(world)
    with Library(world / "index", encoder=TinyEncoder()) as library:
        for number in numbers:
            yield number, ""
            started = time.process_time()
            wrong = _wrong(library, question(seed, number))
            if (took := time.process_time() - started) > _MAX_CPU_S:
                wrong = wrong or f"takes {took:.0f} s"
            yield number, wrong


def _wrong(library: Library, asked: str) -> str:
    try:
        answer = library.ask(asked, k=_QUOTES)
        assert_quotes_hold(library, answer, _QUOTES)
    except QuestionError as error:
        return "" if "\n" not in str(error) else f"more than a line: {error}"
    except BaseException as error:  # whatever it is, it is what is looked for
        return f"{asked[:80]!r}: {type(error).__name__}: {str(error)[:300]}"
    return "" if answer.question == asked else f"{asked[:80]!r}: the question came back changed"


def batch(world: Path, seed: int, numbers: range) -> Iterator[tuple[int, str]]:
    """Asks as `ask --batch -` does, each question as JSON, which takes every character."""
    children.enter(world)
    children.with_tiny_encoder(world / "embedded.log")
    yield from ((number, "") for number in numbers)
    lines = [json.dumps({"question": question(seed, n), "number": n}) for n in numbers]
    done = children.command("ask", "--batch", "-", stdin="\n".join(lines).encode())
    if done.shouts or done.status not in (0, 1):
        yield numbers[0], str(done)[-500:]
    said = [json.loads(line) for line in done.out.splitlines()]
    back = [record["number"] for record in said if "number" in record]
    if len(said) != len(numbers) or back != [n for n in numbers if _is_text(question(seed, n))]:
        yield numbers[0], f"{len(numbers)} questions, {len(said)} lines"
    with Library(world / "index", encoder=TinyEncoder()) as library:
        for record in said:
            yield record.get("number", numbers[0]), _unlike(library, record)


def _is_text(asked: str) -> bool:
    """Whether it can be written at all; where not, the record that holds it is not handed back."""
    try:
        asked.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unlike(library: Library, record: dict[str, Any]) -> str:
    if "error" in record:
        return "" if "\n" not in str(record["error"]) else f"more than a line: {record}"
    for quote in record["quotes"]:
        text = library.article(quote["citation"]["article"]).text
        if text[quote["start"] : quote["end"]] != quote["text"]:
            return f"not word for word: {quote}"
    return ""


def one_by_one(world: Path, seed: int, numbers: range) -> Iterator[tuple[int, str]]:
    """Asks every tenth question as `ask --json QUESTION` does, the bytes as they are typed."""
    children.enter(world)
    children.with_tiny_encoder(world / "embedded.log")
    with Library(world / "index", encoder=TinyEncoder()) as library:
        for number in numbers[:: 10 if len(numbers) > 10 else 1]:
            typed = question(seed, number).encode("utf-8", "surrogatepass").replace(b"\0", b"")
            argument = typed.decode("utf-8", "surrogateescape")
            yield number, ""
            done = children.command("ask", "--json", "--", argument)
            if done.status in (0, 3) and not done.shouts:
                yield number, _unlike(library, json.loads(done.out))
            elif not done.is_one_line or done.shouts:
                yield number, f"{argument[:80]!r}: {str(done)[-400:]}"
