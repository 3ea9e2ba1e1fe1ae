"""What `wortlaut articles --recurring` shows: lines that stand in many articles of a publisher."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answer_json import to_line
from bot.cli.streams import write_json, write_line
from bot.escape import one_line
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from retrieval.library import RecurringLine


def write_recurring(lines: Sequence[RecurringLine], texts: Texts, *, json: bool) -> None:
    """Writes the lines by publisher, each whole, and what `wortlaut add` does with it.

    Args:
        lines: From `Library.recurring_lines`.
        texts: In which language.
        json: As one JSON array.
    """
    if json:
        write_json(to_line([_record(line) for line in lines]))
        return
    for publisher, own in groupby(lines, lambda line: line.recurrence.publisher):
        found = list(own)
        articles = texts.count(found[0].recurrence.of, texts.articles)
        write_line(f"{one_line(publisher or texts.unnamed_publisher)} ({articles})")
        for line in found:
            where = texts.recurs_leaves if line.leaves else texts.recurs_stays
            said = where.format(n=line.recurrence.articles, leaves=line.leaves)
            write_line(f"  {one_line(line.text)} ({said})")
    leaving = sum(1 for line in lines if line.leaves)
    said = texts.recurring_found if lines else texts.recurring_none
    write_line(said.format(n=len(lines), leaves=leaving))


def _record(line: RecurringLine) -> dict[str, object]:
    found = line.recurrence
    return {
        "publisher": found.publisher,
        "text": line.text,
        "articles": found.articles,
        "of": found.of,
        "leaves": line.leaves,
    }
