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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

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
    questions = [_question(line, where) for where, line in _lines(Path(path))]
    if not questions:
        raise QuestionSetError("questions.empty", path=path)
    return questions


@dataclass(frozen=True, slots=True)
class _Where:
    """A line of a file, as an error names it."""

    path: Path
    number: int

    def error(self, problem: Problem) -> QuestionSetError:
        return QuestionSetError("questions.line", path=self.path, line=self.number, reason=problem)


def _lines(path: Path) -> Iterator[tuple[_Where, str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise QuestionSetError("questions.unreadable", path=path, reason=reason) from None
    for number, raw in enumerate(content.split(b"\n"), start=1):
        where = _Where(path, number)
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            bad = raw[error.start : error.start + 1].hex()
            raise where.error(Problem("questions.no_utf8", {"byte": bad})) from None
        if line:
            yield where, line


def _question(line: str, where: _Where) -> EvalQuestion:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise where.error(Problem("questions.no_json", {"seen": _shown(line)})) from None
    if not isinstance(record, dict):
        raise where.error(Problem("questions.no_object", {"seen": _shown(record)}))
    answerable = record.get("answerable", True)
    if not isinstance(answerable, bool):
        raise where.error(Problem("questions.answerable", {"seen": _shown(answerable)}))
    question = EvalQuestion(
        id=_id(record, where),
        question=_text(record, "question", where) or "",
        answerable=answerable,
        language=_text(record, "lang", where) or _text(record, "language", where) or UNDETERMINED,
        article=_gold(record, "article", where, answerable),
        paragraph=_paragraph(record, where),
        answers=_answers(record, where, answerable),
    )
    if not question.question:
        raise where.error(Problem("questions.no_question"))
    if question.paragraph is not None and question.article is None:
        raise where.error(Problem("questions.paragraph_alone", {"paragraph": question.paragraph}))
    return question


def _text(record: Mapping[str, object], key: str, where: _Where) -> str | None:
    value = record.get(key)
    return None if value is None else _checked(value, key, where)


def _checked(value: object, key: str, where: _Where) -> str:
    if not isinstance(value, str) or not value.strip():
        raise where.error(Problem("questions.no_text", {"key": key, "seen": _shown(value)}))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise where.error(
            Problem("questions.surrogate", {"key": key, "seen": _shown(value)})
        ) from None
    return value


def _gold(record: Mapping[str, object], key: str, where: _Where, answerable: bool) -> str | None:
    # SQuAD-like sets give unanswerable questions an empty answer: there, blank means absent.
    if not answerable and record.get(key) == "":
        return None
    return _text(record, key, where)


def _id(record: Mapping[str, object], where: _Where) -> str:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(record, "id", where) or str(where.number)


def _paragraph(record: Mapping[str, object], where: _Where) -> int | None:
    value = record.get("paragraph")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise where.error(Problem("questions.no_paragraph", {"seen": _shown(value)}))
    return value


def _answers(record: Mapping[str, object], where: _Where, answerable: bool) -> tuple[str, ...]:
    answer = _gold(record, "answer", where, answerable)
    several = record.get("answer_any")
    if several is None:
        several = []
    if not isinstance(several, list):
        raise where.error(Problem("questions.no_list", {"seen": _shown(several)}))
    alternatives = [_checked(value, "answer_any", where) for value in several]
    return tuple(dict.fromkeys([answer, *alternatives] if answer is not None else alternatives))


def _shown(value: object) -> str:
    """The value on one line, control characters escaped, not longer than a line should be."""
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN_CHARS else text[: _MAX_SHOWN_CHARS - 1] + "…"
