"""Pieces of Bot API HTML that know their size.

Telegram counts a message after parsing it: in UTF-16 code units of what remains when the tags are
gone. A `Fragment` carries its markup together with that count, so a message is measured while it is
put together and never by parsing it again. Only this module writes tags, and it is the only place
that escapes: whatever enters as text leaves as text.

Limits: https://core.telegram.org/bots/api#sendmessage (4096 after entity parsing) and
#formatting-options. Entities beyond the hundredth are ignored by Telegram without an error, hence
the bound on them; raw text beyond some 35,000 bytes is cut by Telegram's server before it parses
(tdlib's `clean_input_string`), hence the bound on bytes.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MAX_MESSAGE_UNITS: Final = 4096
MAX_MESSAGE_ENTITIES: Final = 100
MAX_MESSAGE_BYTES: Final = 30_000
MAX_URL_BYTES: Final = 2048

# Noon UTC: the day reads the same from UTC-12 to UTC+11.
_NOON = dt.time(12, tzinfo=dt.UTC)


def utf16_units(text: str) -> int:
    """Length of a text as Telegram counts it: code points above U+FFFF count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a message.

    Attributes:
        html: Bot API HTML, every tag closed.
        units: UTF-16 code units of what is left when the tags are gone.
        entities: Number of message entities the tags make.
    """

    html: str = ""
    units: int = 0
    entities: int = 0

    def __add__(self, other: Fragment) -> Fragment:
        """The two, one after the other."""
        return Fragment(
            self.html + other.html, self.units + other.units, self.entities + other.entities
        )

    def __bool__(self) -> bool:
        """Whether anything is to be seen."""
        return self.units > 0

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it as one message."""
        return (
            self.units <= MAX_MESSAGE_UNITS
            and self.entities <= MAX_MESSAGE_ENTITIES
            and len(self.html.encode()) <= MAX_MESSAGE_BYTES
        )


def text(value: str) -> Fragment:
    """Plain text, escaped."""
    return Fragment(html.escape(value, quote=False), utf16_units(value))


def bold(inner: Fragment | str) -> Fragment:
    """Bold, unless there is nothing to embolden."""
    return _tag("b", inner)


def italic(inner: Fragment | str) -> Fragment:
    """Italic, unless there is nothing to slant."""
    return _tag("i", inner)


def underlined(inner: Fragment | str) -> Fragment:
    """Underlined, unless there is nothing to underline."""
    return _tag("u", inner)


def struck(inner: Fragment | str) -> Fragment:
    """Struck through, unless there is nothing to strike."""
    return _tag("s", inner)


def code(inner: str) -> Fragment:
    """Text in the typewriter face, copied by a tap."""
    return _tag("code", inner)


def quote_block(inner: Fragment, *, expandable: bool = False) -> Fragment:
    """A block quotation; `expandable` folds it to three lines until tapped."""
    return _tag("blockquote", inner, " expandable" if expandable else "")


def link(label: str, url: str | None) -> Fragment:
    """A link, or the label alone where the address cannot be one."""
    if url is None or not linkable(url):
        return text(label)
    return _tag("a", label, f' href="{html.escape(url)}"')


def day(value: dt.date, label: str, *, entity: bool = True) -> Fragment:
    """A calendar day; as a `date_time` entity, readers see it in their own locale's form.

    `label` is how it reads where the entity is not known; Bot API 9.5 and later know it.
    """
    if not entity:
        return text(label)
    unix = int(dt.datetime.combine(value, _NOON).timestamp())
    return _tag("tg-time", label, f' unix="{unix}" format="D"')


def moment(value: dt.datetime, label: str, *, entity: bool = True) -> Fragment:
    """A day and its time; as a `date_time` entity, readers see it in their own time."""
    if not entity:
        return text(label)
    return _tag("tg-time", label, f' unix="{int(value.timestamp())}" format="dt"')


def join(separator: str, parts: Iterable[Fragment]) -> Fragment:
    """The parts that show anything, parted by the separator."""
    whole = Fragment()
    for part in parts:
        if part:
            whole = whole + text(separator) + part if whole else part
    return whole


def linkable(url: str) -> bool:
    """Whether Telegram takes an address as a link: http(s), a host with a dot, not too long."""
    scheme, _, rest = url.partition("://")
    host = rest.split("/", 1)[0].split("#", 1)[0].split("?", 1)[0]
    clean = not any(character.isspace() or character < " " for character in url)
    return (
        scheme.lower() in ("http", "https")
        and "." in host.strip(".")
        and clean
        and len(html.escape(url).encode()) <= MAX_URL_BYTES
    )


def without_days(source: str) -> str:
    """The markup without its `date_time` entities, for a server that does not know them."""
    return re.sub(r"</?tg-time[^>]*>", "", source)


def as_plain(source: str) -> str:
    """What is left of markup when the tags are gone."""
    return html.unescape(re.sub(r"<[^>]+>", "", source))


def _tag(name: str, inner: Fragment | str, attributes: str = "") -> Fragment:
    content = text(inner) if isinstance(inner, str) else inner
    if not content:
        return content
    return Fragment(
        f"<{name}{attributes}>{content.html}</{name}>", content.units, content.entities + 1
    )
