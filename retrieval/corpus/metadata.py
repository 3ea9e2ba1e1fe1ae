"""What of an article's metadata cannot be trusted: missing, guessed, or not plausible.

What is known of an article is what a citation shows. Only what is plain without reading its text is
looked at: an address is not fetched, a name not looked up.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from retrieval.article import ArticleSummary
from retrieval.corpus.readers.plaintext import MAX_HEADLINE_CHARS

Key = Literal["title", "date", "publisher", "url", "authors"]
Kind = Literal[
    "missing", "guessed", "future", "too_old", "host_name", "no_words", "markup", "too_long", "site"
]
FIRST_YEAR: Final = 1900

_HOST_NAME = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/:?#]\S*)?")
_MARKUP = re.compile(r"</?[a-z][^>]*>|<!|&(?:\w+|#\d+);", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MetadataIssue:
    """Something known of an article that needs a look.

    Attributes:
        key: What, as in front matter.
        kind: What is wrong with it: not known; a guess; a day to come, or before `FIRST_YEAR`; a
            host name or address where a name is wanted; without a letter; with markup in it; longer
            than any headline; the address of a site, not of an article.
        value: What it is; empty where missing.
    """

    key: Key
    kind: Kind
    value: str


def issues_of(article: ArticleSummary, today: dt.date) -> list[MetadataIssue]:
    """What needs a look in an article's metadata; address and authors need not be known.

    Args:
        article: What is known of it. A title that is its id is none.
        today: The last plausible day.

    Returns:
        At most one issue a key, in the order of `Key`. What is a guess and not plausible either is
        called the latter.
    """
    title = "" if article.title == article.id else article.title
    publisher, url = article.publisher or "", article.url or ""
    seen: dict[Key, tuple[str, Kind | None]] = {
        "title": (title, _title(title)),
        "date": (article.date.isoformat() if article.date else "", _date(article.date, today)),
        "publisher": (publisher, _name(publisher)),
        "url": (url, "site" if url and not urlsplit(url).path.strip("/") else None),
        "authors": (", ".join(article.authors), None),
    }
    found = []
    for key, (value, wrong) in seen.items():
        kind = wrong or ("guessed" if key in article.guessed else None)
        if kind:
            found.append(MetadataIssue(key, kind, value))
    return found


def _title(title: str) -> Kind | None:
    return "too_long" if len(title) > MAX_HEADLINE_CHARS else _name(title)


def _name(name: str) -> Kind | None:
    if not name:
        return "missing"
    if _MARKUP.search(name):
        return "markup"
    if _HOST_NAME.fullmatch(name):
        return "host_name"
    return None if any(map(str.isalpha, name)) else "no_words"


def _date(date: dt.date | None, today: dt.date) -> Kind | None:
    if date is None:
        return "missing"
    if date > today:
        return "future"
    return "too_old" if date.year < FIRST_YEAR else None
