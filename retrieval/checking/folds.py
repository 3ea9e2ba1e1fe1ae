"""What was folded where a quotation and a slice of an article have the same tokens."""

from __future__ import annotations

import re
from typing import Final

from retrieval.checking.tokens import APOSTROPHES, DASH, INVISIBLE, MARK, Token, Tokens
from retrieval.quotations import Fold

_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_SPACE: Final = re.compile(r"\s+")
_SIGNS: Final = {MARK: Fold.QUOTATION_MARKS, DASH: Fold.DASHES}
_HYPHEN_AT_END: Final = re.compile(r"[-‐‑][ \t]*\n")


def folds_between(quoted: Tokens, source: Tokens, first: int) -> tuple[Fold, ...]:
    """The differences in writing between a quotation and the slice that has its tokens.

    Args:
        quoted: The quotation's tokens.
        source: An article's.
        first: With which of them the slice begins.

    Returns:
        Each once, in the order of `Fold`.
    """
    there = source.items[first : first + len(quoted)]
    slice_ = source.text[there[0].start : there[-1].end]
    if quoted.slice(0, len(quoted)) == slice_:
        return ()
    found: set[Fold] = set()
    for place, (ours, theirs) in enumerate(zip(quoted.items, there, strict=True)):
        here, other = _written(quoted, ours), _written(source, theirs)
        if here != other:
            found |= _of_token(ours, here, other, theirs)
        if place:
            gap = quoted.text[quoted.items[place - 1].end : ours.start]
            their_gap = source.text[there[place - 1].end : theirs.start]
            if gap != their_gap:
                found |= _of_gap(gap, their_gap)
    order = list(Fold)
    return tuple(sorted(found, key=order.index))


def _written(tokens: Tokens, token: Token) -> str:
    return tokens.text[token.start : token.end]


def _of_token(ours: Token, here: str, other: str, theirs: Token) -> set[Fold]:
    if not ours.is_word:
        return {_SIGNS.get(ours.form, Fold.CHARACTERS)}
    found: set[Fold] = set()
    if ours.form != theirs.form:
        found.add(Fold.FIRST_LETTER)
    if "\u00ad" in here + other or _HYPHEN_AT_END.search(f"{here} {other}"):
        found.add(Fold.HYPHENATION)
    if "[" in here or "]" in here:
        found.add(Fold.BRACKETS)
    if not found:
        apart = {sign for sign in here + other if (sign in here) != (sign in other)}
        found.add(Fold.QUOTATION_MARKS if apart <= APOSTROPHES else Fold.CHARACTERS)
    return found


def _of_gap(gap: str, their_gap: str) -> set[Fold]:
    found: set[Fold] = set()
    shown, their_shown = _INVISIBLE.sub("", gap), _INVISIBLE.sub("", their_gap)
    if (shown, their_shown) != (gap, their_gap):
        found.add(Fold.CHARACTERS)
    if _SPACE.sub("", shown) != _SPACE.sub("", their_shown):
        found.add(Fold.MARKUP)
    elif shown != their_shown:
        found.add(Fold.WHITE_SPACE)
    return found
