"""RIS, which every reference manager reads: a tag, two spaces, a hyphen, a value a line.

Source of the tags: the Research Information Systems format as Zotero and EndNote read it (`NEWS`).
A value ends with its line, so none may hold a line break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.escape import one_line
from bot.export.cited import ArticleOf, Cited, cited, names
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer


def to_ris(answers: Sequence[Answer], article_of: ArticleOf, texts: SharedTexts) -> str:
    """Writes a record for each cited article, a note for each of its quotes."""
    records = ("".join(_lines(each)) for each in cited(answers, article_of, texts))
    return "\n".join(records)


def _lines(each: Cited) -> Iterator[str]:
    article = each.article
    values = [
        ("TY", "NEWS"),
        ("ID", each.key),
        ("TI", article.title),
        *(("AU", name) for name in names(article.authors)),
        ("T2", article.publisher),
        ("DA", article.date and f"{article.date:%Y/%m/%d}"),
        ("PY", article.date and f"{article.date:%Y}"),
        ("SE", article.section),
        ("LA", article.language),
        ("UR", each.url),
        *(("N1", note) for note in each.notes),
    ]
    for tag, value in values:
        if value:
            yield f"{tag}  - {one_line(value)}\n"
    yield "ER  - \n"
