"""Where the pages of a document begin in its text, and how its stored Markdown keeps that.

While a text is made, a page begins at a mark: a character that no text holds (U+FDD0, which Unicode
gives to no character). In Markdown it begins at a comment, `<!-- page 4 -->`, which no reader of
the page sees: on a line of its own above a paragraph, or within one. Taking the comments out gives
the text that they were put into, to the character.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from retrieval.corpus.readers.decoding import normalise

Pages = tuple[tuple[int, int], ...]
"""As `Article.pages`: the first code point of each page, and its number."""

MARK: Final = "\ufdd0"

# Ours, and what other programs write where they turn a document into Markdown.
_COMMENT: Final = re.compile(
    r"(?P<line>^)?<!--\s*(?:page(?:\s?number)?|seite)\s*[:=]?\s*\"?(?P<number>\d{1,5})\"?\s*-->"
    r"(?(line)(?:[ \t]*\n)?)",
    re.IGNORECASE | re.MULTILINE,
)


def take_marks(text: str, numbers: Sequence[int]) -> tuple[str, Pages]:
    """Takes the marks out of a text.

    Args:
        text: The text.
        numbers: Of the pages that begin at its marks, in order.

    Returns:
        The text without marks, and its pages; none where it would not be normalised without them,
        or where marks were lost.
    """
    parts = text.split(MARK)
    bare = "".join(parts)
    if len(parts) != len(numbers) + 1 or normalise(bare) != bare:
        return normalise(bare), ()
    starts: list[int] = []
    for part in parts[:-1]:
        starts.append(len(part) + (starts[-1] if starts else 0))
    return bare, tuple(zip(starts, numbers, strict=True))


def marked(text: str, pages: Pages) -> str:
    """The text with a mark where each page begins."""
    starts = [0, *(start for start, _ in pages), len(text)]
    return MARK.join(text[start:end] for start, end in pairwise(starts))


def without_headline(pages: Pages, chars: int) -> Pages:
    """The pages of a text of whose beginning so many characters are taken."""
    return tuple((max(0, start - chars), number) for start, number in pages)


def carried_over(text: str, pages: Pages, dropped: Collection[int], cleaned: str) -> Pages:
    """Where pages begin in what cleaning has left of a text.

    Args:
        text: The text.
        pages: Its pages.
        dropped: The numbers of the lines that were taken out, from 1.
        cleaned: The other lines, runs of empty ones shrunk to one.

    Returns:
        The pages of `cleaned`: one whose beginning was taken out begins with the next line left.
    """
    kept: list[str] = []
    waiting = ""
    for number, line in enumerate(marked(text, pages).split("\n"), 1):
        marks = MARK * line.count(MARK)
        if number in dropped:
            waiting += marks
        elif waiting and line.strip(MARK):
            kept.append(waiting + line)
            waiting = ""
        else:
            kept.append(line)
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + waiting
    bare, found = take_marks(joined, [number for _, number in pages])
    if bare != cleaned:
        return ()
    return tuple((start, number) for start, number in found if start < len(bare))


def with_comments(text: str, pages: Pages) -> str:
    """The text in Markdown, with a comment where each page begins."""
    parts: list[str] = []
    position = 0
    for start, number in pages:
        parts.append(text[position:start])
        at_line = start == 0 or text[start - 1] == "\n"
        parts.append(f"<!-- page {number} -->" + "\n" * at_line)
        position = start
    return "".join((*parts, text[position:]))


def comments_to_marks(text: str) -> tuple[str, list[int]]:
    """A Markdown text with marks for the comments where pages begin, and the pages' numbers."""
    numbers: list[int] = []

    def mark(comment: re.Match[str]) -> str:
        numbers.append(int(comment["number"]))
        return MARK

    return _COMMENT.sub(mark, text.replace(MARK, "")), numbers
