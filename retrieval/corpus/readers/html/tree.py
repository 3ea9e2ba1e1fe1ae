"""HTML → a tree."""

from __future__ import annotations

import lxml.html
from lxml.html import HtmlElement

from retrieval.errors import ArticleError


def parse_html(html: str) -> HtmlElement:
    """A page as a tree; deeper than libxml2 goes, it ends.

    Args:
        html: The page.

    Returns:
        Its root.

    Raises:
        ArticleError: There is nothing in it.
    """
    try:
        # As bytes: a text that declares an encoding is refused by lxml.
        parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return lxml.html.document_fromstring(html.encode(), parser=parser)
    except lxml.etree.ParserError:
        raise ArticleError("file.empty") from None
