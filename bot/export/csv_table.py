"""CSV: a row a quote, and one for each question that is not answered.

Source: RFC 4180, in UTF-8. A cell that a spreadsheet would take for a formula begins with an
apostrophe instead, as OWASP advises ("CSV Injection"); `start` and `end` say what the words are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from bot.escape import visible
from bot.export.cited import ArticleOf, names, web_address
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer

_COLUMNS: Final = (
    *("question", "certainty", "confidence", "rank", "highlight", "quote", "title", "authors"),
    *("publisher", "date", "page", "paragraph", "url", "path", "article", "start", "end"),
)
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def to_csv(answers: Sequence[Answer], article_of: ArticleOf, texts: SharedTexts) -> str:
    """Writes a table with a header; the quotes of a refusal, no answer, are left out."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for answer in answers:
        for row in _rows(answer, article_of):
            writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


def _rows(answer: Answer, article_of: ArticleOf) -> Iterator[list[object]]:
    certainty = "talk" if answer.talk else answer.certainty.value
    head = [answer.question, certainty, f"{answer.confidence:.3f}"]
    if not answer.answered:
        yield head + [None] * (len(_COLUMNS) - len(head))
        return
    for rank, quote in enumerate(answer.quotes, start=1):
        citation = quote.citation
        yield [
            *head,
            rank,
            quote.highlight.text,
            quote.text,
            citation.title,
            "; ".join(names(article_of(citation.article).authors)),
            citation.publisher,
            citation.date,
            citation.page,
            citation.paragraph,
            web_address(citation.url),
            citation.path,
            citation.article,
            quote.start,
            quote.end,
        ]


def _cell(value: object) -> str:
    text = "" if value is None else visible(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
