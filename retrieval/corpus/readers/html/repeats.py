"""The lines of a page's text that only say again what its front matter says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from retrieval.corpus.readers.extracted import Repeat
from retrieval.corpus.readers.html.lead import letters_of

_MAX_LINES_OF_HEAD = 5
_MAX_HEADLINE_CHARS = 250
_MAX_BYLINE_CHARS = 160
_MAX_KICKER_LETTERS = 60
_LEAST_LETTERS = 12
_BY = re.compile(r"^(?:ein\w* \w+ )?(?:von|by|text|autor(?:in|en)?)\s?:?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r",\s*|\s+(?:und|and|&|/)\s+")


def find_repeats(
    text: str, headlines: Iterable[str], authors: Collection[str], publisher: str | None
) -> dict[str, Repeat]:
    """Finds headline and publisher once more above the text, and the bylines of authors known.

    Args:
        text: The page's text.
        headlines: Whatever the page calls its headline, in any of its places.
        authors: As stated.
        publisher: As stated or guessed.

    Returns:
        By whole line, what it repeats.
    """
    found: dict[str, Repeat] = {}
    titles = {letters for title in headlines if len(letters := letters_of(title)) >= _LEAST_LETTERS}
    names = set(map(letters_of, authors))
    lines = [line for line in text.split("\n") if line.strip()]
    for i, line in enumerate(lines):
        if i < _MAX_LINES_OF_HEAD and _is_headline(line, titles):
            found[line] = "repeated_title"
        elif publisher and i < _MAX_LINES_OF_HEAD and letters_of(line) == letters_of(publisher):
            found[line] = "publisher"
        elif names and len(line) <= _MAX_BYLINE_CHARS and _is_byline(line, names):
            found[line] = "authors"
    return found


def _is_headline(line: str, titles: Collection[str]) -> bool:
    letters = letters_of(line)
    return len(line) <= _MAX_HEADLINE_CHARS and any(
        letters.endswith(title) and len(letters) - len(title) <= _MAX_KICKER_LETTERS
        for title in titles
    )


def _is_byline(line: str, names: Collection[str]) -> bool:
    label = _BY.match(line)
    if label is None:
        return False
    return all(letters_of(name) in names for name in _BETWEEN.split(line[label.end() :].strip()))
