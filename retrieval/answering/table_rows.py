"""The row of a table that a question is about, and what stands in the column it names.

The rows of a table are alike, and near one another in meaning: which one is asked for, a name or
number in it says. It is quoted alone; the head, which says what its numbers count, is quoted beside
it where it does not stand right above.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from retrieval.answer import Highlight
from retrieval.answering.question import Question
from retrieval.answering.windows import Window
from retrieval.index.catalog.rows import SentenceRow
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import tokens
from retrieval.language.fold import search_form
from retrieval.language.stopwords import is_stopword
from retrieval.segmentation.passages import Role
from retrieval.segmentation.tables import cells_of, heads_of

_LEAST_SHARED_CHARS: Final = 5


def asked_row(
    index: OpenIndex, question: Question, sentences: Sequence[SentenceRow], best: int
) -> int:
    """Finds, of the rows of a table, the one that holds most of a question's words.

    Args:
        index: What is searched.
        question: What is asked.
        sentences: Those of one place, in order.
        best: Index of the one that seems to answer.

    Returns:
        Index of the row; `best` itself where it is no row, or none in its table holds more words.
    """
    if sentences[best].role != Role.ROW:
        return best
    first = end = best
    while first and sentences[first - 1].role == Role.ROW:
        first -= 1
    while end < len(sentences) and sentences[end].role == Role.ROW:
        end += 1
    numbers = [sentence.number for sentence in sentences[first:end]]
    covered = index.keywords.coverage_of_sentences(question.text, numbers)
    if covered.max() <= covered[best - first]:
        return best
    return first + int(np.argmax(covered))


def row_window(sentences: Sequence[SentenceRow], row: int, max_chars: int) -> Window:
    """A row, with the head and the caption where these stand right above it.

    Args:
        sentences: As for `asked_row`.
        row: Index of the row.
        max_chars: How long the run may be.

    Returns:
        The run.
    """
    first = row
    while (
        first
        and sentences[first - 1].role == Role.LEADS
        and sentences[row].end - sentences[first - 1].start <= max_chars
    ):
        first -= 1
    return Window(first, row + 1)


def table_head(
    text: str, sentences: Sequence[SentenceRow], row: int, window: Window
) -> Highlight | None:
    """The head of a row's table, where it is not quoted with it.

    Args:
        text: The article's text.
        sentences: As for `asked_row`.
        row: Index of the row.
        window: What is quoted.

    Returns:
        A slice of the text; None where the table has no head, or the quote holds it.
    """
    head = heads_of(sentences)[row]
    if head is None or head >= window.first:
        return None
    start, end = sentences[head].start, sentences[head].end
    return Highlight(text[start:end], start, end)


def asked_cell(
    text: str, sentences: Sequence[SentenceRow], row: int, question: Question
) -> Highlight | None:
    """The cell of a row in the one column whose head a question names.

    Args:
        text: The article's text.
        sentences: As for `asked_row`.
        row: Index of the row.
        question: What is asked.

    Returns:
        A slice of the text; None where no column is named, or several are.
    """
    head = heads_of(sentences)[row]
    if head is None:
        return None
    keys = cells_of(text, sentences[head].start, sentences[head].end)
    values = cells_of(text, sentences[row].start, sentences[row].end)
    if len(keys) != len(values):
        return None
    asked = _forms(question.text, question)
    named = [
        value
        for key, value in zip(keys, values, strict=True)
        for forms in [_forms(text[key.start : key.end], question)]
        if any(_alike(form, other) for form in forms for other in asked)
    ]
    if len(named) != 1 or named[0].start == named[0].end:
        return None
    return Highlight(text[named[0].start : named[0].end], named[0].start, named[0].end)


def _forms(words: str, question: Question) -> list[str]:
    forms = (search_form(word) for word in tokens(words))
    return [form for form in forms if not is_stopword(form, question.language or "de")]


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same but for their endings."""
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) >= _LEAST_SHARED_CHARS and long.startswith(short) and len(long) - len(short) <= 3
    )
