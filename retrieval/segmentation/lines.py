"""Lines of a text and the units they form.

In go the lines between two blank lines; out come units: runs of text that no sentence leaves. A
list item, a table row and a line that was ended on purpose each are one; lines that were only
wrapped are one together. Markdown markers are left out of the lines, and nothing else is.

Whether a line was wrapped is read from its length: it was, if the next line's first word would not
have fitted beside it, or if the next line begins as no sentence does.

Deliberately not done: inline Markdown (links, emphasis), HTML, nesting, and Markdown's hard line
breaks by two blanks, which are invisible and as often an accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from retrieval.segmentation.span import Span
from retrieval.segmentation.tables import rows_without_bars

WIDE_CHARS = 120
"""Nobody wraps lines wider than this: a wider one is a paragraph, or a sentence, by itself."""

_MIN_WRAP_CHARS = 32  # narrower lines are a list, a table or an address, not a wrapped column
_WRAP_SLACK = 0.75  # a wrapped line fills at least this share of the block's longest line

_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_RULE = re.compile(r"[\s\-*_=~`|:+#>•–—\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2060\ufeff]+")
_HEADING = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"[-*+•‣▪]\s+")
_DASH = re.compile(r"[–—]\s+")
_NUMBER = re.compile(r"\(?(?:(\d{1,3})[.)]|([a-z])\))\s+")
_SPEAKER = re.compile(r"\W*([^\W\d_][\w .-]{0,30}):\s")
_CLOSERS = "\"'“”»«’‘›‹)]}*_ \t"


class Kind(Enum):
    """What a unit is."""

    HEADING = "heading"
    PLAIN = "plain"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table
    RULE = "rule"  # a line of markers or invisible characters only


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of text that no sentence leaves.

    Attributes:
        kind: What it is.
        start: First code point: that of its first line, or of the number of its list item, which is
            quoted with the item ("1. Der Vertrag …") though no splitter sees it.
        lines: Its lines, without markers and surrounding white space.
        opens_block: Whether it stands after a blank line or at the text's start.
    """

    kind: Kind
    start: int
    lines: tuple[Span, ...]
    opens_block: bool = False


def read_units(text: str) -> Iterator[Unit]:
    """Yields the units of a text in order.

    Every character that is not white space stands in one line of one unit, in the number before a
    list item, or in a marker: `#`, `>`, a bullet, closing `#` of a heading.
    """
    for block in _line_blocks(text):
        for number, unit in enumerate(_block_units(text, block)):
            yield replace(unit, opens_block=number == 0)


def ends_sentence(text: str, line: Span) -> bool:
    """Whether a line ends as sentences do, quotation marks and brackets aside."""
    return text[line.start : line.end].rstrip(_CLOSERS)[-1:] in {"?", "!", ".", "…", ":"}


def speaker(text: str, start: int, end: int) -> str | None:
    """Who speaks, where a line begins with a label ("Kurier: Wer zahlt?")."""
    label = _SPEAKER.match(text, start, end)
    return label and label[1]


def is_wide(text: str, line: Span) -> bool:
    """Whether a line is too long to have been wrapped; a long address is not."""
    return line.end - line.start > WIDE_CHARS and " " in text[line.start : line.end]


def _block_units(text: str, block: Sequence[Span]) -> Iterator[Unit]:
    narrow = (line.end - line.start for line in block)
    width = max((chars for chars in narrow if chars <= WIDE_CHARS), default=0)
    numbered = _numbered(text, block)
    rows = rows_without_bars(text, block)
    current: Unit | None = None
    lines: list[Span] = []
    for line in block:
        unit = _classify(text, line, current, line in numbered)
        if line in rows:
            unit = _unit(Kind.ROW, line.start, line.end)
        if current is not None and _continues(text, current.kind, lines[-1], unit, width):
            lines += unit.lines
            continue
        if current is not None:
            yield replace(current, lines=tuple(lines))
        current, lines = unit, [*unit.lines]
    if current is not None:
        yield replace(current, lines=tuple(lines))


def _line_blocks(text: str) -> Iterator[list[Span]]:
    """Yields the lines between blank lines, without block-quote signs and margins."""
    block: list[Span] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        quoted = _QUOTE.match(raw)
        body = raw[quoted.end() :] if quoted else raw
        content = body.strip()
        if content:
            start = position + len(raw) - len(body.lstrip())
            block.append(Span(start, start + len(content)))
        elif block:
            yield block
            block = []
        position += len(raw)
    if block:
        yield block


def _numbered(text: str, block: Sequence[Span]) -> frozenset[Span]:
    """Finds the items of numbered lists: lines whose numbers follow one another.

    A number alone proves nothing: a wrapped line may begin with "17. Januar".
    """
    found: list[tuple[int, Span]] = []
    for line in block:
        match = _NUMBER.match(text, line.start, line.end)
        if match:
            mark = match[1] or match[2]
            found.append((int(mark) if mark.isdecimal() else ord(mark), line))
    items: set[Span] = set()
    for (number, line), (next_number, next_line) in pairwise(found):
        if next_number == number + 1:
            items.update((line, next_line))
    return frozenset(items)


def _classify(text: str, line: Span, current: Unit | None, numbered: bool) -> Unit:
    """Makes a unit of one line, its marker taken off."""
    start, end = line.start, line.end
    if _RULE.fullmatch(text, start, end):
        return Unit(Kind.RULE, start, (line,))
    if match := _HEADING.match(text, start, end):
        return _unit(Kind.HEADING, match.end(), _heading_end(text, match.end(), end))
    if match := _BULLET.match(text, start, end):
        return _unit(Kind.ITEM, match.end(), end)
    if (match := _DASH.match(text, start, end)) and _opens_list(text, current):
        return _unit(Kind.ITEM, match.end(), end)
    if numbered and (match := _NUMBER.match(text, start, end)):
        return Unit(Kind.ITEM, start, (Span(match.end(), end),))
    return _unit(Kind.ROW if text[start] == "|" else Kind.PLAIN, start, end)


def _heading_end(text: str, start: int, end: int) -> int:
    """Takes off the closing signs of `## Heading ##`."""
    words = text[start:end].rstrip("#")
    bare = words.rstrip()
    return start + len(bare) if bare and bare != words else end


def _unit(kind: Kind, start: int, end: int) -> Unit:
    return Unit(kind, start, (Span(start, end),))


def _opens_list(text: str, current: Unit | None) -> bool:
    """Whether a dash at a line's start can be a bullet here, and not a dash of the sentence."""
    return current is None or current.kind is Kind.ITEM or text[current.lines[-1].end - 1] == ":"


def _continues(text: str, kind: Kind, line: Span, unit: Unit, width: int) -> bool:
    """Whether the break between `line`, of a unit of some kind, and `unit` is only a wrap."""
    if unit.kind is not Kind.PLAIN or kind not in {Kind.PLAIN, Kind.ITEM}:
        return False
    follower = unit.lines[0]
    first = text[follower.start]
    if first.islower():
        return True
    if width < _MIN_WRAP_CHARS:
        return False
    if first.isdecimal() and not ends_sentence(text, line):
        return True
    if is_wide(text, line) or is_wide(text, follower):
        return False
    word = text[follower.start : follower.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > _WRAP_SLACK * width
