"""`wortlaut ask --batch`: one question a line in, one JSON object a line out, in order.

A line is a question as it stands, or a JSON object with the key `question`; its unknown keys come
back unchanged, so that ids and gold answers travel along. Blank lines are passed over. A line that
cannot be asked yields an object with `error` instead of an answer, and the rest goes on. Each
object is written as soon as it is there.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.answer_json import answer_object, to_line
from bot.cli.question import decoded
from bot.cli.streams import notice, write_json
from bot.errors import InputError
from retrieval.answer import Answer
from retrieval.errors import QuestionError

# A record may come from an earlier run: none of that run's answer is kept.
_OURS = frozenset(
    {
        "answered",
        "certainty",
        "confidence",
        "quotes",
        "took_ms",
        "generation",
        "scores",
        "unknown_words",
        "did_you_mean",
        "searched",
        "period",
        "refusal",
        "talk",
        "error",
    }
)
_MAX_LINE_BYTES = 1 << 20


@dataclass(slots=True)
class Tally:
    """How many lines were asked, answered, refused ("not in the corpus"), talk, and failed."""

    asked: int = 0
    answered: int = 0
    refused: int = 0
    talk: int = 0
    failed: int = 0


@contextmanager
def open_questions(source: str) -> Iterator[BinaryIO]:
    """Opens a file of questions.

    Args:
        source: The file, `-` for standard input.

    Yields:
        Its bytes.

    Raises:
        InputError: The file cannot be read.
    """
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - what is done with it may fail otherwise
    except OSError as error:
        raise InputError("input.no_file", path=source, detail=error.strerror) from None
    with stream:
        yield stream


def run_batch(ask: Callable[[str], Answer], questions: BinaryIO) -> Tally:
    """Asks every question of a file and writes the answers to standard output.

    Args:
        ask: Question → answer.
        questions: From `open_questions`.

    Returns:
        How it went.
    """
    tally = Tally()
    for record, answer in _asked(ask, questions, tally):
        if isinstance(answer, str):
            write_json(to_line(_kept(record) | {"error": answer}))
        else:
            write_json(to_line(_kept(record) | answer_object(answer)))
    return tally


def answers_to(ask: Callable[[str], Answer], questions: BinaryIO) -> tuple[list[Answer], Tally]:
    """Asks every question of a file; one that cannot be asked is named on standard error.

    Args:
        ask: Question → answer.
        questions: From `open_questions`.

    Returns:
        The answers, and how it went.
    """
    tally = Tally()
    answers: list[Answer] = []
    for _, answer in _asked(ask, questions, tally):
        if isinstance(answer, str):
            notice(answer)
        else:
            answers.append(answer)
    return answers, tally


def _asked(
    ask: Callable[[str], Answer], questions: BinaryIO, tally: Tally
) -> Iterator[tuple[dict[str, Any], Answer | str]]:
    """Each line's record with its answer, or with why there is none."""
    for number, raw in _numbered(questions):
        tally.asked += 1
        record: dict[str, Any] = {}
        try:
            record = _record(raw)
            answer = ask(record["question"])
        except (InputError, QuestionError) as error:
            tally.failed += 1
            yield record, f"line {number}: {error}"
            continue
        tally.answered += answer.answered
        tally.talk += answer.talk is not None
        tally.refused += not answer.answered and answer.talk is None
        yield record, answer


def _kept(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in _OURS}


def _record(raw: bytes) -> dict[str, Any]:
    if len(raw) > _MAX_LINE_BYTES:
        raise InputError("input.line_too_long", bytes=_MAX_LINE_BYTES)
    line = decoded(raw, "the line").strip()
    if not line.startswith("{"):
        return {"question": line}
    try:
        record = json.loads(line, parse_constant=_finite, parse_float=_finite)
        str(record.get("question")).encode()
    except UnicodeEncodeError:
        raise InputError("input.surrogate") from None
    except (ValueError, RecursionError) as error:
        raise InputError("input.no_json", detail=error) from None
    if not isinstance(record.get("question"), str):
        raise InputError("input.no_question")
    return dict(record)


def _finite(literal: str) -> float:
    # JSON knows neither NaN nor infinity, so they could not be handed back.
    value = float(literal)
    if not math.isfinite(value):
        raise ValueError(f"{literal} is no number of JSON")
    return value


def _numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while raw := stream.readline(_MAX_LINE_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > _MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(_MAX_LINE_BYTES + 1)
        if raw.strip(b"\xef\xbb\xbf \t\r\n"):
            yield number, raw
