"""The standfirst of an article: what stands between its headline and its first paragraph.

Many pages keep it outside of what looks like the article, where no extractor looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

_BLOCKS = ("p", "div", "section", "article", "ul", "ol", "table", "figure", "h1", "h2", "h3")
_OUTSIDE = frozenset(
    {"nav", "aside", "figure", "figcaption", "footer", "form", "button", "h1", "ul"}
)
_MIN_WORDS, _MAX_CHARS = 6, 900
_BEGINNING_LETTERS = 40
_ENDED = re.compile(r"[.!?…][\"“”»«)\]]*(?:\s*\(?(?:von|by)\s[^.]{3,40})?$", re.IGNORECASE)


def find_lead(tree: HtmlElement, title: str | None, text: str) -> str | None:
    """Finds the standfirst, if the text lacks it.

    Args:
        tree: The page.
        title: Its headline.
        text: The article's text.

    Returns:
        The standfirst as one line, which stands before the text on the page; None if there is none.
    """
    known, found = letters_of(text), None
    for block in _below_headline(tree, letters_of(title or "")):
        line = " ".join(block.text_content().split())
        if len(line) > _MAX_CHARS or len(line.split()) < _MIN_WORDS or not _ENDED.search(line):
            continue
        if letters_of(line)[:_BEGINNING_LETTERS] in known:
            return found
        found = found or line
    return None


def _below_headline(tree: HtmlElement, title: str) -> Iterator[HtmlElement]:
    """The innermost blocks behind the headline that stand in no navigation, list or figure."""
    below = False
    for element in tree.iter("h1", "h2", "p", "div", "span"):
        if not below:
            below = element.tag == "h1" or (
                bool(title) and letters_of(element.text_content()) == title
            )
        elif (
            element.tag in ("p", "div", "span")
            and not any(child.tag in _BLOCKS for child in element)
            and not any(outer.tag in _OUTSIDE for outer in element.iterancestors())
        ):
            yield element


def letters_of(text: str) -> str:
    """A text's letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())
