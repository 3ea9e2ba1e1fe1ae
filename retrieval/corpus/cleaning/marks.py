"""The marks of Markdown around a whole line."""

from __future__ import annotations

import re

_MARK = re.compile(r"^(?:#{1,6}|[-*+])\s+|(?<!\s)\s+#+$")
_LINK = re.compile(r"\[([^\]\[]+)\]\([^()\s]*\)")
_BOLD = re.compile(r"(\*{1,3}|_{2})(?=\S)((?:(?!\1).)+)(?<=\S)\1")


def bare(line: str) -> str:
    """A line without what makes it a heading, an item, a link or bold in Markdown."""
    line = _MARK.sub("", line.strip())
    if line[:1] not in ("*", "_", "["):
        return line
    for mark, inner in ((_BOLD, 2), (_LINK, 1), (_BOLD, 2)):
        found = mark.fullmatch(line)
        line = found[inner] if found else line
    return line
