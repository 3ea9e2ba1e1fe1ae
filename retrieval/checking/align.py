"""A quotation laid onto an article's text: which tokens are each other's, at the least cost.

The whole quotation is laid onto any run of the text's tokens (semi-global alignment; Sellers, "The
theory and computation of evolutionary distances", 1980): what the text holds before and behind is
free. A word in the place of another costs less than one left out and one added; a word in the place
of a sign costs more than both. Words left out together cost less than each alone (affine gaps;
Gotoh, 1982), and the first and the last word of a quotation weigh twice, so that "…, um sie zu
festigen" is laid onto the `festigen` some words on. A gap of the quotation (an ellipsis, brackets)
stands for any tokens at no cost. Of alignments of equal cost the one that ends first is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.checking.tokens import Token, Tokens, is_first_word

MAX_CELLS: Final = 4_000_000
"""Tokens of a quotation times tokens of a text: more are not laid onto each other."""

_REPLACED: Final = 6
_ADDED: Final = 7
_CASE: Final = 3
_SIGN: Final = 2
_NEVER: Final = 30
_LEFT_OUT: Final = 4
_EACH_WORD: Final = 2
_EACH_SIGN: Final = 1


class LaidToken(NamedTuple):
    """A token of the quotation and the one of the text that it lies on; each may be missing."""

    quoted: int | None
    source: int | None


class Alignment(NamedTuple):
    """A quotation laid onto a text.

    Attributes:
        cost: Of all that differs, at least 0; some 6 a word.
        pairs: In order; tokens that a gap stands for are in none.
        same: Whether the tokens of each pair are the same.
    """

    cost: int
    pairs: tuple[LaidToken, ...]
    same: tuple[bool, ...]


def align(quoted: Tokens, source: Tokens, gaps: Sequence[int] = ()) -> Alignment | None:
    """Lays a quotation onto a text.

    Args:
        quoted: The quotation's tokens.
        source: The text's.
        gaps: Before which tokens of the quotation it has a gap, ascending.

    Returns:
        The best alignment, None where there is nothing to lay, or too much.
    """
    m, n = len(quoted), len(source)
    if not m or not n or m * n > MAX_CELLS:
        return None
    numbers: dict[str, int] = {}
    text, folded, words = _coded(source.items, numbers)
    ours, ours_folded, ours_words = _coded(quoted.items, numbers)
    each = np.where(words, _EACH_WORD, _EACH_SIGN).astype(np.int32)
    passed = np.concatenate(([0], np.cumsum(each))).astype(np.int32)
    rows = np.zeros((m + 1, n + 1), np.int32)
    ends = np.zeros((m + 1, n + 1), np.int32)  # without tokens left out behind
    befores: dict[int, NDArray[np.int32]] = {}
    edges = _edges(quoted)
    costs: list[tuple[NDArray[np.int32], int]] = []
    for i in range(m):
        before = rows[i]
        if i in gaps:
            before = befores[i] = np.minimum.accumulate(before)
        weight = 2 if i in edges else 1
        if ours_words[i]:
            change = np.where(words, _REPLACED * weight, _NEVER).astype(np.int32)
            change[folded == ours_folded[i]] = _CASE
        else:
            change = np.where(words, _NEVER, _SIGN).astype(np.int32)
        change[text == ours[i]] = 0
        if i in edges[:1]:
            for place in np.flatnonzero(change == _CASE).tolist():
                if is_first_word(quoted.items[i].form, source.items[place].form):
                    change[place] = 0
        added = _ADDED * weight if ours_words[i] else _SIGN
        costs.append((change, added))
        end = ends[i + 1]
        end[0] = before[0] + added
        np.minimum(before[:-1] + change, before[1:] + added, out=end[1:])
        row = rows[i + 1]
        row[:] = end
        left_out = np.minimum.accumulate(end - passed)[:-1] + passed[1:] + _LEFT_OUT
        np.minimum(row[1:], left_out, out=row[1:])
    return _traced(rows, ends, befores, costs, passed)


def _edges(quoted: Tokens) -> tuple[int, ...]:
    """The first and the last word of a quotation."""
    words = [place for place, token in enumerate(quoted.items) if token.is_word]
    return (words[0], words[-1]) if words else ()


def _coded(
    items: Sequence[Token], numbers: dict[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Tokens as numbers, the same without regard to case, and which are words."""
    plain = [numbers.setdefault(token.form, len(numbers)) for token in items]
    lower = [
        numbers.setdefault("\n" + token.form.casefold(), len(numbers)) if token.is_word else -1
        for token in items
    ]
    words = np.array([token.is_word for token in items], np.bool_)
    return np.array(plain, np.int32), np.array(lower, np.int32), words


def _traced(
    rows: NDArray[np.int32],
    ends: NDArray[np.int32],
    befores: dict[int, NDArray[np.int32]],
    costs: Sequence[tuple[NDArray[np.int32], int]],
    passed: NDArray[np.int32],
) -> Alignment:
    i, j = len(rows) - 1, int(np.argmin(rows[-1]))
    cost = int(rows[-1, j])
    pairs: list[LaidToken] = []
    same: list[bool] = []
    while i:
        here = rows[i, j]
        if ends[i, j] != here:  # tokens left out behind
            begin = j - 1
            while ends[i, begin] + _LEFT_OUT + passed[j] - passed[begin] != here:
                begin -= 1
            for place in range(j - 1, begin - 1, -1):
                pairs.append(LaidToken(None, place))
                same.append(False)
            j, here = begin, ends[i, begin]
        before = befores.get(i - 1, rows[i - 1])
        change, added = costs[i - 1]
        if j and here == before[j - 1] + change[j - 1]:
            pairs.append(LaidToken(i - 1, j - 1))
            same.append(bool(change[j - 1] == 0))
            j -= 1
        else:
            assert here == before[j] + added  # noqa: S101 - nothing else can have led here
            pairs.append(LaidToken(i - 1, None))
            same.append(False)
        i -= 1
        if i in befores:  # the gap stands for what lies between
            least = befores[i][j]
            while rows[i, j] != least:
                j -= 1
    return Alignment(cost, tuple(reversed(pairs)), tuple(reversed(same)))
