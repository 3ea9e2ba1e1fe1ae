"""The quotations of a text: what stands in quotation marks, nested ones within others.

Understood are „…“ „…” “…” ”…” "…" «…» »…« ‚…‘ ‘…’ ›…‹ ‹…› '…' and the typewriter's ``…'' and ,,…''.
Many marks open in one language and close in another, so the sign alone tells little: a mark opens
where a word follows and none stands before it, closes where a word or a sign stands before it, and
closes only what it fits. An apostrophe (geht's, Hans' Auto, '68) and a mark of inches or minutes
(5'10") are none: a straight mark behind a digit closes only what is open, and not that where the
next one could close alone.

A quotation may run over the end of a paragraph where something closes it there; each paragraph
beginning with a mark anew, as in English, is one quotation going on. An opening mark that nothing
closes within `_MAX_PARAGRAPHS` is told of and forgotten, so that it spoils none of those behind it.

Deliberately not done: indirect speech, and quotations told by italics, or by block quotes alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

_MAX_PARAGRAPHS: Final = 3
_MAX_DEPTH: Final = 8
_CLOSERS: Final = {
    "„": ("“", "”", '"', "„"),
    "“": ("”", '"', "„"),
    "”": ("”", "“"),
    '"': ('"', "”", "“"),
    "«": ("»",),
    "»": ("«", "»"),
    "‚": ("‘", "’", "'"),
    "‘": ("’", "'"),
    "'": ("'", "’"),
    "‹": ("›",),
    "›": ("‹", "›"),
    "``": ("''", '"'),
    ",,": ("''", "“", "”"),
}
_SINGLE: Final = frozenset("‚‘’'‹›")
_APOSTROPHES: Final = frozenset("'’‘")
_SIGN: Final = re.compile(r"``|''|,,(?=\w)|[„“”\"«»‚‘’'‹›]|\n[ \t>]*\n")
_CODE: Final = re.compile(r"^```.*?^```|^~~~.*?^~~~|`[^`\n]+`|<[A-Za-z/!][^<>\n]*>", re.M | re.S)
_OPENS_AFTER: Final = frozenset("([{<>–—―-/|*_~=:,;„“”\"«»‚‘’'‹›¡¿")
_MAX_INDENT: Final = 100


@dataclass(frozen=True, slots=True)
class Marked:
    """What stands in quotation marks: the first code point between them, and one past the last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What marks a text holds.

    Attributes:
        quoted: What stands in them, in order; one within another comes after it.
        unclosed: Offsets of those that open and that nothing closes.
    """

    quoted: tuple[Marked, ...]
    unclosed: tuple[int, ...]


@dataclass(slots=True)
class _Open:
    sign: str
    start: int
    paragraph: int


class _Sign(NamedTuple):
    text: str
    start: int
    end: int
    before: str
    after: str
    paragraph: int


def quoted_in(text: str) -> Marks:
    """Finds what a text says is quoted.

    Args:
        text: Plain text or Markdown; code and tags of HTML are passed over.

    Returns:
        The quotations, and the marks that nothing closes.
    """
    code = iter([match.span() for match in _CODE.finditer(text)])
    passed = next(code, None)
    stack: list[_Open] = []
    quoted: list[Marked] = []
    unclosed: list[int] = []
    paragraph = began = 0
    for match in _SIGN.finditer(text):
        sign, at = match[0], match.start()
        while passed and passed[1] <= at:
            passed = next(code, None)
        if passed and passed[0] <= at:
            continue
        if sign[0] == "\n":
            paragraph, began = paragraph + 1, match.end()
            while stack and (
                stack[-1].sign in _SINGLE or paragraph - stack[-1].paragraph > _MAX_PARAGRAPHS
            ):
                _forget(stack.pop(), unclosed)
            continue
        before, after = _around(text, at, match.end())
        if sign in _APOSTROPHES and before.isalnum() and after.isalnum():
            continue
        if sign == '"' and before.isdigit() and _is_inches(text, match.end()):
            continue
        begins = at - began < _MAX_INDENT and not text[began:at].strip(" \t>")
        if stack and stack[-1].sign == sign and begins and stack[-1].paragraph < paragraph:
            stack[-1].paragraph = paragraph  # it goes on in a new paragraph
            continue
        _take(stack, quoted, unclosed, _Sign(sign, at, match.end(), before, after, paragraph))
    for left in stack:
        _forget(left, unclosed)
    quoted.sort(key=lambda marked: (marked.start, -marked.end))
    return Marks(tuple(quoted), tuple(sorted(unclosed)))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(start - 1, 0) : start], text[end : end + 1]


def _is_inches(text: str, end: int) -> bool:
    """Whether the next straight mark of the paragraph can close, and cannot open."""
    following = text.find('"', end)
    if following < 0 or "\n\n" in text[end:following]:
        return False
    before, after = _around(text, following, following + 1)
    return not _may_open_after(before) and not after.isalnum()


def _may_open_after(before: str) -> bool:
    return not before or before.isspace() or before in _OPENS_AFTER


def _take(stack: list[_Open], quoted: list[Marked], unclosed: list[int], sign: _Sign) -> None:
    """Opens or closes with one sign, or lets it be."""
    before, after = sign.before, sign.after
    opens = _may_open_after(before) and bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace() and not after.isalnum()
    fitting = (n for n in range(len(stack) - 1, -1, -1) if sign.text in _CLOSERS[stack[n].sign])
    depth = next(fitting, None)
    if depth is not None and closes and not (opens and before in "(["):
        for left in stack[depth + 1 :]:
            _forget(left, unclosed)
        opened = stack[depth]
        del stack[depth:]
        if opened.start < sign.start:
            quoted.append(Marked(opened.start, sign.start))
        return
    is_apostrophe = sign.text in _APOSTROPHES and after.isdigit()  # '68
    if not opens or sign.text not in _CLOSERS or is_apostrophe:
        return
    if stack and stack[-1].sign == sign.text:
        _forget(stack.pop(), unclosed)
    if len(stack) < _MAX_DEPTH:
        stack.append(_Open(sign.text, sign.end, sign.paragraph))


def _forget(left: _Open, unclosed: list[int]) -> None:
    # A straight single mark may be an apostrophe ('68).
    if left.sign not in _APOSTROPHES:
        unclosed.append(left.start - len(left.sign))
