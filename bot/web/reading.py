"""An article, ready to be read: its paragraphs and headings, with what is quoted marked.

All of the text is shown, in its order: what lies between two paragraphs is a heading, or a mark
that parts them. Every sentence can be linked to by its receipt's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.article import Article, Paragraph
from retrieval.receipt import receipt_id

_HEADING = re.compile(r"^\s*(?P<marks>#{1,6})\s+(?P<words>.*?)(?:\s+#+)?\s*$")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a paragraph.

    Attributes:
        text: The words.
        anchor: The id of the sentence's receipt; empty between two sentences.
        marked: Whether they are quoted.
    """

    text: str
    anchor: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ReadingBlock:
    """A paragraph, or a heading.

    Attributes:
        number: Of the paragraph, from 1; 0 for a heading.
        runs: The words.
        page: The page of the document that begins with it, if one does.
    """

    number: int
    runs: tuple[Run, ...]
    page: int | None = None


def blocks(
    article: Article, paragraphs: Sequence[Paragraph], quoted: tuple[int, int] | None
) -> Iterator[ReadingBlock]:
    """Lays an article out.

    Args:
        article: The article.
        paragraphs: Its paragraphs, in order.
        quoted: First code point and one past the last of what is marked, if anything is.

    Yields:
        Headings and paragraphs, in order.
    """
    at, page = 0, None
    for paragraph in paragraphs:
        yield from _headings(article.text[at : paragraph.start])
        on = article.page_of(paragraph.start)
        runs = tuple(_runs(article, paragraph, quoted))
        yield ReadingBlock(paragraph.number, runs, on if on != page else None)
        at, page = paragraph.end, on
    yield from _headings(article.text[at:])


def _headings(gap: str) -> Iterator[ReadingBlock]:
    for line in gap.split("\n"):
        found = _HEADING.match(line)
        words = found["words"] if found else line.strip()
        if any(map(str.isalnum, words)):
            yield ReadingBlock(0, (Run(words, "", marked=False),))


def _runs(article: Article, paragraph: Paragraph, quoted: tuple[int, int] | None) -> Iterator[Run]:
    at = paragraph.start
    for start, end in paragraph.sentences:
        if at < start:
            yield from _cut(article.text, at, start, quoted, "")
        anchor = receipt_id(article.id, start, end, article.text[start:end])
        yield from _cut(article.text, start, end, quoted, anchor)
        at = end
    if at < paragraph.end:
        yield from _cut(article.text, at, paragraph.end, quoted, "")


def _cut(
    text: str, start: int, end: int, quoted: tuple[int, int] | None, anchor: str
) -> Iterator[Run]:
    """A slice in pieces that are quoted or not; the first has the anchor."""
    first, last = quoted or (end, end)
    places = [start, *(place for place in (first, last) if start < place < end), end]
    for begin, stop in pairwise(places):
        if begin < stop:
            yield Run(text[begin:stop], anchor, marked=first <= begin and stop <= last)
            anchor = ""
