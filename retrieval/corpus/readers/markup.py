"""HTML that is a document and nothing else → its whole text, with the marks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.table_lines import table_lines

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    {*_HEADINGS, "p", "div", "section", "article", "main", "header", "footer", "aside", "nav"}
    | {"ul", "ol", "table", "blockquote", "body", "figure", "figcaption", "dl", "dt", "dd", "pre"}
    | {"li", "center", "form", "td", "th", "tr", "tbody", "thead"}
)
_UNSHOWN = frozenset({"script", "style", "head", "title", "template"})
_SPACE = re.compile(r"\s+")


def whole_text(tree: HtmlElement) -> str:
    """All of a document's text.

    Args:
        tree: The document.

    Returns:
        Paragraphs parted by empty lines, normalised.
    """
    return normalise("\n\n".join(block for block in _blocks(tree) if any(map(str.isalnum, block))))


def _blocks(element: HtmlElement) -> Iterator[str]:
    """The paragraphs in an element, and its own text between them."""
    if element.tag in _UNSHOWN:
        return
    if element.tag in _HEADINGS:
        yield f"{'#' * int(element.tag[1])} {_one_line(element)}"
    elif element.tag in ("ul", "ol"):
        yield "\n".join(_items(element, ""))
    elif element.tag == "table" and element.find(".//table") is None:
        yield "\n".join(_rows(element))
    else:
        own = [_SPACE.sub(" ", element.text or "")]
        for child in element:
            if _holds_block(child):
                yield _folded("".join(own))
                yield from _blocks(child)
                own = []
            else:
                own.append(_inline(child))
            own.append(_SPACE.sub(" ", child.tail or ""))
        yield _folded("".join(own))


def _holds_block(element: HtmlElement) -> bool:
    return any(inner.tag in _BLOCKS for inner in element.iter())


def _items(element: HtmlElement, indent: str) -> Iterator[str]:
    for item in element.iterchildren("li"):
        inner = [child for child in item if child.tag in ("ul", "ol")]
        text = _one_line(item, skip=("ul", "ol"))
        if text:
            yield f"{indent}- {text}"
        for one in inner:
            yield from _items(one, f"{indent}  ")


def _rows(table: HtmlElement) -> Iterator[str]:
    caption = table.find("caption")
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    heads = any(cell.tag == "th" for row in rows[:2] for cell in row)
    cells = [[_one_line(cell) for cell in row] for row in rows]
    above = _one_line(caption) if caption is not None else ""
    return table_lines(cells, headed=heads or None, caption=above)


def _one_line(element: HtmlElement, skip: tuple[str, ...] = ()) -> str:
    return " ".join(_inline(element, skip).split())


def _inline(element: HtmlElement, skip: tuple[str, ...] = ()) -> str:
    if element.tag in _UNSHOWN or element.tag in skip:
        return ""
    if element.tag == "br":
        return "\n"
    parts = [_SPACE.sub(" ", element.text or "")]
    for child in element:
        gap = " " if child.tag in _BLOCKS else ""
        parts += gap, _inline(child, skip), gap, _SPACE.sub(" ", child.tail or "")
    return "".join(parts)


def _folded(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
