"""The text of a page: what trafilatura takes for the article, as readable Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element
from lxml.html import HtmlElement

from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.html.libraries import trafilatura
from retrieval.corpus.readers.table_lines import table_lines

_BLOCKS = ("head", "p", "list", "table", "quote", "code")
_BREAKS = re.compile(r"\n{3,}")
_LEAST_TEASERS = 2
_MAX_KICKER_WORDS = 5
_SPACE = re.compile(r"\s+")


def main_text(tree: HtmlElement) -> tuple[str, frozenset[str]]:
    """The article's text.

    Args:
        tree: The whole page.

    Returns:
        Paragraphs parted by empty lines, normalised, empty if no article was found; and those lines
        of it that are nothing but a link.
    """
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        include_links=True,
    )
    if not isinstance(found, trafilatura.settings.Document) or found.body is None:
        return "", frozenset()
    text = normalise("\n\n".join(_blocks(found.body)))
    return text, frozenset(normalise(line) for line in _links(found.body))


def _links(body: Element) -> Iterator[str]:
    for block in body:
        items = list(block.iterchildren("item"))
        if block.tag == "list" and (all(map(_is_link, items)) or _are_teasers(items)):
            yield from _block(block).split("\n")
        elif block.tag in ("p", "head") and _is_link(block):
            yield _block(block)


def _is_link(block: Element) -> bool:
    """Whether a block is one link and nothing else."""
    links = list(block.iter("ref"))
    return len(links) == 1 and len(_folded(_inline(links[0]))) >= len(_folded(_inline(block)))


def _are_teasers(items: list[Element]) -> bool:
    """Whether each item is a link below a few words in bold, or beside an empty link."""
    return len(items) >= _LEAST_TEASERS and all(map(_is_teaser, items))


def _is_teaser(item: Element) -> bool:
    links = list(item.iter("ref"))
    if len(links) != 1 or item.find("list") is not None:
        return False
    linked, shown = _folded(_inline(links[0])), _folded(_inline(item))
    if not linked:  # what is linked stands behind the link
        return not _folded(item.text or "") and item[0] is links[0]
    kicker = shown.removesuffix(linked)
    return (
        kicker != shown
        and len(kicker.split()) <= _MAX_KICKER_WORDS
        and kicker.rstrip(" *").endswith((":", "?", "!"))
    )


def _blocks(parent: Element) -> Iterator[str]:
    for element in parent:
        block = _block(element)
        if any(map(str.isalnum, block)):
            yield block
        if any(map(str.isalnum, tail := _folded(element.tail or ""))):
            yield tail


def _block(element: Element) -> str:
    if element.tag == "head":
        level = element.get("rend", "h2")[1:]
        return f"{'#' * (int(level) if level.isdecimal() else 2)} {_folded(_inline(element, ' '))}"
    if element.tag == "list":
        return "\n".join(_items(element, ""))
    if element.tag == "table":
        return "\n".join(_rows(element))
    if any(child.tag in _BLOCKS for child in element):
        before = _folded(element.text or "")
        return "\n\n".join(filter(None, (before, *_blocks(element))))
    return _folded(_inline(element))


def _items(element: Element, indent: str) -> Iterator[str]:
    for item in element.iterchildren("item"):
        text = _folded(_inline(item, " ", skip="list"))
        if text:
            yield f"{indent}- {text}"
        for inner in item.iterchildren("list"):
            yield from _items(inner, f"{indent}  ")


def _rows(table: Element) -> Iterator[str]:
    rows = list(table.iter("row"))
    cells = [[_folded(_inline(cell, " ")) for cell in row.iterchildren("cell")] for row in rows]
    heads = any(cell.get("role") == "head" for row in rows[:2] for cell in row.iterchildren("cell"))
    return table_lines(cells, headed=heads or None)


def _inline(element: Element, line_break: str = "\n", skip: str = "") -> str:
    """The text in an element, in the order of the page."""
    parts = [_SPACE.sub(" ", element.text or "")]
    for child in element:
        if child.tag == "lb":
            parts.append(line_break)
        elif child.tag != skip:
            # Blocks inside, such as the paragraphs of a list item, must not run together.
            gap = " " if child.tag in ("p", "item", "cell", "row", "head", "quote") else ""
            parts += gap, _inline(child, line_break, skip), gap
        parts.append(_SPACE.sub(" ", child.tail or ""))
    return "".join(parts)


def _folded(text: str) -> str:
    """Without needless white space; two line breaks in a row part paragraphs."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")
