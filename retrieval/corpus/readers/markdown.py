"""Markdown with YAML front matter: the format of the corpus.

The front matter's keys are `title`, `date`, `publisher`, `url`, `authors`, `section`, `language`
and `sources`, or what other tools call them (`fields`), and `guessed`; all may be missing, others
are left alone. What cannot be used of it is a problem of the article, which is read without that.
Where no key tells the day, the file's name or the day of its making may: a guess. The body is taken
as it stands, markup included: it is what gets quoted, so it is not rendered. Only what a rendered
page would not show is taken out of it (`unshown`); a comment may say where a page of the document
begins that it was made of (`pages`). Without a `title`, the first line is the
headline; a sentence or an item of a list stays in the text, too.
"""

from __future__ import annotations

import re

from retrieval.article import Article
from retrieval.corpus.readers.dates import day_in_name
from retrieval.corpus.readers.decoding import decode_and_tell
from retrieval.corpus.readers.fields import read_fields
from retrieval.corpus.readers.frontmatter import split_front_matter
from retrieval.corpus.readers.pages import comments_to_marks, take_marks, without_headline
from retrieval.corpus.readers.plaintext import day_above, take_headline, trim
from retrieval.corpus.readers.unshown import without_unshown
from retrieval.errors import ArticleError
from retrieval.language.declared import DEFAULT_LANGUAGE, guess_language

# Of a heading, a quotation, a task.
_MARKS = re.compile(r"^#{1,6}[ \t]+|(?<![ \t])[ \t]+#+$|^>[ \t]*|^\[[ xX]\][ \t]+")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]|\[([^\[\]]+)\]\([^()\s]*\)")


def read_markdown(raw: bytes, article_id: str, path: str) -> Article:
    """Reads Markdown; see `retrieval.corpus.readers.formats.Reader`."""
    text, garbled = decode_and_tell(raw)
    values, body, problems = split_front_matter(text)
    fields = read_fields(values or {})
    body, numbers = comments_to_marks(body)
    body, pages = take_marks(trim(without_unshown(body)), numbers)
    title = fields.title
    if title is None:
        title, rest = take_headline(body)
        pages, body = without_headline(pages, len(body) - len(rest)), rest
        title = _without_marks(title or "") or article_id
    if not any(map(str.isalnum, body)):
        raise ArticleError("file.empty" if values is None else "file.empty_below")
    date = fields.date or day_in_name(path) or day_above(body) or fields.created
    guessed = fields.guessed
    if date and not fields.date and "date" not in guessed:
        guessed = (*guessed, "date")
    return Article(
        id=article_id,
        title=title,
        text=body,
        path=path,
        date=date,
        publisher=fields.publisher,
        url=fields.url,
        authors=fields.authors,
        section=fields.section,
        language=fields.language or guess_language(body) or DEFAULT_LANGUAGE,
        sources=fields.sources,
        guessed=guessed,
        pages=pages,
        problems=(*garbled, *problems, *fields.problems),
    )


def _without_marks(line: str) -> str:
    """A headline's words, without what Markdown and notebooks mark them with."""
    bare = _BOLD.sub(r"\2", _MARKS.sub("", line))
    return _LINK.sub(lambda link: link[1] or link[2], bare).strip()
