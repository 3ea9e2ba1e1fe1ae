"""A Word document → its text: mammoth makes HTML of it, by the styles of its paragraphs.

What has been deleted with changes tracked is not there, nor are comments; footnotes stand at the
end. Title, author and day are the document's properties; only a title that the text shows is more
than a guess: the day is that of the file's making.
"""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import Final

import lxml.etree
import mammoth

from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.extracted import Extracted, Guessable
from retrieval.corpus.readers.fields import one_line
from retrieval.corpus.readers.html.tree import parse_html
from retrieval.corpus.readers.markup import whole_text
from retrieval.corpus.readers.zipped import Zipped
from retrieval.errors import ArticleError

_PROPERTIES: Final = "docProps/core.xml"
_BEGINNING_CHARS: Final = 1_000


def extract_docx(raw: bytes) -> Extracted:
    """Takes the text out of a Word document.

    Args:
        raw: The whole file.

    Returns:
        The article.

    Raises:
        ArticleError: It is damaged, or too large unpacked.
    """
    zipped = Zipped(raw)
    try:
        html = mammoth.convert_to_html(
            BytesIO(raw), convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except MemoryError:
        raise
    except Exception:  # whatever it says of XML that is no document
        raise ArticleError("docx.damaged") from None
    tree = parse_html(f"<body>{html}</body>")
    for mark in tree.xpath(
        "//a[starts-with(@href, '#footnote') or starts-with(@href, '#endnote')]"
    ):
        mark.drop_tree()  # "[1]" and "↑" are mammoth's
    text = whole_text(tree)
    properties = _properties(zipped.read(_PROPERTIES))
    title = properties.get("title")
    if title is None or _letters(title) not in _letters(text[:_BEGINNING_CHARS]):
        title = next((one_line(h1.text_content()) for h1 in tree.iter("h1")), None)
    created, author = _day(properties.get("created")), properties.get("creator")
    guesses: tuple[tuple[Guessable, object], ...] = (("date", created), ("authors", author))
    return Extracted(
        text=text,
        title=title or None,
        date=created,
        authors=(author,) if author else (),
        guessed=tuple(key for key, value in guesses if value),
    )


def _properties(xml: bytes | None) -> dict[str, str]:
    """The core properties that hold something, by their names."""
    if xml is None:
        return {}
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = lxml.etree.fromstring(xml, parser)
    if root is None:
        return {}
    found = (
        (lxml.etree.QName(each).localname, one_line(each.text or ""))
        for each in root.iterchildren(tag=lxml.etree.Element)
    )
    return {name: text for name, text in found if text}


def _day(text: str | None) -> dt.date | None:
    return parse_day(text) if text else None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
