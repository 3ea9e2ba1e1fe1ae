"""CSL-JSON, which Zotero, Pandoc and citeproc read.

Source: the Citation Style Language's data schema, version 1.0.2 (`article-newspaper`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.escape import escape_in_json
from bot.export.cited import ArticleOf, Cited, cited, names
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer


def to_csl_json(answers: Sequence[Answer], article_of: ArticleOf, texts: SharedTexts) -> str:
    """Writes the cited articles as an array of items, their quotes as notes."""
    items = [_item(each) for each in cited(answers, article_of, texts)]
    return escape_in_json(json.dumps(items, ensure_ascii=False, indent=2)) + "\n"


def _item(each: Cited) -> dict[str, Any]:
    article = each.article
    item = {
        "id": each.key,
        "type": "article-newspaper",
        "title": article.title,
        # Names stand in newspapers as they are spoken; parting them would be a guess.
        "author": [{"literal": name} for name in names(article.authors)],
        "container-title": article.publisher,
        "issued": article.date
        and {"date-parts": [[article.date.year, article.date.month, article.date.day]]},
        "section": article.section,
        "URL": each.url,
        "language": article.language,
        "note": "\n".join(each.notes),
    }
    return {name: value for name, value in item.items() if value}
