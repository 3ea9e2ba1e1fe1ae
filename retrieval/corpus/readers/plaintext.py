"""Plain text: the first line is the headline, the rest the text.

Nothing is cleaned here: a file of the corpus is taken at its word. What a crawler left around a
text comes off when the file is added (`retrieval.corpus.additions`).
"""

from __future__ import annotations

import re

from retrieval.article import Article
from retrieval.corpus.readers.dates import day_in_name
from retrieval.corpus.readers.decoding import decode_and_tell
from retrieval.corpus.readers.entities import unescaped_words
from retrieval.errors import ArticleError
from retrieval.language.declared import DEFAULT_LANGUAGE, guess_language

_MARK = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+")
_OWN_LINE = re.compile(rf"{_MARK.pattern}| \S+ .*[^\W\d_]{{3,}}[.…][\"“”»«)\]]*$")

MAX_HEADLINE_CHARS = 250
"""A longer first line is a paragraph: no headline of a newspaper comes near."""


def read_plain_text(raw: bytes, article_id: str, path: str) -> Article:
    """Reads a plain text; see `retrieval.corpus.readers.formats.Reader`."""
    text, garbled = decode_and_tell(raw)
    title, body = take_headline(unescaped_words(text))
    if not body:
        raise ArticleError("file.empty")
    date = day_in_name(path)
    return Article(
        id=article_id,
        title=title or article_id,
        text=body,
        path=path,
        date=date,
        language=guess_language(body) or DEFAULT_LANGUAGE,
        guessed=("date",) if date else (),
        problems=garbled,
    )


def take_headline(text: str) -> tuple[str | None, str]:
    """Parts a text into headline and body.

    Args:
        text: A whole text, normalised.

    Returns:
        The first line with a letter or digit in it, and the text without that line. Where that
        line is too long for a headline, or all there is, None and the whole text. Where it is a
        sentence or an item of a list, that line and the whole text: it can be quoted.
    """
    body = trim(text)
    lines = body.split("\n")
    for i, line in enumerate(lines):
        if any(map(str.isalnum, line)):
            rest = trim("\n".join(lines[:i] + lines[i + 1 :]))
            if len(line) > MAX_HEADLINE_CHARS or not any(map(str.isalnum, rest)):
                return None, body
            if (own := quotable_headline(line)) is not None:
                return own, body
            return line.strip(), rest
    return None, ""


def quotable_headline(line: str) -> str | None:
    """The headline that a first line gives though it is text: a sentence, or an item of a list.

    Args:
        line: A line.

    Returns:
        The line without the mark of an item; None if it is neither.
    """
    if line.lstrip().startswith("#") or not _OWN_LINE.search(line):
        return None
    return _MARK.sub("", line.strip())


def trim(text: str) -> str:
    """A normalised text without the empty lines at its two ends."""
    return text.strip("\n")
