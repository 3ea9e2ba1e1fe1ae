r"""Makes characters that steer a terminal visible instead of obeyed.

What an article, a headline or a file name says may not move the cursor, recolour the screen, open
a link or turn the writing direction. Control characters (C0, DEL, C1), the bidirectional controls,
line and paragraph separators, lone surrogates and the byte-order mark become escapes such as `\x1b`
or `\u202e`; everything else, the words, stays as it is. Line feeds and tabs stay. In JSON the same
characters are escaped JSON's way, which keeps the text exact.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029\ufeff\ufff9-\ufffb"  # separators, byte-order mark, interlinear annotation
    "\ud800-\udfff]"  # lone surrogates
)


def visible(text: str) -> str:
    """Returns the text with every character that could steer a terminal escaped."""
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """Returns the text made visible, on one line: white space is folded."""
    return visible(" ".join(text.split()))


def escape_in_json(document: str) -> str:
    r"""Returns the same JSON document with those characters written as `\uXXXX`.

    A reader gets the exact text back; a line stays one line whatever splits it, and a lone
    surrogate can be encoded.
    """
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
