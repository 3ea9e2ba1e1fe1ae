"""Reading a question: from the command line's words, or from standard input."""

from __future__ import annotations

import sys

from bot.errors import InputError

# More than any question may have; what is longer is refused by the engine without being read whole.
_MAX_STDIN_BYTES = 1 << 20


def decoded(raw: bytes, where: str) -> str:
    """Returns UTF-8 bytes as text, without a byte-order mark.

    Args:
        raw: The bytes.
        where: Names their place for the error.

    Returns:
        The text.

    Raises:
        InputError: They are not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = raw[error.start]
        raise InputError(
            "input.no_utf8", where=where, byte=f"0x{byte:02x}", position=error.start + 1
        ) from None


def from_words(words: list[str]) -> str:
    """Returns the question typed as one argument or as several.

    Args:
        words: The arguments.

    Returns:
        The question, parted by blanks.

    Raises:
        InputError: The bytes typed are not UTF-8.
    """
    # Python hands on bytes that are no text as lone surrogates; decoding them again says where.
    return decoded(" ".join(words).encode("utf-8", "surrogateescape"), "the question")


def from_stdin() -> str:
    """Returns the one question on standard input.

    Returns:
        The question, empty if there is none.

    Raises:
        InputError: It is not UTF-8, or there are several.
    """
    text = decoded(sys.stdin.buffer.read(_MAX_STDIN_BYTES), "standard input").strip()
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    if lines > 1:
        raise InputError("input.many_lines", lines=lines)
    return text
