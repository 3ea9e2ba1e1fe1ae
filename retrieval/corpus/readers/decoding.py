"""Bytes to text: what "verbatim" means, character by character.

In: the raw bytes of one file. Out: the text that is indexed, quoted and counted in. `decode` finds
the encoding, `normalise` brings the text into the one form the rest of Wortlaut knows:

- Unicode NFC, which is canonically equivalent to what the file holds;
- lines end with a line feed (CR LF, CR, NEL, vertical tab, form feed, U+2028 and U+2029 turn
  into one) and carry no blanks at their end;
- no characters that are invisible and mean nothing in print: byte-order marks, soft hyphens,
  zero-width spaces, control characters, lone surrogates.

No visible character is ever dropped or changed, but for what a wrong decoding before us has garbled
(`mojibake`): that is undone where it is plain, and told. A quote is word for word *this* text.

Encodings are tried in the order of what can be known: a byte-order mark decides; else strict UTF-8;
else one of the single-byte encodings in which German files come, or cp1250 with Polish, Czech,
Croatian and Hungarian names in them. Those cannot be told apart by validity, so `_fit` scores how
well each explains the bytes above 127. Measured on the beginnings of 424 German texts, 60
characters long, those in ASCII left out, before cp1250 was among them: `_fit` read 4 of 1,076 wrong
(all of them cp850); charset-normalizer 3.5, kept to the same four, 75 of 160. What fits none of
them is refused by name, never guessed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from itertools import islice

from retrieval.corpus.readers.mojibake import mend
from retrieval.errors import ArticleError, Problem
from retrieval.language.marks import MAX_MARKS, has_long_run

MAX_FILE_BYTES = 20_000_000
"""A larger file is no article; reading it would only fill a small server's memory."""

MAX_TEXT_CHARS = 2_000_000
"""A longer text is a shelf of books, and would take hours and gigabytes to index."""

_MAX_AROUND_CHARS = 100_000  # front matter, what a crawler left, line ends of two characters
_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SINGLE_BYTE = ("cp1252", "iso8859_15", "mac_roman", "cp850", "cp1250")
# What browsers read under these names (WHATWG Encoding Standard).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_CONTROL_SHARE_OF_BINARY = 0.01

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode(raw: bytes, max_chars: int = MAX_TEXT_CHARS) -> str:
    """Decodes and normalises one file's bytes.

    Args:
        raw: The whole file.
        max_chars: That its text may have.

    Returns:
        Its text as `normalise` leaves it; may be empty.

    Raises:
        ArticleError: The bytes or characters are too many, or they are binary, damaged UTF-8, or in
            no encoding known here.
    """
    return decode_and_tell(raw, max_chars)[0]


def decode_and_tell(raw: bytes, max_chars: int = MAX_TEXT_CHARS) -> tuple[str, tuple[Problem, ...]]:
    """Decodes one file's bytes as `decode` does.

    Args:
        raw: The whole file.
        max_chars: That its text may have.

    Returns:
        Its text, and what in it was garbled.

    Raises:
        ArticleError: As for `decode`.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise ArticleError(too_large(len(raw)))
    text = decode_exactly(raw)[0]
    if len(text) > max_chars + _MAX_AROUND_CHARS:  # before it is taken apart into lines
        raise ArticleError(too_long(len(text)))
    mended = mend(text)
    return _checked(mended.text), mended.problems()


def decode_exactly(raw: bytes) -> tuple[str, str]:
    """Decodes one file's bytes and leaves every character as it is, a byte-order mark, too.

    Args:
        raw: The whole file.

    Returns:
        Its text, and the encoding in which that text is these bytes again.

    Raises:
        ArticleError: The bytes are binary, damaged UTF-8, or in no encoding known here.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decode_strictly(raw, encoding), encoding
    if b"\0" in raw:
        raise ArticleError("file.nul")
    try:
        return raw.decode(), "utf-8"
    except UnicodeDecodeError as error:
        encoding = _single_byte_encoding(raw, error.start)
        return raw.decode(encoding), encoding


def in_utf8(raw: bytes, charset: str) -> bytes:
    """Brings a text into UTF-8 from the encoding that whoever sent it names.

    Args:
        raw: The text.
        charset: The encoding's name.

    Returns:
        The bytes as they are where they prove themselves to be UTF-8, bear a byte-order mark, or
        are not in that encoding.
    """
    name = codec_of(charset)
    if name is None or any(raw.startswith(bom) for bom, _ in _BOMS):
        return raw
    for encoding in ("utf-8", name):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding).encode()
    return raw


def codec_of(charset: str) -> str | None:
    """The codec that browsers read a named encoding by; None where there is none of characters."""
    try:
        codec = codecs.lookup(charset)
    except (LookupError, ValueError):
        return None
    # A codec that is none of characters, such as `zip`, could do anything with the bytes.
    return _MEANT.get(codec.name, codec.name) if codec._is_text_encoding else None


def normalise(text: str) -> str:
    """Brings text into the form described at the top of this module; idempotent.

    Args:
        text: Any text.

    Returns:
        The text in that form.

    Raises:
        ArticleError: More combining marks stand in a row than any writing has.
    """
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if has_long_run(text):
        raise ArticleError("file.marks", max_count=MAX_MARKS)
    text = unicodedata.normalize("NFC", text)
    return "\n".join(map(str.rstrip, text.split("\n")))


def too_large(size: int) -> Problem:
    """What is wrong with a file of `size` bytes, above `MAX_FILE_BYTES`."""
    return Problem(
        "file.too_large", {"megabytes": size / 1e6, "max_megabytes": MAX_FILE_BYTES / 1e6}
    )


def too_long(chars: int) -> Problem:
    """What is wrong with a text of so many characters, above `MAX_TEXT_CHARS`."""
    return Problem("file.too_long", {"chars": chars, "max_chars": MAX_TEXT_CHARS})


def _checked(text: str) -> str:
    controls = len(_CONTROL.findall(text))
    if controls > max(1, len(text) * _CONTROL_SHARE_OF_BINARY):
        raise ArticleError("file.control_characters", count=controls)
    return normalise(text)


def _decode_strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise ArticleError("file.damaged", encoding=name, byte=error.start + 1) from None


def _single_byte_encoding(raw: bytes, bad_byte: int) -> str:
    # Multi-byte UTF-8 does not come about by chance: a file that holds some is damaged UTF-8, and
    # reading it as a single-byte encoding would turn "für" into "fÃ¼r".
    replaced = raw.decode(errors="replace")
    valid = sum(c > "\x7f" and c != "�" for c in replaced)
    if valid >= replaced.count("�"):
        raise ArticleError("file.damaged_utf8", byte=bad_byte + 1)
    fits = [(_fit(raw, encoding), encoding) for encoding in _SINGLE_BYTE]
    score, best = max(fits, key=lambda fit: fit[0])  # the first of equals
    if score < _LEAST_FIT:
        raise ArticleError("file.unknown_encoding")
    return best


_LEAST_FIT = 0.4
_SAMPLE = 5_000
_MOST_FOREIGN_LETTERS = 0.3
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_UMLAUTS = frozenset("äöüÄÖÜß")
_WESTERN = frozenset("áàâãåæçéèêëíìîïðñóòôõøœúùûýþÿÁÀÂÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÕØŒÚÙÛÝÞšžŠŽ")
_EASTERN = frozenset("ąćčďđěęğłĺľńňőřŕśşťţůűźżăĄĆČĎĐĚĘŁĹĽŃŇŐŘŔŚŞŤŢŮŰŹŻĂ")
# Where a Western letter never stands, an Eastern one was meant: "Vuèiæ" is "Vučić".
_MISREAD = re.compile(
    r"[£¿¥][^\W\d_]|è[aeiouyáéíóúk]|zê|eò|iè[\W\d_]|ê[\W\d_]|[\W\d_]ð|ì[^\W\d_]|ò[^\W\d_]|ù[^\W\d_]"
    r"|æ[\W\d_aeiou]|ø[áéíý]|[aeiouyáéíý]ø|ñ[^aeiouyáéíóú]|ã[^\Woei]|õ[\W\d_]|y[õû]"
    r"|[aeiouy]œ|œ[\Wwlmpkrh]|[^\W\d_m]³"
)
_TYPOGRAPHY = frozenset("„“”‚‘’–—…»«›‹€§°·•©®™½¼¾²³µ×†£\xa0\xad")


def _fit(raw: bytes, encoding: str) -> float:
    """How well an encoding explains the first bytes above 127: at most 1, the higher the better."""
    try:
        text = f" {raw.decode(encoding)} "
    except UnicodeDecodeError:
        return -1.0
    at = [match.end() for match in islice(_NOT_ASCII.finditer(raw), _SAMPLE)]
    letters = sum(map(str.isalpha, text[: at[-1] + 200]))
    if sum(text[i].isalpha() for i in at) > 5 + _MOST_FOREIGN_LETTERS * letters:
        return -1.0  # no language of this alphabet has so many: Cyrillic, Greek … misread
    return sum(_fit_of_character(*text[i - 1 : i + 2]) for i in at) / len(at)


def _fit_of_character(before: str, char: str, after: str) -> float:
    in_word = before.isalpha() and after.isalpha()
    if (char.isupper() and before.islower()) or (
        char.islower() and after.isupper() and char != "ß"
    ):
        return -1.0
    if char in _UMLAUTS:
        return 1.0
    if char not in _EASTERN and _is_misread(before, char, after):
        return -1.0
    if char in _WESTERN:
        return 0.7 if in_word else 0.5 if before.isalpha() or after.isalpha() else 0.0
    if char in _EASTERN:
        return 0.6 if in_word else 0.45 if before.isalpha() or after.isalpha() else 0.0
    if char in _TYPOGRAPHY:
        return -1.0 if in_word and char not in "’‘–\xad" else 0.6
    return -1.0


def _is_misread(before: str, char: str, after: str) -> bool:
    """Whether a Western letter stands where none of the languages that have it would put it."""
    found = _MISREAD.search(f"{before}{char}{after}".lower())
    return found is not None and found.start() < 2 and found.end() > 1
