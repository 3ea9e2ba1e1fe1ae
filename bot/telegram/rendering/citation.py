"""A quote's source: the line under it, the line to copy, the address to open."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from bot.telegram.rendering.html import Fragment, day, join, link, linkable, text, utf16_units
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Citation

MAX_COPY_CHARS: Final = 256
"""Bot API: `CopyTextButton.text`."""
_MAX_TITLE_UNITS: Final = 300
_MAX_NAME_UNITS: Final = 100
_MAX_ALSO_IN: Final = 5


def source_line(
    citation: Citation, texts: TelegramTexts, *, number: int | None = None, date_entity: bool = True
) -> Fragment:
    """Title, publisher, date, paragraph and the plain address, for under a quote.

    The title leads to the quoted sentence, the host's name to the article's plain address.

    Args:
        citation: The source.
        texts: The language.
        number: The quote's number, where there are several.
        date_entity: Whether to write the date as a `date_time` entity.

    Returns:
        One line; a title of more than 300 UTF-16 units ends in an ellipsis.
    """
    title = shorten(citation.title, _MAX_TITLE_UNITS)
    head = text(f"{number} · ") if number is not None else Fragment()
    parts = [link(title, best_url(citation))]
    if citation.publisher:
        parts.append(text(shorten(citation.publisher, _MAX_NAME_UNITS)))
    if citation.date:
        parts.append(day(citation.date, texts.day(citation.date), entity=date_entity))
    parts.append(text(texts.shared.paragraph.format(number=citation.paragraph)))
    plain = citation.plain_url
    if plain is not None and linkable(plain):
        parts.append(link(shorten(_host(plain), _MAX_NAME_UNITS), plain))
    elif plain is None:
        parts.append(text(shorten(citation.path, _MAX_NAME_UNITS)))
    return head + join(" · ", parts)


def also_in_line(others: tuple[Citation, ...], texts: TelegramTexts) -> Fragment:
    """Where else near-identical words stand; empty if nowhere."""
    if not others:
        return Fragment()
    names = [
        shorten(" ".join(filter(None, (other.publisher, f"„{other.title}“"))), _MAX_NAME_UNITS)
        for other in others[:_MAX_ALSO_IN]
    ]
    if len(others) > _MAX_ALSO_IN:
        names.append(texts.and_more.format(count=len(others) - _MAX_ALSO_IN))
    return text(texts.shared.also_in.format(names=", ".join(names)))


def copy_line(citation: Citation, texts: TelegramTexts) -> str:
    """The citation as one line of plain text, at most 256 characters.

    The address is left out where it does not fit whole; after that the title ends in an ellipsis.
    """
    date = texts.day(citation.date) if citation.date else None
    paragraph = texts.shared.paragraph.format(number=citation.paragraph)
    where = shorten(", ".join(filter(None, (citation.publisher, date, paragraph))), 120)

    def line(title: str, *more: str) -> str:
        quoted = f"„{title}“" if texts.language == "de" else f"“{title}”"
        return ", ".join((quoted, where, *more))

    if citation.plain_url:
        whole = line(citation.title, citation.plain_url)
        if utf16_units(whole) <= MAX_COPY_CHARS:
            return whole
    spare = MAX_COPY_CHARS - utf16_units(line(""))
    return line(shorten(citation.title, spare))


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


def _host(url: str) -> str:
    host = urlsplit(url).netloc.rpartition("@")[2]
    return host.removeprefix("www.")
