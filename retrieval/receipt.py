"""Receipts: a short id that says which words of which article a quote is, whatever is rebuilt.

An id is made from the quote alone and is looked up nowhere: three bytes of the SHA-256 of the
article's id find the article, two numbers say where the words stand in its text, and 40 bits of a
SHA-256 over all of it, the words included, prove them. It is written in Crockford's base 32
(https://www.crockford.com/base32.html), in small letters: no letter looks like another or like a
digit, capitals are read alike, and `o` is read as 0, `i` and `l` as 1.

That the same id is right for other words by chance has odds of 1 to 10^12 for each text tried.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from retrieval.errors import ReceiptError

if TYPE_CHECKING:
    from retrieval.answer import Citation, Quote

ARTICLE_BYTES: Final = 3
_WORDS_BYTES: Final = 5
_MAX_BYTES: Final = ARTICLE_BYTES + _WORDS_BYTES + 10
_RFC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_TO: Final = str.maketrans(_RFC, _CROCKFORD)
_FROM: Final = str.maketrans(_CROCKFORD, _RFC)
_READ_AS: Final = str.maketrans("oil", "011", "- ")


class ReceiptState(StrEnum):
    """What has become of the words of a receipt."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReceiptKey:
    """What an id holds.

    Attributes:
        article: First bytes of the SHA-256 of the article's id.
        start: First code point of the words in the article's text.
        end: One past the last.
        words: First bytes of the SHA-256 over article, place and words.
    """

    article: bytes
    start: int
    end: int
    words: bytes

    def is_of(self, article_id: str) -> bool:
        """Whether the article may be this one; one in 17 million others may, too."""
        return article_digest(article_id)[:ARTICLE_BYTES] == self.article

    def proves(self, article_id: str, words: str) -> bool:
        """Whether these words of this article are those that the id was made for."""
        return self.words == _proof(article_id, self.start, self.end, words)

    def words_in(self, article_id: str, text: str) -> str | None:
        """The words, if the article's text still has them where it had them."""
        words = text[self.start : self.end]
        return words if self.proves(article_id, words) else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The words of a receipt, and what has become of them.

    Attributes:
        id: Of the receipt.
        state: `unchanged`, the words stand where they stood; `moved`, elsewhere in the same
            article; `changed`, they stand there no more; `gone`, the article was removed;
            `unknown`, there is no such article, or it never had such words as far as is known.
        words: The words; None where no text that has them is kept.
        citation: Where they stand now, or stood in the version that had them.
        start: First code point there; of a receipt without words, as its id says.
        end: One past the last.
        text_sha256: Of the text that has them, in hexadecimal digits.
        since: Since when that text is in force, or was; with time zone, as far as is known.
        until: Until when it was; None while it is.
        now: What stands in their place now; None unless they are changed.
        removed: The day on which the article was removed.
    """

    id: str
    state: ReceiptState
    words: str | None = None
    citation: Citation | None = None
    start: int = 0
    end: int = 0
    text_sha256: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    now: str | None = None
    removed: dt.date | None = None


def receipt_id(article_id: str, start: int, end: int, words: str) -> str:
    """The id of a quote's receipt.

    Args:
        article_id: Of the article.
        start: First code point of the words in its text.
        end: One past the last.
        words: The words.

    Returns:
        Some twenty characters of base 32.
    """
    raw = b"".join(
        (
            article_digest(article_id)[:ARTICLE_BYTES],
            _number(start),
            _number(end - start),
            _proof(article_id, start, end, words),
        )
    )
    return base64.b32hexencode(raw).decode().rstrip("=").translate(_TO)


def id_of(quote: Quote) -> str:
    """The id of a quote's receipt."""
    return receipt_id(quote.citation.article, quote.start, quote.end, quote.text)


def read_receipt_id(typed: str) -> ReceiptKey:
    """Reads an id.

    Args:
        typed: As typed; capitals, hyphens, spaces, and letters that were mistaken for digits are
            read as meant.

    Returns:
        What it holds.

    Raises:
        ReceiptError: It is none.
    """
    plain = normal_id(typed)
    try:
        raw = base64.b32hexdecode(plain.translate(_FROM) + "=" * (-len(plain) % 8))
        start, rest = _read_number(raw[ARTICLE_BYTES:])
        length, words = _read_number(rest)
    except (ValueError, IndexError, binascii.Error):
        raise ReceiptError("receipt.malformed", id=typed) from None
    key = ReceiptKey(raw[:ARTICLE_BYTES], start, start + length, words)
    canonical = base64.b32hexencode(raw).decode().rstrip("=").translate(_TO)
    if len(words) != _WORDS_BYTES or canonical != plain or len(raw) > _MAX_BYTES:
        raise ReceiptError("receipt.malformed", id=typed)
    return key


def normal_id(typed: str) -> str:
    """An id as it is written: small letters, no hyphens, digits for what looks like them."""
    return typed.strip().lower().translate(_READ_AS)


def article_digest(article_id: str) -> bytes:
    """The SHA-256 of an article's id."""
    id_ = unicodedata.normalize("NFC", article_id)
    return hashlib.sha256(id_.encode("utf-8", "surrogatepass")).digest()


def _proof(article_id: str, start: int, end: int, words: str) -> bytes:
    said = f"{start}:{end}:{words}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(article_digest(article_id) + said).digest()[:_WORDS_BYTES]


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first, as LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_number(raw: bytes) -> tuple[int, bytes]:
    value = 0
    for position, byte in enumerate(raw):
        value |= (byte & 0x7F) << 7 * position
        if byte < 0x80:
            return value, raw[position + 1 :]
    raise ValueError("the number has no end")
