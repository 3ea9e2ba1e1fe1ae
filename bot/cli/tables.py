"""Articles and figures as a table: Rich in a terminal, tab-separated in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.answer_json import to_line
from bot.cli.streams import is_styled, write_json, write_line
from bot.escape import one_line
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from retrieval.article import ArticleSummary


# Fewer cells of a headline say nothing.
_LEAST_TITLE_CELLS = 6


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: set[int]) -> None:
    """Writes a table to standard output.

    Args:
        columns: The headings.
        rows: The cells; made visible here.
        numeric: Which columns, counted from 0, are aligned to the right.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    if not is_styled(sys.stdout):
        for row in ([*columns], *cells):
            write_line("\t".join(row))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from bot.cli.terminal_colour import styled_console

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number in numeric else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    styled_console(sys.stdout).print(table)


def write_articles(articles: Sequence[ArticleSummary], texts: Texts) -> None:
    """Writes the list of articles for a reader: in a terminal a line an article, its id whole."""
    heads = texts.shared.labels
    if is_styled(sys.stdout):
        _write_lines(articles, texts)
        return
    names = ("date", "publisher", "section", "title", "id", "words", "passages")
    rows = [
        (
            texts.day(article.date) if article.date else "",
            article.publisher or "",
            article.section or "",
            article.title,
            article.id,
            str(article.words),
            str(article.passages),
        )
        for article in articles
    ]
    write_table([heads[name] for name in names], rows, numeric={5, 6})


def _write_lines(articles: Sequence[ArticleSummary], texts: Texts) -> None:
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    from bot.cli.terminal_colour import styled_console

    console = styled_console(sys.stdout)
    rows = [
        (texts.day(article.date) if article.date else "", one_line(article.id), article.title)
        for article in articles
    ]
    days = max((cell_len(day) for day, _, _ in rows), default=0)
    # Names of common length stand in a column; a longer one takes the title's place.
    wide = console.width - days - 2
    ids = min(max((cell_len(id_) for _, id_, _ in rows), default=0), max(wide * 3 // 5, 16))
    labels = texts.shared.labels
    heads = (labels["date"], labels["id"], labels["title"])
    for number, (day, id_, title) in enumerate([heads, *rows]):
        start = f"{set_cell_size(day, days)}  {id_}{' ' * (ids - cell_len(id_))}  "
        line, room = Text(start), console.width - cell_len(start)
        if room >= _LEAST_TITLE_CELLS:
            rest = Text(one_line(title))
            rest.truncate(room, overflow="ellipsis")
            line += rest
        line.rstrip()
        line.stylize("bold" if number == 0 else "none")
        console.print(line)


def write_json_articles(articles: Sequence[ArticleSummary]) -> None:
    """Writes the list of articles as one JSON array."""
    write_json(
        to_line(
            [
                asdict(article) | {"date": article.date.isoformat() if article.date else None}
                for article in articles
            ]
        )
    )
