"""Ellipses and brackets of a quotation: where it was cut, or a word put in for another.

`…`, `...`, `[…]` and `(...)` stand for any words. Brackets around words (`[er]`, `[Putin]`) stand
for a few words or none. Brackets within a word (`[D]er`, `geh[t]`) stand for letters of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Final

from retrieval.checking.tokens import JOINER, Tokens, part_of, tokens_of, trimmed

BRACKETED_TOKENS: Final = 12
"""Brackets around words stand for so many tokens at most."""

_CUT: Final = re.compile(
    r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.\s?\.\s?\.+"
    r"|(?P<put_in>(?<!\w)\[[^\[\]\n]{1,80}\](?!\w))"
)


@dataclass(frozen=True, slots=True)
class CutQuotation:
    """A quotation between its cuts.

    Attributes:
        tokens: All its tokens, but those of the cuts.
        runs: Each piece's tokens, without signs at its ends; none without a word.
        gaps: Before which tokens a cut stands, ascending.
        near: Of each piece but the first, whether it follows the one before within
            `BRACKETED_TOKENS`.
    """

    tokens: Tokens
    runs: tuple[Tokens, ...]
    gaps: tuple[int, ...]
    near: tuple[bool, ...]


def pieces_of(quoted: str) -> CutQuotation | None:
    """The pieces of a quotation.

    Args:
        quoted: Its text.

    Returns:
        The pieces; None where it has neither ellipsis nor brackets.
    """
    cuts = [(match.start(), match["put_in"] is not None) for match in _CUT.finditer(quoted)]
    plain = without_cuts(quoted)
    if not cuts and plain == quoted:
        return None
    tokens = replace(tokens_of(plain), text=quoted)
    starts = [token.start for token in tokens.items]
    runs: list[Tokens] = []
    gaps: list[int] = []
    near: list[bool] = []
    first, close = 0, False
    for at, put_in in [*cuts, (len(quoted), False)]:
        end = bisect_left(starts, at)
        run = trimmed(part_of(tokens, first, end))
        if len(run):
            if runs:
                near.append(close)
            runs.append(run)
            close = put_in
        else:
            close = close and put_in
        if 0 < end < len(tokens):
            gaps.append(end)
        first = end
    return CutQuotation(tokens, tuple(runs), tuple(dict.fromkeys(gaps)), tuple(near))


def without_cuts(quoted: str) -> str:
    """The text with blanks in the place of each cut, as long as before, words in brackets whole."""
    blanked = _CUT.sub(lambda match: " " * len(match[0]), quoted)
    return re.sub(r"(?<=\w)\[(\w{1,20})\]|\[(\w{1,20})\](?=\w)", _joined, blanked)


def _joined(match: re.Match[str]) -> str:
    return f"{JOINER}{match[1] or match[2]}{JOINER}"
