"""Tables in Markdown: their head, their rows, the cells of a row.

A row is one sentence, `| Elmshorn | 35 |` with or without the outer bars. Alone it says little:
what its numbers count stands in the head, far above it in a long table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

from retrieval.segmentation.passages import Role
from retrieval.segmentation.span import Span

MAX_ROW_CHARS: Final = 480
"""A longer row lays out a page: its cells hold texts, which are split as texts are."""

_RULED: Final = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_BAR: Final = re.compile(r"(?<!\\)\|")


class Placed(Protocol):
    """A sentence, as split or as stored."""

    @property
    def start(self) -> int:
        """First code point in the article's text."""

    @property
    def end(self) -> int:
        """One past the last."""

    @property
    def paragraph(self) -> int:
        """Number of its paragraph, from 1."""

    @property
    def role(self) -> int:
        """`Role`."""


def rows_without_bars(text: str, block: Sequence[Span]) -> frozenset[Span]:
    """The lines of tables in a block that have bars between their cells alone.

    Args:
        text: The text.
        block: Lines between two empty ones.

    Returns:
        The line above each rule such as `--- | ---`, and those below it up to one without a bar.
    """
    rows: set[Span] = set()
    in_table = False
    for line, follower in pairwise([*block, None]):
        if line is None:
            continue
        words = text[line.start : line.end]
        if follower is not None and "|" in words and _is_rule(text, follower):
            in_table = True
        elif in_table and "|" not in words:
            in_table = False
        if in_table and not _is_rule(text, line):
            rows.add(line)
    return frozenset(rows)


def _is_rule(text: str, line: Span) -> bool:
    words = text[line.start : line.end]
    return "|" in words and "-" in words and _RULED.fullmatch(words) is not None


def heads_of(sentences: Sequence[Placed]) -> list[int | None]:
    """Finds the heads of the tables that rows stand in.

    Args:
        sentences: Of an article, in order.

    Returns:
        Of each sentence the index of its table's head; None where it is no row, or there is none.
    """
    heads: list[int | None] = []
    head: int | None = None
    for index, sentence in enumerate(sentences):
        if sentence.role == Role.LEADS:
            head = index
        elif sentence.role != Role.ROW:
            head = None
        is_below = head is not None and sentences[head].paragraph == sentence.paragraph
        heads.append(head if sentence.role == Role.ROW and is_below else None)
    return heads


def cells_of(text: str, start: int, end: int) -> list[Span]:
    """Where the cells of a row stand, without the white space around them.

    Args:
        text: The text.
        start: First code point of the row.
        end: One past the last.

    Returns:
        The cells, in order; an empty one is an empty span.
    """
    bars = [found.start() for found in _BAR.finditer(text, start, end)]
    edges = [start - 1, *bars, end]
    spans = []
    for before, after in pairwise(edges):
        words = text[before + 1 : after]
        first = before + 1 + len(words) - len(words.lstrip())
        spans.append(Span(first, max(first, before + 1 + len(words.rstrip()))))
    if text[start:end].startswith("|"):
        spans = spans[1:]
    if text[start:end].endswith("|"):
        spans = spans[:-1]
    return spans


def in_words(text: str, head: Placed, row: Placed) -> str:
    """A row as a sentence says it, `Ort: Elmshorn; Besucher: 35`: to be embedded, never quoted."""
    keys = [text[cell.start : cell.end] for cell in cells_of(text, head.start, head.end)]
    values = [text[cell.start : cell.end] for cell in cells_of(text, row.start, row.end)]
    if len(keys) != len(values):
        return f"{text[head.start : head.end]}\n{text[row.start : row.end]}"
    pairs = (f"{key}: {value}" if key else value for key, value in zip(keys, values, strict=True))
    return "; ".join(pair for pair in pairs if pair)
