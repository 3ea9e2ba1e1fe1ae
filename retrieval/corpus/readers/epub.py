"""An e-book (EPUB) → its text: the chapters in the order of its spine."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

import lxml.etree
from lxml.etree import _Element as Element

from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.extracted import Extracted
from retrieval.corpus.readers.fields import language_code, one_line
from retrieval.corpus.readers.html.decode import decode_html
from retrieval.corpus.readers.html.tree import parse_html
from retrieval.corpus.readers.markup import whole_text
from retrieval.corpus.readers.zipped import Zipped
from retrieval.errors import ArticleError

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_ENCRYPTED_FONTS: Final = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def extract_epub(raw: bytes) -> Extracted:
    """Takes the text out of an e-book.

    Args:
        raw: The whole file.

    Returns:
        The article.

    Raises:
        ArticleError: It is damaged, protected, or too large unpacked.
    """
    zipped = Zipped(raw)
    encryption = zipped.read(_ENCRYPTION)
    if encryption is not None and not any(mark in encryption for mark in _ENCRYPTED_FONTS):
        raise ArticleError("epub.protected")
    container = _xml(zipped, _CONTAINER)
    path = next((each.get("full-path") or "" for each in container.iter("{*}rootfile")), "")
    package = _xml(zipped, path)
    text = "\n\n".join(filter(None, _chapters(zipped, package, posixpath.dirname(path))))
    day = _stated(package, "date")
    author = _stated(package, "creator")
    return Extracted(
        text=text,
        title=_stated(package, "title"),
        date=parse_day(day) if day else None,
        publisher=_stated(package, "publisher"),
        authors=(author,) if author else (),
        language=language_code(_stated(package, "language") or ""),
    )


def _chapters(zipped: Zipped, package: Element, folder: str) -> Iterator[str]:
    hrefs = {each.get("id"): each.get("href") or "" for each in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        href = unquote(hrefs.get(reference.get("idref"), ""))
        chapter = zipped.read(posixpath.normpath(posixpath.join(folder, href)))
        if chapter:
            yield whole_text(parse_html(decode_html(chapter)))


def _stated(package: Element, name: str) -> str | None:
    texts = (one_line("".join(map(str, each.itertext()))) for each in package.iter(f"{{*}}{name}"))
    return next(filter(None, texts), None)


def _xml(zipped: Zipped, name: str) -> Element:
    raw = zipped.read(name)
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return lxml.etree.fromstring(raw or b"", parser)
    except lxml.etree.XMLSyntaxError:
        raise ArticleError("epub.damaged") from None
