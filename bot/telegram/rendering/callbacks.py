"""What buttons and links carry: what they act on, in Telegram's 64 bytes.

The data names an answer, an article or an upload by a short id; everything else is looked up, so a
button works after a restart and cannot be made to act on anything but what it was made for. Data
that does not parse (from another version of the bot) is None, never an exception.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum, unique

_DATA = re.compile(r"([a-zA-Z]):([\w-]{0,40}):(\d{1,6})(?::(\d{1,6}))?", re.ASCII)
_READING = re.compile(r"a_([0-9a-f]{16})_(\d{1,9})", re.ASCII)
_RECEIPT = re.compile(r"q_([0-9a-z]{8,40})", re.ASCII)
_SHARED = re.compile(r"#([\w-]{12}):(\d{1,3})", re.ASCII)


@unique
class Action(StrEnum):
    """What a press does; the value is what stands in the data."""

    PAGE = "p"
    CONTEXT = "c"
    NEAREST = "n"
    UP = "u"
    DOWN = "d"
    ASK_AGAIN = "r"
    ALL_DAYS = "t"
    FROM = "f"
    EXAMPLE = "q"
    LANGUAGE = "l"
    QUIET = "h"
    SOURCES = "s"
    ARTICLE = "a"
    ADD = "y"
    DISCARD = "z"
    REMOVE = "x"
    KEEP = "k"
    REPLACE = "v"
    ADD_ALL = "m"
    FIELD = "E"
    UNDO = "b"
    PICK = "g"
    ADMIT = "i"
    DECLINE = "j"
    WAITING = "w"
    ERASE = "e"
    NOTHING = "o"


class EraseStep(IntEnum):
    """How far `Action.ERASE` goes; the number in the data."""

    ASK = 0
    ALL = 1
    BUT_ADMISSION = 2
    CANCEL = 3


@dataclass(frozen=True, slots=True)
class Callback:
    """A button's meaning.

    Attributes:
        action: What to do.
        target: Id of the answer, upload or undo, article key, or number of a user or group; may be
            empty.
        number: A page, a quote's or a field's index, from 0, or an `EraseStep`.
        page: A page of that quote's article, from 0; None for the one with the quote.
    """

    action: Action
    target: str = ""
    number: int = 0
    page: int | None = None

    def pack(self) -> str:
        """The callback data.

        Returns:
            At most 64 bytes.

        Raises:
            ValueError: The target is no short id, so that the data would not come back.
        """
        data = f"{self.action}:{self.target}:{self.number}"
        if self.page is not None:
            data = f"{data}:{self.page}"
        if not _DATA.fullmatch(data):
            raise ValueError(f"{self!r} does not fit into callback data; use a short id")
        return data


def unpack(data: object) -> Callback | None:
    """Reads callback data; None if no button of this version carries it."""
    match = _DATA.fullmatch(data) if isinstance(data, str) else None
    if match is None or match[1] not in set(Action):
        return None
    page = int(match[4]) if match[4] else None
    return Callback(Action(match[1]), match[2], int(match[3]), page)


def sharing_query(answer: str, number: int) -> str:
    """The inline query that finds one quote of an answer again."""
    return f"#{answer}:{number}"


def wanted_quote(query: str) -> tuple[str, int] | None:
    """The answer's id and the quote's index in such a query; None if it is a question."""
    match = _SHARED.fullmatch(query)
    return (match[1], int(match[2])) if match else None


def reading_link(bot: str, article_id: str, offset: int) -> str | None:
    """A link that opens an article in the chat with the bot, where a code point of its text stands.

    None where the bot's user name is not known.
    """
    return f"https://t.me/{bot}?start=a_{article_key(article_id)}_{offset}" if bot else None


def wanted_reading(payload: str) -> tuple[str, int] | None:
    """The article's key and the offset in the payload of such a link; None if it is another."""
    match = _READING.fullmatch(payload)
    return (match[1], int(match[2])) if match else None


def receipt_link(bot: str, receipt: str) -> str | None:
    """A link that shows a receipt in the chat with the bot; None where its name is not known."""
    return f"https://t.me/{bot}?start=q_{receipt}" if bot else None


def wanted_receipt(payload: str) -> str | None:
    """The receipt's id in the payload of such a link; None if it is another."""
    match = _RECEIPT.fullmatch(payload)
    return match[1] if match else None


def article_key(article_id: str) -> str:
    """Sixteen hex digits that stand for an article's id, which may be any length."""
    return hashlib.sha256(article_id.encode()).hexdigest()[:16]
