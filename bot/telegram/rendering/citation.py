"""A quote's source: the line under it, the text to copy, the address to open."""

from __future__ import annotations

from typing import Final

from bot.telegram.rendering.html import Fragment, day, join, link, linkable, text, utf16_units
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Citation, Quote

MAX_COPY_CHARS: Final = 256
"""Bot API: `CopyTextButton.text`."""
_MAX_TITLE_UNITS: Final = 120
_MAX_NAME_UNITS: Final = 60
_MAX_ALSO_IN: Final = 3


def source_line(
    citation: Citation,
    texts: TelegramTexts,
    *,
    position: str = "",
    date_entity: bool = True,
    reading: str | None = None,
) -> Fragment:
    """Title, publisher, date and, of a document with pages, the page, for under a quote.

    Args:
        citation: The source.
        texts: The language.
        position: What stands before the title.
        date_entity: Whether to write the date as a `date_time` entity.
        reading: Where the title leads if the article has no address of its own.

    Returns:
        One line; a title of more than 120 UTF-16 units ends in an ellipsis.
    """
    title = shorten(citation.title, _MAX_TITLE_UNITS)
    parts = [link(title, best_url(citation) or reading)]
    if citation.publisher:
        parts.append(text(shorten(citation.publisher, _MAX_NAME_UNITS)))
    if citation.date:
        parts.append(day(citation.date, texts.day(citation.date), entity=date_entity))
    if citation.page:
        parts.append(text(texts.shared.page.format(number=citation.page)))
    return text(position) + join(" · ", parts)


def also_in_line(others: tuple[Citation, ...], texts: TelegramTexts) -> Fragment:
    """Where else near-identical words stand; empty if nowhere."""
    if not others:
        return Fragment()
    names = [
        shorten(other.publisher or texts.shared.word.format(known=other.title), _MAX_NAME_UNITS)
        for other in others[:_MAX_ALSO_IN]
    ]
    named = ", ".join(names)
    if len(others) > _MAX_ALSO_IN:
        named += " " + texts.and_more.format(count=len(others) - _MAX_ALSO_IN)
    return text(texts.shared.also_in.format(names=named))


def copied(quote: Quote, texts: TelegramTexts) -> str | None:
    """The sentence that answers and its source as plain text, at most 256 UTF-16 units.

    The address goes first where not all of it fits, then the title; None where the words do not fit
    with what is left of the source.
    """
    citation = quote.citation
    date = texts.day(citation.date) if citation.date else None
    title = texts.shared.word.format(known=citation.title)
    paragraph = texts.shared.paragraph.format(number=citation.paragraph)
    words = texts.shared.word.format(known=quote.highlight.text)
    page = texts.shared.page.format(number=citation.page) if citation.page else None
    where = [citation.publisher, date, page, paragraph]
    for source in ([title, *where, citation.plain_url], [title, *where], where):
        line = f"{words} ({', '.join(filter(None, source))})"
        if quote.highlight.text and utf16_units(line) <= MAX_COPY_CHARS:
            return line
    return None


def best_url(citation: Citation) -> str | None:
    """The address that lands on the sentence if Telegram takes it, else the plain one, if any."""
    for url in (citation.url, citation.plain_url):
        if url is not None and linkable(url):
            return url
    return None


def shorten(value: str, max_units: int) -> str:
    """The text on one line, ended by an ellipsis where it is longer than `max_units`."""
    value = " ".join(value.split())
    if utf16_units(value) <= max_units:
        return value
    kept, units = 0, 1  # the ellipsis
    for character in value:
        units += utf16_units(character)
        if units > max_units:
            break
        kept += 1
    return value[:kept].rstrip() + "…"
