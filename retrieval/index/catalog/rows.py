"""What the catalog hands out: its rows as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class PassageRow(NamedTuple):
    """A passage as stored.

    Attributes:
        number: Its dense number.
        article: Number of its article.
        start: First code point in the article's text.
        end: One past the last.
        paragraph: Paragraph in which it begins, from 1.
        first_sentence: Number of its first sentence.
        end_sentence: One past the number of its last sentence.
    """

    number: int
    article: int
    start: int
    end: int
    paragraph: int
    first_sentence: int
    end_sentence: int


class SentenceRow(NamedTuple):
    """A sentence as stored.

    Attributes:
        number: Its dense number.
        article: Number of its article.
        start: First code point in the article's text.
        end: One past the last.
        paragraph: Its paragraph, from 1.
        answer_types: Bits of `AnswerType`: what kinds of answers it can hold.
    """

    number: int
    article: int
    start: int
    end: int
    paragraph: int
    answer_types: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file behind an indexed article: path in the corpus folder, size, mtime, SHA-256 (hex)."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
