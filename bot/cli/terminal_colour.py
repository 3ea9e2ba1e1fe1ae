"""Rows → a terminal: wrapped to its width, bold highlight, colours, links (OSC 8).

Rich does the work; it is imported only here and only when a terminal (or FORCE_COLOR) asks for it.
Article text reaches Rich as `Text`, never as markup.
"""

from __future__ import annotations

import re
from typing import TextIO
from urllib.parse import quote

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.cli.terminal import BAR, Role, Row, Span

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
        text = Text.assemble(*(_piece(span, links) for span in row.spans))
        bar = f"{BAR} " if row.quoted else ""
        room = max(width - len(row.margin) - len(bar), _MIN_TEXT_WIDTH)
        margin = row.margin
        # An address is never broken: a terminal cannot open half of one.
        whole = any(span.role == "source" for span in row.spans)
        for line in [text] if whole else text.wrap(console, room) or [Text()]:
            line.rstrip()
            start = Text.assemble((margin, _STYLES["number"]), (bar, _STYLES["bar"]))
            console.print(start + line)
            margin = " " * len(margin)


def _piece(span: Span, links: bool) -> tuple[str, Style]:
    style = _STYLES[span.role]
    if links and span.link and re.match(r"(https?|file)://", span.link):
        # Whatever the article's front matter holds, only address characters reach the terminal.
        style += Style(link=quote(span.link, safe="%/:?#[]@!$&'()*+,;=~-._"))
    return span.text, style
