"""What an editor writes about an article: "Datum: 18.01.2025", an address, a day."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import InputError
from retrieval.library import CorpusFolder

FIELDS: Final = ("title", "date", "publisher", "url", "authors")
_NAMES: Final = {
    **dict.fromkeys(("titel", "überschrift", "schlagzeile", "title", "headline"), "title"),
    **dict.fromkeys(("datum", "tag", "date", "day"), "date"),
    **dict.fromkeys(("zeitung", "quelle", "publisher", "newspaper", "source"), "publisher"),
    **dict.fromkeys(("autor", "autorin", "autoren", "author", "authors"), "authors"),
    **dict.fromkeys(("webadresse", "adresse", "link", "url", "address"), "url"),
}
_NAMED: Final = re.compile(r"\s*(\w+)\s*:\s*(\S.*)")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_AND: Final = re.compile(r"\s*[,;]\s*|\s+(?:und|and|&)\s+")
_MAX_CHARS: Final = 300


def read_fields(text: str) -> tuple[dict[str, str], list[InputError]]:
    """Reads lines about an article; of those that name no field, addresses and days alone.

    Args:
        text: As an editor wrote it.

    Returns:
        What is said, by field (a date in ISO 8601), and what will not do.
    """
    said: dict[str, str] = {}
    wrong: list[InputError] = []
    for line in text.splitlines():
        named, address = _NAMED.fullmatch(line), _ADDRESS.search(line)
        name = _NAMES.get(named[1].casefold()) if named else None
        try:
            if named and name:
                said[name] = field_value(name, named[2])
            elif address:
                said["url"] = address[0].rstrip(".,;)")
            elif day := CorpusFolder.day(line):
                said["date"] = day.isoformat()
        except InputError as error:
            wrong.append(error)
    return said, wrong


def field_value(name: str, text: str) -> str:
    """Reads the value of a field.

    Args:
        name: One of `FIELDS`.
        text: As an editor wrote it.

    Returns:
        The value on one line, a date in ISO 8601.

    Raises:
        InputError: The field cannot have that value.
    """
    value = " ".join(text.split())[:_MAX_CHARS]
    if name == "date":
        day = CorpusFolder.day(value)
        if day is None:
            raise InputError("field.date", value=value)
        return day.isoformat()
    if name == "url" and not _ADDRESS.fullmatch(value):
        raise InputError("field.url", value=value)
    return value


def authors_in(value: str) -> tuple[str, ...]:
    """The names in "Eva Lind, Ole Kamp und Ida Roth"."""
    return tuple(filter(None, _AND.split(value)))
