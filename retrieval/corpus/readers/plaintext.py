"""Plain text: the first line is the headline, the rest the text.

Nothing is cleaned here: a file of the corpus is taken at its word. What a crawler left around a
text comes off when the file is added (`retrieval.corpus.additions`).
"""

from __future__ import annotations

import datetime as dt
import re

from retrieval.article import Article
from retrieval.corpus.readers.dates import day_in_name, parse_day
from retrieval.corpus.readers.decoding import decode_and_tell
from retrieval.corpus.readers.entities import unescaped_words
from retrieval.errors import ArticleError
from retrieval.language.declared import DEFAULT_LANGUAGE, guess_language

_MARK = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+")
# "bleibt zu." ends a sentence, "& Co." need not.
_SHORT_WORDS = "zu|an|ab|um|da|so|es|er|ja|on|in|it|up|us|me|is|do|go"
_OWN_LINE = re.compile(
    rf"{_MARK.pattern}| \S+ .*(?:[^\W\d_]{{3,}}| (?:{_SHORT_WORDS}))[.…][\"“”»«)\]]*$"
)

# Tags of a notebook, a picture.
_NO_HEADLINE = re.compile(r"(?:#[^\W\d][\w/-]*[\s,]*)+|\[?!\[[^\]\n]*\]\([^)\n]*\)\S*")
_MAX_DAY_CHARS = 60
_MAX_HEADLINE_WORDS = 13

MAX_HEADLINE_CHARS = 250
"""A longer first line is a paragraph: no headline of a newspaper comes near."""


def read_plain_text(raw: bytes, article_id: str, path: str) -> Article:
    """Reads a plain text; see `retrieval.corpus.readers.formats.Reader`."""
    text, garbled = decode_and_tell(raw)
    title, body = take_headline(unescaped_words(text))
    if not body:
        raise ArticleError("file.empty")
    date = day_in_name(path) or day_above(body)
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
        The first line with a letter or digit in it that is not a day, tags or a picture alone, and
        the text without that line. Where that line is too long for a headline, a row of a table, or
        all there is, None and the whole text. Where it is a sentence or an item of a list, that
        line and the whole text: it can be quoted.
    """
    body = trim(text)
    lines = body.split("\n")
    for i, line in enumerate(lines):
        if any(map(str.isalnum, line)) and not _is_no_headline(line):
            rest = trim("\n".join(lines[:i] + lines[i + 1 :]))
            if (
                len(line) > MAX_HEADLINE_CHARS
                or line.lstrip().startswith("|")
                or not any(map(str.isalnum, rest))
            ):
                return None, body
            if (own := quotable_headline(line)) is not None:
                return own, body
            if len(line.split()) > _MAX_HEADLINE_WORDS and not line.lstrip().startswith("#"):
                return line.strip(), body
            return line.strip(), rest
    return None, body if any(map(str.isalnum, body)) else ""


def day_above(text: str) -> dt.date | None:
    """The day that the first line of a text is; None if it is none."""
    first = text.lstrip().split("\n", 1)[0]
    return _day_alone(first)


def _is_no_headline(line: str) -> bool:
    return _NO_HEADLINE.fullmatch(line.strip()) is not None or _day_alone(line) is not None


def _day_alone(line: str) -> dt.date | None:
    may_be = len(line) <= _MAX_DAY_CHARS and any(map(str.isdecimal, line))
    return parse_day(line.strip("*_ \t")) if may_be else None


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
