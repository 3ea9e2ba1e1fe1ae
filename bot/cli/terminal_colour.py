"""Rows → a terminal: wrapped to its width, bold highlight, colours, links (OSC 8).

Rich does the work; it is imported only here and only when a terminal (or FORCE_COLOR) asks for it.
Article text reaches Rich as `Text`, never as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO
from urllib.parse import quote

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.cli.terminal import BAR, MARK, Piece, Role, Row

_MAX_WIDTH = 92
_MIN_TEXT_WIDTH = 16
_STYLES: dict[Role, Style] = {
    "text": Style(),
    "highlight": Style(bold=True),
    "number": Style(bold=True),
    "bar": Style(color="cyan"),
    "title": Style(color="cyan"),
    "meta": Style(dim=True),
    "source": Style(dim=True, underline=True),
    "notice": Style(bold=True, color="yellow"),
}


def styled_console(stream: TextIO) -> Console:
    """Returns a console that prints text as it is: no markup, emoji codes or highlighting."""
    return Console(
        file=stream,
        force_terminal=True,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=True,
    )


def print_styled(rows: list[Row], console: Console, *, links: bool) -> None:
    """Prints an answer's rows.

    Args:
        rows: From `answer_rows`.
        console: From `styled_console`.
        links: Whether the terminal may be given links.
    """
    width = min(console.width, _MAX_WIDTH)
    for row in rows:
        margin = row.margin
        room = max(width - len(margin) - (len(f"{BAR} ") if row.quoted else 0), _MIN_TEXT_WIDTH)
        for sign, line in _lines(row, room, console, links):
            start = Text.assemble((margin, _STYLES["number"]), (sign, _STYLES["bar"]))
            console.print(start + line)
            margin = " " * len(margin)


def _lines(row: Row, room: int, console: Console, links: bool) -> Iterator[tuple[str, Text]]:
    """A row's lines, each with what stands before it: the mark where the highlight begins."""
    if not row.quoted:
        text = Text.assemble(*(_piece(piece, links) for piece in row.pieces))
        # An address is never broken: a terminal cannot open half of one.
        whole = any(piece.role == "source" for piece in row.pieces)
        for line in [text] if whole else text.wrap(console, room) or [Text()]:
            line.rstrip()
            yield "", line
        return
    for piece in row.pieces:
        sign = f"{MARK} " if piece.role == "highlight" else f"{BAR} "
        for line in _underlined(piece, links).wrap(console, room):
            line.rstrip()
            yield sign, line
            sign = f"{BAR} "


def _underlined(piece: Piece, links: bool) -> Text:
    """A quote's piece, without blanks around it."""
    text = Text.assemble(_piece(replace(piece, text=piece.text.strip()), links))
    if piece.underlined:
        cut = len(piece.text) - len(piece.text.lstrip())
        start, end = piece.underlined
        text.stylize(Style(underline=True), start - cut, end - cut)
    return text


def _piece(piece: Piece, links: bool) -> tuple[str, Style]:
    style = _STYLES[piece.role]
    if links and piece.link and re.match(r"(https?|file)://", piece.link):
        # Whatever the article's front matter holds, only address characters reach the terminal.
        style += Style(link=quote(piece.link, safe="%/:?#[]@!$&'()*+,;=~-._"))
    return piece.text, style
