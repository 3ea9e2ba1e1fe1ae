"""What differs between two texts, for a reader: `mit [-30-] {+31+} Stimmen`, lines of 80 columns.

The marks are those of `git diff --word-diff`: what is gone stands between `[-` and `-]`, what is
new between `{+` and `+}`; in a terminal the one is red, the other green, too. Around each change
stand a few words that are the same in both.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from bot.cli.streams import is_styled, write_line
from bot.escape import one_line, visible

if TYPE_CHECKING:
    from retrieval.library import TextChange

MAX_COLUMNS: Final = 80
_CONTEXT_WORDS: Final = 6
_CONTEXT_CHARS: Final = 80
_CUT: Final = "[…]"
_BLANKS: Final = re.compile(r"(\s+)")
_COLOURS: Final = {"gone": "red", "new": "green", "cut": "bright_black"}

Kind = Literal["same", "gone", "new", "cut"]
_Piece = tuple[str, Kind]
_Word = list[_Piece]


def write_changes(changes: Sequence[TextChange], before: str, after: str, margin: str) -> None:
    """Writes changes, those that are near to each other in one paragraph.

    Args:
        changes: From `CorpusFolder.text_changes`.
        before: The text before.
        after: The text after.
        margin: What stands before each line.
    """
    for near in _near(changes, after):
        words = _words(_pieces(near, before, after))
        for line in _wrapped(words, MAX_COLUMNS - len(margin)):
            _write(line, margin)


def one_change(before: str, after: str) -> str:
    """A value that was another one, on one line: `Alt → Neu`."""
    return f"{one_line(before) or '–'} → {one_line(after) or '–'}"


def _near(changes: Sequence[TextChange], after: str) -> Iterator[list[TextChange]]:
    near: list[TextChange] = []
    for change in changes:
        if near and len(after[near[-1].end : change.start].split()) > 2 * _CONTEXT_WORDS:
            yield near
            near = []
        near.append(change)
    if near:
        yield near


def _pieces(changes: Sequence[TextChange], before: str, after: str) -> Iterator[_Piece]:
    start, end = changes[0].start, changes[-1].end
    lead = _tail(after[max(0, start - _CONTEXT_CHARS) : start])
    if len(lead) < start:
        yield f"{_CUT} ", "cut"
    yield lead, "same"
    for number, change in enumerate(changes):
        if number:
            yield after[changes[number - 1].end : change.start], "same"
        if change.before:
            yield f"[-{change.before.strip()}-]", "gone"
            behind = before[change.before_end : change.before_end + 1]
            yield " " if change.after or behind.isspace() else "", "same"
        if change.after:
            yield f"{{+{change.after.strip()}+}}", "new"
    rest = after[end : end + _CONTEXT_CHARS]
    shown = _head(rest)
    yield shown, "same"
    if end + len(shown) < len(after):
        yield f" {_CUT}", "cut"


def _head(text: str) -> str:
    """The first words of a text, as far as they are whole."""
    blanks = [found.start() for found in _BLANKS.finditer(text) if found.start()]
    cut = blanks[_CONTEXT_WORDS - 1 :]
    if cut:
        return text[: cut[0]]
    return text if len(text) < _CONTEXT_CHARS else text[: blanks[-1]] if blanks else ""


def _tail(text: str) -> str:
    """The last words of a text, as far as they are whole."""
    blanks = [found.end() for found in _BLANKS.finditer(text) if found.end() < len(text)]
    if len(blanks) >= _CONTEXT_WORDS:
        return text[blanks[-_CONTEXT_WORDS] :]
    return text if len(text) < _CONTEXT_CHARS else text[blanks[0] :] if blanks else ""


def _words(pieces: Iterable[_Piece]) -> Iterator[_Word]:
    """What stands between two blanks, with what each part of it is."""
    word: _Word = []
    for text, kind in pieces:
        for part in _BLANKS.split(visible(text)):
            if part is not None and part.isspace():
                if word:
                    yield word
                word = []
            elif part:
                word.append((part, kind))
    if word:
        yield word


def _wrapped(words: Iterable[_Word], room: int) -> Iterator[list[_Word]]:
    line: list[_Word] = []
    width = 0
    for word in words:
        length = sum(len(part) for part, _ in word)
        if line and width + 1 + length > room:
            yield line
            line, width = [], 0
        width += length + bool(line)
        line.append(word)
    if line:
        yield line


def _write(line: Sequence[_Word], margin: str) -> None:
    if not is_styled(sys.stdout):
        write_line(margin + " ".join("".join(part for part, _ in word) for word in line))
        return
    from rich.text import Text

    from bot.cli.terminal_colour import styled_console

    text = Text(margin)
    for number, word in enumerate(line):
        if number:
            text.append(" ")
        for part, kind in word:
            text.append(part, style=_COLOURS.get(kind, ""))
    styled_console(sys.stdout).print(text)
