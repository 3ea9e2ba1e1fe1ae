"""What a format that is no text itself gives: a text, and what its file says of the article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from retrieval.article import Article
from retrieval.corpus.readers.dates import day_in_name
from retrieval.corpus.readers.pages import without_headline
from retrieval.corpus.readers.plaintext import take_headline
from retrieval.errors import ArticleError, Problem
from retrieval.language.declared import DEFAULT_LANGUAGE, guess_language

Guessable = Literal["title", "date", "publisher", "authors"]
"""What may be a guess, by its key in front matter."""

Repeat = Literal["repeated_title", "authors", "publisher"]
"""What a line may only say again."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a file holds and the text does not.

    A running head, an attachment by its name, a value that is not what its field should say.
    """

    page: int
    text: str
    reason: Literal["running_head", "attachment", "unusable"] = "running_head"


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article taken out of a file; None or () where the file does not say it.

    Attributes:
        text: Normalised as by `decoding.normalise`; every word of it stands in the file, in order.
            Headings, lists and tables are written as in Markdown.
        title: The headline.
        date: Day of publication.
        publisher: Newspaper or agency.
        url: The article's own address.
        authors: As named.
        section: The newspaper's section.
        language: ISO 639-1 code, as declared.
        guessed: Which of these the file does not state as such.
        links: The lines of the text that are nothing but a link.
        repeats: Those, where they first stand, that only say again what is said here.
        pages: Where the pages of the document begin; see `Article.pages`.
        left_out: The lines of the file's pages that are not in the text.
        problems: What of the file cannot be used as it is.
    """

    text: str
    title: str | None = None
    date: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    guessed: tuple[Guessable, ...] = ()
    links: frozenset[str] = frozenset()
    repeats: Mapping[str, Repeat] = field(default_factory=dict)
    pages: tuple[tuple[int, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()


def article_of(extracted: Extracted, article_id: str, path: str) -> Article:
    """The article, taken at its file's word: nothing is cleaned.

    Args:
        extracted: What the file gave.
        article_id: The article's id.
        path: The file's path inside the corpus folder.

    Returns:
        The article.

    Raises:
        ArticleError: There is no text.
    """
    title, text = extracted.title, extracted.text
    if title is None:
        title, text = take_headline(text)
    pages = without_headline(extracted.pages, len(extracted.text) - len(text))
    if not any(map(str.isalnum, text)):
        raise ArticleError("file.empty")
    date, guessed = extracted.date, extracted.guessed
    if date is None and (date := day_in_name(path)) is not None:
        guessed = (*guessed, "date")
    return Article(
        id=article_id,
        title=title or article_id,
        text=text,
        path=path,
        date=date,
        publisher=extracted.publisher,
        url=extracted.url,
        authors=extracted.authors,
        section=extracted.section,
        language=guess_language(text) or extracted.language or DEFAULT_LANGUAGE,
        guessed=guessed,
        pages=pages,
        problems=extracted.problems,
    )
