"""Sentences of a unit, with exact offsets.

Its lines are put behind one another, a blank between them, and each white space or invisible
character is replaced by one sign: what is split has a sign for each of the lines', in its place.
So offsets are never searched for, and sentences always tile the unit, whatever the splitter does:
only where it cuts is its own.

German and English are cut by our own rules (`boundaries.py`), other languages by sentencex.
Deliberately not done: learning boundaries from the corpus.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from retrieval.segmentation.boundaries import INVISIBLE, WORDS, sentence_starts
from retrieval.segmentation.span import Span

_WINDOW_CHARS = 4_000
"""sentencex is fed no more at once: quotation marks take it quadratic time."""

_WHITE_SPACE = re.compile(r"[^\S ]")
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u0300-\u036f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Controls, combining marks, directions, zero-width characters, and halves of surrogate pairs."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def split_sentences(text: str, lines: Sequence[Span], language: str) -> list[Span]:
    """Splits one unit into sentences.

    Args:
        text: The article's text.
        lines: Spans of the unit's lines in it. The splitter does not see what lies between them,
            but a sentence that reaches across holds it.
        language: ISO 639-1 code; a region ("de-AT") is ignored.

    Returns:
        Spans in `text`, in order, without surrounding white space; together they hold every
        character of `lines` that is not white space.
    """
    joined = _WHITE_SPACE.sub(" ", " ".join(text[line.start : line.end] for line in lines))
    begins = list(accumulate((line.end - line.start + 1 for line in lines), initial=0))

    def in_text(position: int) -> int:
        number = bisect_right(begins, position) - 1
        return lines[number].start + position - begins[number]

    starts = _starts(joined, language.lower().replace("_", "-").split("-")[0])
    spans: list[Span] = []
    for start, end in pairwise([0, *starts, len(joined)]):
        sentence = joined[start:end].rstrip()
        if bare := sentence.lstrip():
            last = start + len(sentence) - 1
            spans.append(Span(in_text(last - len(bare) + 1), in_text(last) + 1))
    return spans


def _starts(joined: str, language: str) -> list[int]:
    """Where in the joined lines a sentence begins, but for the first."""
    if language in WORDS:
        return sentence_starts(_INVISIBLE.sub(INVISIBLE, joined), language)
    return _starts_by_sentencex(_SURROGATE.sub("x", joined), language)


def _starts_by_sentencex(joined: str, language: str) -> list[int]:
    """Asks sentencex, a window at a time, each from the last sentence that was found on."""
    starts: list[int] = []
    begin = 0
    while begin < len(joined):
        end = begin + _WINDOW_CHARS
        if end < len(joined):
            end = joined.rfind(" ", begin + _WINDOW_CHARS // 2, end) + 1 or end
        found = [begin + start for start in _window_starts(joined[begin:end], language)]
        starts += found
        begin = found[-1] if found and end < len(joined) else end
    return starts


def _window_starts(window: str, language: str) -> list[int]:
    """Takes back cuts after an initial ("M. | Dupont") and before lower case."""
    import sentencex  # type: ignore[import-untyped]

    pieces: list[str] = sentencex.segment(language, window)
    if "".join(pieces) != window:
        return []  # not believed: it stands as one sentence
    return [
        start
        for (before, piece), start in zip(
            pairwise(pieces), accumulate(map(len, pieces)), strict=False
        )
        if not (_ends_with_initial(before) or piece[0].islower() or piece[0] == "-")
    ]


def _ends_with_initial(piece: str) -> bool:
    signs = piece.rstrip()[-3:].rjust(3)
    return signs[2] == "." and signs[1].isupper() and not signs[0].isalnum()
