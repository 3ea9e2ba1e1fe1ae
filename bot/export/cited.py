"""What a reference manager is told: each cited article once, with its quotes as notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.escape import one_line
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer, Quote
from retrieval.article import Article

ArticleOf: TypeAlias = Callable[[str], Article]


@dataclass(slots=True)
class Cited:
    """An article that answers cite.

    Attributes:
        article: The article.
        key: What it is called in a file of references: ASCII, unique in the file.
        notes: Its quotes, each on one line with the place where it stands.
    """

    article: Article
    key: str
    notes: list[str] = field(default_factory=list)

    @property
    def url(self) -> str | None:
        """Its address, if it is one of the web."""
        return web_address(self.article.url)


def cited(answers: Iterable[Answer], article_of: ArticleOf, texts: SharedTexts) -> list[Cited]:
    """Collects the articles that answers cite, in order; refusals cite none."""
    found: dict[str, Cited] = {}
    keys: set[str] = set()
    for quote in (quote for answer in answers if answer.answered for quote in answer.quotes):
        id_ = quote.citation.article
        if id_ not in found:
            found[id_] = Cited(article_of(id_), _key(id_, keys))
        note = (
            f"{texts.place(quote.citation)}: {texts.word.format(known=one_line(_with_head(quote)))}"
        )
        if note not in found[id_].notes:
            found[id_].notes.append(note)
    return list(found.values())


def _with_head(quote: Quote) -> str:
    return f"{quote.head.text} […] {quote.text}" if quote.head else quote.text


def web_address(url: str | None) -> str | None:
    """An address that may become a link: of the web, without anything that could end it."""
    if not url or not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        return None
    return re.sub(r"[\s<>{}\\^`\"\x00-\x1f\x7f]", lambda match: _percent(match[0]), url)


def names(authors: Sequence[str]) -> list[str]:
    """The authors' names as written, each on one line."""
    return [one_line(author) for author in authors]


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))


def _key(id_: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", id_).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-") or "article"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    taken.add(key)
    return key
