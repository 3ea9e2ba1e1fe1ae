"""What the catalog hands out: its rows as values."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.article import Article
from retrieval.segmentation.passages import Role


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

    @property
    def sentences(self) -> range:
        """The numbers of its sentences."""
        return range(self.first_sentence, self.end_sentence)


class SentenceRow(NamedTuple):
    """A sentence as stored.

    Attributes:
        number: Its dense number.
        article: Number of its article.
        start: First code point in the article's text.
        end: One past the last.
        paragraph: Its paragraph, from 1.
        answer_types: Bits of `AnswerType`: what kinds of answers it can hold.
        role: `Role`: what it does in its text.
    """

    number: int
    article: int
    start: int
    end: int
    paragraph: int
    answer_types: int
    role: int = 0


class StoredArticle(NamedTuple):
    """An article as it lies on the disk.

    Attributes:
        number: Its dense number.
        article: It.
        sound: Whether it is what was indexed.
    """

    number: int
    article: Article
    sound: bool


class SourceFile(NamedTuple):
    """The file behind an indexed article: path in the corpus folder, size, mtime, SHA-256 (hex)."""

    path: str
    size: int
    mtime_ns: int
    sha256: str


def roles_that_answer(
    roles: NDArray[np.uint8], *, asked_what_was_asked: bool = False
) -> NDArray[np.bool_]:
    """Which of some sentences can be an answer: none that asks or leads in.

    Args:
        roles: `Role` of each, shape (n,).
        asked_what_was_asked: Whether a question can be one ("Was fragte der Richter?").

    Returns:
        Shape (n,).
    """
    able: NDArray[np.bool_] = roles < (Role.LEADS if asked_what_was_asked else Role.ASKS)
    return able


def article_sha256(article: Article) -> bytes:
    """The SHA-256 of all that a quote can show of an article: its text and what is cited of it."""
    date = article.date.isoformat() if article.date else None
    cited = (
        *(article.id, article.path, article.title, date, article.publisher, article.url),
        *(article.authors, article.section, article.language, article.sources),
        article.guessed,
        article.pages,
        [problem.to_json() for problem in article.problems],
    )
    digest = hashlib.sha256(json.dumps(cited).encode())
    digest.update(article.text.encode("utf-8", "surrogatepass"))
    return digest.digest()


def layout_sha256(
    paragraphs: Iterable[tuple[int, int, int]], sentences: Iterable[SentenceRow]
) -> bytes:
    """The SHA-256 of where an article's paragraphs and sentences lie.

    Args:
        paragraphs: Number, start and end of each, in order.
        sentences: In order; their own and their article's number do not count.

    Returns:
        32 bytes.
    """
    digest = hashlib.sha256()
    for rows in (paragraphs, (row[2:] for row in sentences)):
        values = array("q", [value for row in rows for value in row])
        digest.update(len(values).to_bytes(8, "little") + values.tobytes())
    return digest.digest()
