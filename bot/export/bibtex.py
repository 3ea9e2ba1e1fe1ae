r"""BibTeX, as biblatex, JabRef and Zotero read it: UTF-8, what TeX would obey escaped.

Braces become commands in braces of their own, for BibTeX counts braces escaped or not
(`btxdoc`, Oren Patashnik, 1988). `url` is verbatim to biblatex, so it is percent-encoded instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.escape import one_line
from bot.export.cited import ArticleOf, Cited, cited, names
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer

_TEX: Final = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{character: f"\\{character}" for character in "$&%#_"},
}


def to_bibtex(answers: Sequence[Answer], article_of: ArticleOf, texts: SharedTexts) -> str:
    """Writes an entry for each cited article, its quotes as a note."""
    return "\n".join(_entry(each) for each in cited(answers, article_of, texts))


def _entry(each: Cited) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(each))
    return f"@article{{{each.key},\n{fields}}}\n"


def _fields(each: Cited) -> Iterator[tuple[str, str]]:
    article = each.article
    yield "entrysubtype", "newspaper"
    yield "title", _tex(article.title)
    if article.authors:
        # Braces of its own keep a name whole, whatever words it holds ("und", "and", a comma).
        yield "author", " and ".join(f"{{{_tex(name)}}}" for name in names(article.authors))
    if article.publisher:
        yield "journaltitle", _tex(article.publisher)
        yield "journal", _tex(article.publisher)
    if article.date:
        yield "date", f"{article.date:%Y-%m-%d}"
        yield "year", f"{article.date:%Y}"
    if each.url:
        yield "url", each.url
    yield "langid", {"de": "german", "en": "english"}.get(article.language, article.language)
    yield "note", " ".join(map(_tex, each.notes))


def _tex(text: str) -> str:
    return re.sub(r"[\\{}~^$&%#_]", lambda match: _TEX[match[0]], one_line(text))
