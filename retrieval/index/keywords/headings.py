"""What stands above a sentence: its article's headline, and the headings it stands under.

A passage says "dort" and "er"; the headline says where and who. So these words find the passages
below them, but they are kept apart from the sentences' own: only those are quoted, and which of a
passage's sentences answers is told by its own words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_MARKER: Final = re.compile(r"\s*(#*)")
# A heading without a marker stands below any with one.
_UNMARKED: Final = 7


def heads(title: str, text: str, sentences: Sequence[tuple[int, int]]) -> list[str]:
    """What stands above each sentence of an article.

    Args:
        title: The headline.
        text: The article's text.
        sentences: First code point and one past the last of each, in order. Whatever else the text
            holds is white space, headings and markers.

    Returns:
        A line for the headline and for each heading, the outer ones first. A heading that no
        sentence stands under is the last sentence's.
    """
    found: list[str] = []
    above: list[tuple[int, str]] = []
    end = 0
    for start, next_end in sentences:
        above = _below(above, text[end:start])
        found.append("\n".join((title, *(words for _, words in above))))
        end = next_end
    if found:
        found[-1] = "\n".join((found[-1], *(words for _, words in _headings(text[end:]))))
    return found


def _below(above: list[tuple[int, str]], gap: str) -> list[tuple[int, str]]:
    """The headings in force behind those of a gap between sentences."""
    new = list(_headings(gap))
    if not new:
        return above
    outermost = min(level for level, _ in new)
    return [heading for heading in above if heading[0] < outermost] + new


def _headings(gap: str) -> Iterator[tuple[int, str]]:
    """Level and words of each line that holds any."""
    for line in gap.splitlines():
        if any(map(str.isalnum, line)):
            marker = _MARKER.match(line)
            yield (len(marker[1]) if marker else 0) or _UNMARKED, line
