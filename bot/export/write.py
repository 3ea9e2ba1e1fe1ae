"""A format's name → its writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.export.bibtex import to_bibtex
from bot.export.cited import ArticleOf
from bot.export.csl import to_csl_json
from bot.export.csv_table import to_csv
from bot.export.formats import ExportFormat
from bot.export.markdown import to_markdown
from bot.export.ris import to_ris
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer

_WRITERS: Final[dict[ExportFormat, Callable[[Sequence[Answer], ArticleOf, SharedTexts], str]]] = {
    ExportFormat.markdown: to_markdown,
    ExportFormat.csv: to_csv,
    ExportFormat.csl_json: to_csl_json,
    ExportFormat.ris: to_ris,
    ExportFormat.bibtex: to_bibtex,
}


def export(
    answers: Sequence[Answer],
    format_: ExportFormat,
    article_of: ArticleOf,
    texts: SharedTexts,
) -> str:
    """Writes answers in a format.

    Args:
        answers: In the order they were asked.
        format_: The format.
        article_of: An article's id → the article.
        texts: In whose language "paragraph 4" stands, and that the corpus does not answer.

    Returns:
        The document; it ends in a line end unless it is empty.

    Raises:
        ArticleError: A cited article is no longer there.
    """
    return _WRITERS[format_](answers, article_of, texts)
