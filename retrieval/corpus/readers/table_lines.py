"""A table of a page or a document → the lines of one in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_MOSTLY: Final = 0.5


def table_lines(
    rows: Sequence[Sequence[str]], *, headed: bool | None = None, caption: str = ""
) -> Iterator[str]:
    """Writes a table.

    Args:
        rows: The cells of each row, each on one line.
        headed: Whether the first row says what the columns hold; told from the cells if None.
        caption: What stands above it, on one line.

    Yields:
        The caption and an empty line, if there is one, and a line for each row; a rule below the
        first only if it is the head.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not caption and len(rows) > 2 and len(rows[0]) > 1:
        said = [cell for cell in rows[0] if cell.strip()]
        if len(said) == 1 and sum(bool(cell.strip()) for cell in rows[1]) > 1:
            caption, rows = said[0], rows[1:]  # in a row of its own, over all columns
    if caption.strip():
        yield caption
        yield ""
    if headed is None:
        headed = _is_headed(rows)
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if number == 0 and headed:
            yield f"|{' --- |' * len(row)}"


def _is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds no number, and most of the others do."""
    if len(rows) < 2 or _has_digit(rows[0]):
        return False
    return sum(map(_has_digit, rows[1:])) > _MOSTLY * (len(rows) - 1)


def _has_digit(row: Sequence[str]) -> bool:
    return any(char.isdigit() for cell in row for char in cell)
