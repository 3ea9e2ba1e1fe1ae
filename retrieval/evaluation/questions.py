"""A question set: JSON lines, one question each, with what is known of the right answer.

Keys of a line: `question` (the only one that must be there), `answerable` (default true), any of
`article` (its id), `paragraph` (its number, from 1), `answer` (the answer's words as they stand in
the article) and `answer_any` (a list; any one of them will do), and `id` and `lang` (or
`language`). Other keys are left alone, blank lines and a byte-order mark are fine, `null` means
absent.

Anything else is refused with the file's name, the line and the value seen: a question set with a
slip in it would otherwise score the engine for the slip.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StrictBool, StrictInt, ValidationError

from retrieval.errors import Problem, QuestionSetError

UNDETERMINED = "und"
"""ISO 639-2 code of a language that is not known."""

_MAX_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One question of the set.

    Attributes:
        id: As given, otherwise the number of its line.
        question: As it will be asked.
        answerable: Whether the corpus answers it.
        language: ISO 639-1 code of the question, `und` where the line names none.
        article: Id of the article that answers, if known.
        paragraph: Number of the paragraph that answers, from 1, if known; never without `article`.
        answers: Wordings of the answer, any of which will do; empty if none is known.
    """

    id: str
    question: str
    answerable: bool = True
    language: str = UNDETERMINED
    article: str | None = None
    paragraph: int | None = None
    answers: tuple[str, ...] = ()


def load_questions(path: Path) -> list[EvalQuestion]:
    """Reads a question set, in the file's order.

    Args:
        path: A JSON-lines file in UTF-8.

    Returns:
        The questions, at least one.

    Raises:
        QuestionSetError: The file cannot be read, holds no question, or a line is not a question.
    """
    questions = []
    for number, raw in enumerate(_content(path).split(b"\n"), start=1):
        slip = partial(_slip, path, number)
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            byte = raw[error.start : error.start + 1].hex()
            raise slip(Problem("questions.no_utf8", {"byte": byte})) from None
        if line:
            questions.append(_question(line, str(number), slip))
    if not questions:
        raise QuestionSetError("questions.empty", path=path)
    return questions


_Words = Annotated[str, Field(strict=True, pattern=r"\S")]


class _Line(BaseModel):
    """A line's keys, but for those that are null."""

    id: Annotated[
        _Words | None, BeforeValidator(lambda value: str(value) if type(value) is int else value)
    ] = None
    question: _Words
    answerable: StrictBool = True
    lang: _Words | None = None
    language: _Words = UNDETERMINED
    article: _Words | None = None
    paragraph: Annotated[StrictInt, Field(ge=1)] | None = None
    answer: _Words | None = None
    answer_any: list[_Words] = []


_Slip = Callable[[Problem], QuestionSetError]
"""What is wrong with a line → the error that names the line, too."""


def _slip(path: Path, line: int, reason: Problem) -> QuestionSetError:
    return QuestionSetError("questions.line", path=path, line=line, reason=reason)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise QuestionSetError("questions.unreadable", path=path, reason=reason) from None


def _question(text: str, number: str, slip: _Slip) -> EvalQuestion:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise slip(Problem("questions.no_json", {"seen": _shown(text)})) from None
    if not isinstance(record, dict):
        raise slip(Problem("questions.no_object", {"seen": _shown(record)}))
    given = {key: value for key, value in record.items() if value is not None}
    if given.get("answerable") is False:
        # SQuAD-like sets give unanswerable questions an empty answer: there, blank means absent.
        given = {k: v for k, v in given.items() if v != "" or k not in ("article", "answer")}
    try:
        line = _Line.model_validate(given)
    except ValidationError as error:
        raise slip(_from_pydantic(error)) from None
    if line.paragraph is not None and line.article is None:
        raise slip(Problem("questions.paragraph_alone", {"paragraph": line.paragraph}))
    wordings = [line.answer, *line.answer_any] if line.answer else line.answer_any
    return EvalQuestion(
        id=line.id or number,
        question=line.question,
        answerable=line.answerable,
        language=line.lang or line.language,
        article=line.article,
        paragraph=line.paragraph,
        answers=tuple(dict.fromkeys(wordings)),
    )


def _from_pydantic(error: ValidationError) -> Problem:
    first = error.errors(include_url=False)[0]
    key, *inside = first["loc"]
    seen = _shown(first["input"])
    if first["type"] == "missing":
        return Problem("questions.no_question")
    if first["type"] == "string_unicode" and isinstance(first["input"], str):
        return Problem("questions.surrogate", {"key": key, "seen": seen})
    if key == "answerable":
        return Problem("questions.answerable", {"seen": seen})
    if key == "paragraph":
        return Problem("questions.no_paragraph", {"seen": seen})
    if key == "answer_any" and not inside:
        return Problem("questions.no_list", {"seen": seen})
    return Problem("questions.no_text", {"key": key, "seen": seen})


def _shown(value: object) -> str:
    """The value on one line, control characters escaped, not longer than a line should be."""
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN_CHARS else text[: _MAX_SHOWN_CHARS - 1] + "…"
