"""What a line above or below the text says of the article: its date, publisher, section, authors.

A line counts only as a whole. One that joins several such facts (`21.12.2024 | Von Anna Schmidt |
Politik`) counts if every part of it does.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from retrieval.corpus.cleaning.boilerplate import ANYWHERE, AT_THE_EDGES, BELOW, MAX_CHARS, match
from retrieval.corpus.cleaning.marks import bare
from retrieval.corpus.cleaning.names import CATEGORIES, MENU, SECTIONS, publisher_named
from retrieval.corpus.cleaning.reasons import Reason
from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.fields import is_web_address


@dataclass(frozen=True, slots=True)
class Fact:
    """What one line, or one part of it, says.

    Attributes:
        reason: Under which code the line leaves the text.
        value: For `date` the day, for `authors` a tuple of names, for `publisher` and `section` the
            name, for `url` the address; None for mere boilerplate.
        update: Whether a date is that of the last change, which gives way to that of publication.
    """

    reason: Reason
    value: dt.date | str | tuple[str, ...] | None = None
    update: bool = False


_PARTS = re.compile(
    r"\s+[|•·–—-]\s+|\s*[|•·]\s*|\s{2,}"
    r"|,\s+(?=\d{1,2}\.\s?(?:\d|[a-zä]{3}))"
    r"|(?<!min)(?<!min\.)(?<!minuten),?\s+(?=(?:lesedauer|lesezeit)\b)|(?<=Uhr)(?=Lese)"
    r"|,?(?<!zuletzt)(?<!last)\s+(?=(?:zuletzt |last )?(?:aktualisiert|updated)\b)",
    re.IGNORECASE,
)
_MENU_PARTS = (re.compile(r"\s+[|•·–—-]\s+|\s*[|•·]\s*|\s{2,}"), re.compile(r"\s+"))
_LEAST_OF_MENU = 3
_DATE_LABEL = re.compile(
    r"(?:(?:veröffentlicht|erschienen|erstellt|publiziert|gepostet|published|posted|created)"
    r"(?: (?:am|on))?|datum|date|vom|am|on|(?:heute ist|today is)(?: \w+,?(?: der)?)?)\s?:?\s+",
    re.IGNORECASE,
)
_UPDATE_LABEL = re.compile(
    r"(?:(?:zuletzt |last )?(?:aktualisiert|geändert|updated|modified)(?: (?:am|on))?|stand|update)"
    r"\s?:?\s+",
    re.IGNORECASE,
)
_SECTION_LABEL = re.compile(
    r"(?:ressort|rubrik|kategorien?|category|categories|section)\s?:\s*", re.I
)
_PUBLISHER_LABEL = re.compile(r"(?:quelle|source|von|by|via)\s?:?\s+", re.IGNORECASE)
_BYLINE_LABEL = re.compile(
    r"(?:(?:eine?n? )?(?:kommentar|analyse|gastbeitrag|interview|bericht|reportage|essay|kolumne)"
    r" von|autor(?:in|en)?\s?:|text\s?:|authors?\s?:|written by|von|by)\s+",
    re.IGNORECASE,
)
_PART_OF_NAME = r"[A-ZÄÖÜÉ][\w'’.-]*"
_NAME = re.compile(
    rf"{_PART_OF_NAME}"
    rf"(?:(?: (?:von|van|de|der|den|al|el|bin|da|di|du|le|la))* {_PART_OF_NAME}){{1,3}}"
)
_ADDRESS = re.compile(r"(?:(?:url|link|original|permalink)\s?:\s*)?(?P<url>https?://\S+)", re.I)
_NAME_BREAK = re.compile(r", | und | and | & ")
_CRUMB = re.compile(r"\s*[>›»/→|]\s*")
_ROOTS = frozenset({"startseite", "home", "homepage", "start"})
_GLUE = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


def recognise(line: str, *, below: bool = False) -> tuple[Fact, ...]:
    """Reads the facts that a line consists of.

    Args:
        line: The whole line.
        below: Whether it stands below the text, where it cannot be the headline.

    Returns:
        The facts; none if any of the line may be the article's own text.
    """
    line = bare(line)
    if len(line) > MAX_CHARS:
        return ()
    if is_menu(line):
        return (Fact("navigation"),)
    whole = _fact(line, below)
    if whole is not None:
        return (whole,)
    parts = [_fact(part, below) for part in _PARTS.split(line)]
    facts = tuple(fact for fact in parts if fact is not None)
    return facts if len(facts) == len(parts) > 1 else ()


def is_menu(line: str) -> bool:
    """Whether a line is a site's menu: `Home  News  Sport`, each of them a word that menus list."""
    for parts in _MENU_PARTS:
        words = parts.split(line)
        if len(words) >= _LEAST_OF_MENU and all(word.casefold() in MENU for word in words):
            return True
    return False


def is_of_menu(line: str) -> bool:
    """Whether a line is one word of a menu that lists one a line."""
    return bare(line).casefold() in MENU


def is_separator(line: str) -> bool:
    """Whether a line holds no letter and no digit."""
    return not any(map(str.isalnum, line))


def glued_tags(line: str) -> int:
    """How many tags, without the blanks between them, a line may be: 3 for `RusslandTürkeiYork`.

    Zero where it cannot be any. Two prove little: so are `YouTube` and `PayPal` written.
    """
    words = line.split()
    if not words or len(line) > 120 or not all(word[0].isupper() for word in words):
        return 0
    if not line.replace(" ", "").replace("-", "").isalpha():
        return 0
    tags = max(len(_GLUE.split(word)) for word in words)
    return tags if tags > 2 or (tags == 2 and len(words) == 1) else 0


def _fact(text: str, below: bool) -> Fact | None:
    if below and match(text, BELOW) == "related":
        return Fact("related")
    fact = _date(text) or _publisher(text) or _section(text, below) or _authors(text) or _url(text)
    if fact is not None:
        return fact
    reason = match(text, ANYWHERE) or match(text, AT_THE_EDGES)
    if reason is None and below:
        reason = match(text, BELOW)
    return Fact(reason) if reason else None


def _date(text: str) -> Fact | None:
    day = parse_day(_DATE_LABEL.sub("", text, count=1) if _DATE_LABEL.match(text) else text)
    if day is not None:
        return Fact("date", day)
    label = _UPDATE_LABEL.match(text)
    day = parse_day(text[label.end() :]) if label else None
    return Fact("date", day, update=True) if day else None


def _publisher(text: str) -> Fact | None:
    inner = text.strip("()[] -–—")
    label = _PUBLISHER_LABEL.match(inner)
    name = publisher_named(inner[label.end() :] if label else inner)
    return Fact("publisher", name) if name else None


def _section(text: str, below: bool) -> Fact | None:
    label = _SECTION_LABEL.match(text)
    name = text[label.end() :] if label else text
    if name.casefold() in CATEGORIES:
        return Fact("category")
    if (label and 0 < len(name) <= 60) or (name.casefold() in SECTIONS and not below):
        return Fact("section", name)
    crumbs = _CRUMB.split(name.strip(" >›»/→|"))
    known = [crumb for crumb in crumbs if crumb.casefold() in SECTIONS]
    rooted = crumbs[0].casefold() in _ROOTS
    if len(crumbs) > 1 and (rooted or len(known) == len(crumbs)):
        return Fact("section", known[-1]) if known and not below else Fact("breadcrumb")
    return None


def _authors(text: str) -> Fact | None:
    label = _BYLINE_LABEL.match(text)
    if label is None:
        return None
    first, *others = _NAME_BREAK.split(text[label.end() :])
    if not _NAME.fullmatch(first):
        return None
    if not all(_NAME.fullmatch(other) or publisher_named(other) for other in others):
        return None
    return Fact("authors", (first, *others))


def _url(text: str) -> Fact | None:
    found = _ADDRESS.fullmatch(text)
    return Fact("url", found["url"]) if found and is_web_address(found["url"]) else None
