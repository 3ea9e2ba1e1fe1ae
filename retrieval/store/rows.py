"""What the catalog hands out: its rows as values."""

from __future__ import annotations

import datetime as dt
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
class ArticleSummary:
    """What a list of articles shows of one.

    Attributes:
        id: The article's id.
        title: Its headline.
        publisher: Newspaper or agency, if known.
        date: Day of publication, if known.
        section: Section, if known.
        path: File inside the corpus folder.
        url: Address, if known.
        words: Number of words of the text, parted by white space.
        passages: Number of passages.
    """

    id: str
    title: str
    publisher: str | None
    date: dt.date | None
    section: str | None
    path: str
    url: str | None
    words: int
    passages: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file behind an indexed article: path in the corpus folder, size, mtime, SHA-256 (hex)."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
