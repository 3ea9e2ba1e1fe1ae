"""A question on its way from the door to the quote."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import Suggestion
from retrieval.errors import QuestionError
from retrieval.index.keywords.analysis import question_language
from retrieval.language.answer_type import AnswerType, expected_type
from retrieval.language.marks import without_long_runs
from retrieval.language.stopwords import Language


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may answer; None admits all.

    Attributes:
        since: First publication day admitted.
        until: Last publication day admitted.
        publisher: Publisher, compared without regard to case.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    publisher: str | None = None

    @property
    def admits_all(self) -> bool:
        """Whether nothing is filtered."""
        return self.since is None and self.until is None and self.publisher is None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what is known of it before anything is searched.

    Attributes:
        typed: As typed.
        text: Fit for searching: NFC, on one line; see `clean_question`.
        vector: Its embedding, shape (dimension,), float32, unit length.
        language: In which it is asked; None where its words do not tell (names, numbers).
        expects: The kind of answer it asks for.
        admitted: Which articles may answer.
        k: How many quotes at most, at least 1.
        unknown: Words that stand in no article, as typed.
        suggestions: What may have been meant by words that stand nowhere.
    """

    typed: str
    text: str
    vector: NDArray[np.float32]
    language: Language | None
    expects: AnswerType
    admitted: Filter = Filter()
    k: int = 1
    unknown: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @classmethod
    def embedded(cls, text: str, vector: NDArray[np.float32]) -> Self:
        """Makes a question of a clean text and its embedding, asked of all articles."""
        return cls(text, text, vector, question_language(text), expected_type(text))


def clean_question(question: str, max_chars: int) -> str:
    """What is asked, fit for embedding: NFC, white space runs and unprintable characters folded.

    Args:
        question: As typed.
        max_chars: How long it may be, in code points.

    Returns:
        The question on one line.

    Raises:
        QuestionError: If nothing is left, or it is too long.
    """
    if len(question) > max_chars:
        raise QuestionError("question.too_long", chars=len(question), max_chars=max_chars)
    asked = on_one_line(question)
    if not asked:
        raise QuestionError("question.empty")
    return asked


def on_one_line(text: str) -> str:
    """A text in NFC, white space runs and unprintable characters folded; may be empty."""
    printable = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text
    )
    return " ".join(unicodedata.normalize("NFC", without_long_runs(printable)).split())
