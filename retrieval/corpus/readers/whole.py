"""All that a file shows, line by line: what its article is compared with.

A page is taken whole, menus and all, not only what is found to be the article; of other formats
what is read of them, and what their readers leave out. No line is added, and none is in another
order than in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from retrieval.corpus.readers.decoding import decode, normalise
from retrieval.corpus.readers.formats import format_of_content

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSHOWN: Final = frozenset({"script", "style", "template", "head", "svg", "iframe", "object"})
_INLINE: Final = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "meter", "output", "q", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        "wbr",
    )
)


def whole_lines(raw: bytes, suffix: str) -> list[str]:
    """The lines of a file that hold a letter or digit.

    Args:
        raw: The whole file.
        suffix: Of its name, with the dot.

    Returns:
        The lines, normalised as the texts of articles are.

    Raises:
        ArticleError: It cannot be read.
    """
    format_ = format_of_content(raw, suffix)
    if format_ is not None and ".html" in format_.suffixes:
        text = "\n".join(_page_lines(raw))
    elif format_ is not None and format_.extract is not None:
        extracted = format_.extract(raw)
        heads = (line.text for line in extracted.left_out)
        text = "\n".join((extracted.title or "", *heads, extracted.text))
    else:
        text = decode(raw)
    return [line for line in normalise(text).split("\n") if any(map(str.isalnum, line))]


def _page_lines(raw: bytes) -> Iterator[str]:
    from retrieval.corpus.readers.html.decode import decode_html
    from retrieval.corpus.readers.html.tree import parse_html

    line: list[str] = []
    for text, breaks in _texts(parse_html(decode_html(raw))):
        if breaks:
            yield " ".join("".join(line).split())
            line = []
        line.append(text)
    yield " ".join("".join(line).split())


def _texts(root: HtmlElement) -> Iterator[tuple[str, bool]]:
    """The texts of a page in its order, and whether a line begins before each.

    Not by recursion: a page may be deeper than Python goes.
    """
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_end = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        breaks = tag not in _INLINE
        if is_end:
            yield element.tail or "", breaks
            continue
        if tag and tag not in _UNSHOWN:
            yield element.text or "", breaks
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        else:
            yield element.tail or "", breaks
