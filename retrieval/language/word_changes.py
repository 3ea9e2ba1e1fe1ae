"""What differs between two versions of a text, word by word.

In: two texts. Out: the places where words or marks differ, in order; all between them is the same
in both but for white space, which counts for nothing. Quotation marks, dashes and letter case do
count: a quote shows them.

Lines are compared first, then words within the lines that differ (Ratcliff and Obershelp's longest
common runs, by `difflib`), so that a moved or new paragraph does not tear the others apart. Two
changes with no more than two words between them are one, which reads better than crumbs. Where so
many words differ that comparing them would take seconds, the lines are given as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_TOKEN: Final = re.compile(r"\w+(?:[-.,:'’]\w+)*|[^\w\s]")
_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
# Pairs of words: up to the first every word counts, up to the second only those that are not
# everywhere; beyond, none are compared.
_EVERY_WORD: Final = 1_000_000
_MAX_PAIRS: Final = 100_000_000
_MAX_LINE_PAIRS: Final = 10_000_000
_BETWEEN: Final = 2


@dataclass(frozen=True, slots=True)
class TextChange:
    """A place where two texts differ; where one of them has nothing, start and end are the same.

    Attributes:
        before_start: First code point in the text before.
        before_end: One past the last.
        start: First code point in the text after.
        end: One past the last.
        before: The slice of the text before.
        after: The slice of the text after.
    """

    before_start: int
    before_end: int
    start: int
    end: int
    before: str
    after: str


Span = tuple[int, int]
_Block = tuple[int, int, int, int]


def text_changes(before: str, after: str) -> list[TextChange]:
    """Compares two texts.

    Args:
        before: The text before.
        after: The text after.

    Returns:
        Where they differ, in the order of both.
    """
    tokens = [m.span() for m in _TOKEN.finditer(before)], [m.span() for m in _TOKEN.finditer(after)]
    words = [before[a:b] for a, b in tokens[0]], [after[a:b] for a, b in tokens[1]]
    blocks = _joined([_moved(block, words) for block in _blocks(before, after, tokens, words)])
    return [_change(block, before, after, tokens) for block in blocks]


def _blocks(
    before: str, after: str, tokens: tuple[list[Span], list[Span]], words: tuple[list[str], ...]
) -> Iterator[_Block]:
    """Runs of words that differ, as numbers of the first and one past the last in either text."""
    lines = _lines(before, tokens[0], words[0]), _lines(after, tokens[1], words[1])
    for a, b, c, d in _differing(lines[0], lines[1], _MAX_LINE_PAIRS):
        i, j = _reach(lines[0], a, b, len(words[0]))
        k, m = _reach(lines[1], c, d, len(words[1]))
        for p, q, r, s in _differing(words[0][i:j], words[1][k:m], _MAX_PAIRS):
            yield i + p, i + q, k + r, k + s


class _Line(tuple[str, ...]):
    """A line's words, and the number of its first."""

    first: int


def _lines(text: str, tokens: Sequence[Span], words: Sequence[str]) -> list[_Line]:
    lines, number = [], 0
    for found in _LINE.finditer(text):
        first = number
        while number < len(tokens) and tokens[number][0] < found.end():
            number += 1
        if number > first:
            line = _Line(words[first:number])
            line.first = first
            lines.append(line)
    return lines


def _reach(lines: Sequence[_Line], start: int, end: int, count: int) -> Span:
    """The words of some lines; of none, the place between two."""
    first = lines[start].first if start < len(lines) else count
    return first, lines[end].first if end < len(lines) else count


def _differing(left: Sequence[object], right: Sequence[object], limit: int) -> Iterator[_Block]:
    begin, shorter = 0, min(len(left), len(right))
    while begin < shorter and left[begin] == right[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and left[-1 - end] == right[-1 - end]:
        end += 1
    left_end, right_end = len(left) - end, len(right) - end
    pairs = (left_end - begin) * (right_end - begin)
    if pairs == 0 or pairs > limit:
        if left_end > begin or right_end > begin:
            yield begin, left_end, begin, right_end
        return
    matcher = SequenceMatcher(
        None, left[begin:left_end], right[begin:right_end], autojunk=pairs > _EVERY_WORD
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield begin + a, begin + b, begin + c, begin + d


def _moved(block: _Block, words: tuple[Sequence[str], ...]) -> _Block:
    """A run of one side that begins with a mark and could as well end with it: `[. Neu].`."""
    a, b, c, d = block
    if a == b:
        while c < d < len(words[1]) and words[1][c] == words[1][d] and not words[1][c].isalnum():
            a, b, c, d = a + 1, b + 1, c + 1, d + 1
    elif c == d:
        while b < len(words[0]) and words[0][a] == words[0][b] and not words[0][a].isalnum():
            a, b, c, d = a + 1, b + 1, c + 1, d + 1
    return a, b, c, d


def _joined(blocks: Sequence[_Block]) -> list[_Block]:
    joined: list[_Block] = []
    for block in blocks:
        if joined and block[0] - joined[-1][1] <= _BETWEEN and block[2] - joined[-1][3] <= _BETWEEN:
            joined[-1] = joined[-1][0], block[1], joined[-1][2], block[3]
        else:
            joined.append(block)
    return joined


def _change(
    block: _Block, before: str, after: str, tokens: tuple[list[Span], list[Span]]
) -> TextChange:
    i, j = _slice(tokens[0], block[0], block[1], len(before))
    k, m = _slice(tokens[1], block[2], block[3], len(after))
    return TextChange(i, j, k, m, before[i:j], after[k:m])


def _slice(tokens: Sequence[Span], start: int, end: int, length: int) -> Span:
    if start < end:
        return tokens[start][0], tokens[end - 1][1]
    place = tokens[start][0] if start < len(tokens) else length
    return place, place
