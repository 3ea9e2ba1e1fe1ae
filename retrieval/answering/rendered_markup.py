"""Markdown as a page shows it: the words without the marks around them, and where a slice is then.

Only marks are taken away, so that what is left stands in the page in this order. What would be
shown as something else (`&uuml;`, a table's row), or whose mark has no other half, is left for
`has_markup` to find.
"""

from __future__ import annotations

import re
from typing import Final

_MAX_INSIDE: Final = 200
_DESTINATION: Final = r"\((?:[^()\n]|\([^()\n]*\)){0,2000}\)"
# Each after what no match is without: most articles hold little of it, and every quote asks. What
# is in a group stays, the rest of a match goes.
_MARKS: Final = tuple(
    (sign, re.compile(pattern, re.MULTILINE))
    for sign, pattern in (
        ("", r"^[ \t]*(?:(?:>|#{1,6}|[-*+]|\d{1,3}[.)])[ \t]+)+"),
        ("![", rf"!\[[^\]\n]{{0,{_MAX_INSIDE}}}\]{_DESTINATION}"),
        ("[", rf"\[([^\[\]\n]{{1,{_MAX_INSIDE}}})\](?:{_DESTINATION}|\[[^\[\]\n]{{0,80}}\])"),
        ("[[", r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]"),
        ("<", r"</?[A-Za-z][\w-]*(?:[\s/][^<>]{0,500})?>"),
        *(
            (
                sign,
                rf"(?<![\w\\{sign[-1]}]){re.escape(sign)}(?![\s{sign[-1]}])"
                rf"((?:[^\n]|\n(?!\n)){{1,{_MAX_INSIDE}}}?)"
                rf"(?<![\s\\]){re.escape(sign)}(?![\w{sign[-1]}])",
            )
            for sign in ("***", "**", "*", "___", "__", "_", "~~")
        ),
        ("`", r"`([^`\n]{1,400})`"),
    )
)
_MARKUP: Final = re.compile(
    r"\*\*|__|~~|`|\]\(|\]\[|\[\[|\[\^|\\|&#?\w{1,10};|</?[A-Za-z]|\||(?<!\w)[*_]\w|\w[*_](?!\w)"
)


def without_marks(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Takes the marks of Markdown out of a text.

    Args:
        text: The text.
        start: First code point of a slice of it.
        end: One past its last code point.

    Returns:
        The words alone, and where the slice is in them.
    """
    for sign, pattern in _MARKS:
        if sign not in text:
            continue
        kept: list[str] = []
        done = 0
        first, last = start, end
        for found in pattern.finditer(text):
            inside = found.span(1) if pattern.groups else (found.end(), found.end())
            for begin, stop in ((found.start(), inside[0]), (inside[1], found.end())):
                kept.append(text[done:begin])
                first -= max(0, min(stop, start) - begin)
                last -= max(0, min(stop, end) - begin)
                done = stop
        text, start, end = "".join((*kept, text[done:])), first, last
    return text, start, end


def has_markup(text: str) -> bool:
    """Whether a text still holds marks that a page would not show."""
    return _MARKUP.search(text) is not None
