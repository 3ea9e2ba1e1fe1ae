"""An article: what the corpus holds, what every offset counts in, what every citation names."""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from dataclasses import dataclass

from retrieval.errors import Problem


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the corpus.

    `text` is the body exactly as it is indexed and quoted: Unicode NFC, lines ended by a line feed,
    no byte-order mark, no soft hyphens, no front matter. Every offset in Wortlaut counts its code
    points.

    Attributes:
        id: The file's path inside the corpus folder without its suffix, `/`-separated:
            `2025-01-18-kooperationsvertrag`. Unique in the corpus.
        title: The headline; never empty (the readers fall back to the first line, then the id).
        text: The body.
        path: The file's path inside the corpus folder, `/`-separated.
        date: Day of publication, if known.
        publisher: Newspaper or agency, if known.
        url: Where the article stands on the web, if known.
        authors: As named by the article.
        section: The newspaper's section ("Politik"), if known.
        language: ISO 639-1 code.
        sources: The names of the sources the article itself gives.
        guessed: Which of these are guesses: `title`, `date`, `publisher`, `authors`.
        pages: Where the pages of its document begin, if it has any: the first code point in the
            text and the page's number, from 1, in order.
        problems: What its file says and what cannot be used; it is read without that.
    """

    id: str
    title: str
    text: str
    path: str
    date: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str = "de"
    sources: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    problems: tuple[Problem, ...] = ()

    def page_of(self, place: int) -> int | None:
        """The number of the page on which a code point of the text stands, if there are pages."""
        after = bisect_right(self.pages, place, key=lambda page: page[0])
        return self.pages[after - 1][1] if after else None

    @property
    def text_sha256(self) -> str:
        """Hex SHA-256 of the UTF-8 text; what `verify` compares."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles shows of one.

    Attributes:
        id: The article's id.
        title: Its headline.
        publisher: Newspaper or agency, if known.
        date: Day of publication, if known.
        section: Section, if known.
        path: File inside the corpus folder.
        url: Address, if known.
        words: Number of words of the text, parted by white space.
        passages: Number of passages.
        authors: As in `Article`.
        guessed: As in `Article`.
        problems: As in `Article`.
    """

    id: str
    title: str
    publisher: str | None
    date: dt.date | None
    section: str | None
    path: str
    url: str | None
    words: int
    passages: int
    authors: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article.

    Attributes:
        number: From 1.
        start: First code point in the article's text.
        end: One past the last.
        text: The slice of the article's text.
        sentences: First code point and one past the last of each of its sentences, in order, in
            the article's text.
    """

    number: int
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
