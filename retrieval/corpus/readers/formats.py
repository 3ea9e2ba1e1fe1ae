"""The formats of files: which are read as articles, and how the others are known.

A new format is a reader of its own and a row here: the folder lists its files, adding takes them,
links and documents of its kind are fetched, and whatever names what Wortlaut reads names it.

What a file is, its content says first, its name second: a page saved as `.txt` is a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from retrieval.article import Article
from retrieval.errors import ArticleError, Problem

if TYPE_CHECKING:
    from retrieval.corpus.readers.extracted import Extracted


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, raw: bytes, article_id: str, path: str) -> Article:
        """Turns a file's bytes into its article.

        Args:
            raw: The whole file; none of `FORMATS`' signatures of other formats begins it.
            article_id: The article's id.
            path: The file's path inside the corpus folder.

        Returns:
            The article.

        Raises:
            ArticleError: The bytes are no article; the message is the reason alone.
        """
        ...


Several = Literal["zip", "mbox", "json", "table"]
"""A kind of file that holds several articles."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        suffixes: Its files' suffixes, lower-case, with the dot.
        read: Its reader, if its files are texts.
        extract: What takes a text out of its files, if they are none; it may take long, or fail as
            libraries do. A format with neither is known only to be refused by name.
        added_as: Further suffixes under which a text of it can be added to the corpus.
        media_types: What servers call it (IANA's registry of media types).
        signature: What its files begin with; empty if they have no mark.
        holds: What its files hold besides, where others begin so, too.
        kind: What a file that begins so is called.
        several: What kind of collection its files are, which are added alone, article by article.
        front_matter: Whether its files can say themselves what is known of their article.
    """

    suffixes: tuple[str, ...] = ()
    read: Reader | None = None
    extract: Callable[[bytes], Extracted] | None = None
    added_as: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    signature: bytes = b""
    holds: bytes = b""
    kind: Problem | None = None
    several: Several | None = None
    front_matter: bool = False

    @property
    def is_read(self) -> bool:
        """Whether its files are articles."""
        return self.read is not None or self.extract is not None


def _markdown(raw: bytes, article_id: str, path: str) -> Article:
    # Imported here, as below: whoever only lists files needs no parser.
    from retrieval.corpus.readers.markdown import read_markdown

    return read_markdown(raw, article_id, path)


def _plain_text(raw: bytes, article_id: str, path: str) -> Article:
    from retrieval.corpus.readers.plaintext import read_plain_text

    return read_plain_text(raw, article_id, path)


def _page(raw: bytes) -> Extracted:
    from retrieval.corpus.readers.html import extract_page

    return extract_page(raw)


def _pdf(raw: bytes) -> Extracted:
    from retrieval.corpus.readers.pdf import extract_pdf

    return extract_pdf(raw)


def _docx(raw: bytes) -> Extracted:
    from retrieval.corpus.readers.docx import extract_docx

    return extract_docx(raw)


def _epub(raw: bytes) -> Extracted:
    from retrieval.corpus.readers.epub import extract_epub

    return extract_epub(raw)


def _mail(raw: bytes) -> Extracted:
    from retrieval.corpus.readers.mail import extract_mail

    return extract_mail(raw)


_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ZIP: Final = b"PK\x03\x04"
_ZIPPED: Final = Problem("kind.zip")

_PLAIN_TEXT: Final = Format(
    (".txt",), _plain_text, added_as=(".text", ""), media_types=("text/plain",)
)
_PAGE: Final = Format(
    (".html", ".htm", ".xhtml"),
    extract=_page,
    media_types=("text/html", "application/xhtml+xml"),
)

FORMATS: Final = (
    Format((".md", ".markdown"), _markdown, media_types=("text/markdown",), front_matter=True),
    _PLAIN_TEXT,
    _PAGE,
    Format(
        (".pdf",),
        extract=_pdf,
        media_types=("application/pdf",),
        signature=b"%PDF-",
        kind=Problem("kind.pdf"),
    ),
    Format(
        (".docx",),
        extract=_docx,
        media_types=(_DOCX,),
        signature=_ZIP,
        holds=b"word/document.xml",
        kind=_ZIPPED,
    ),
    Format(
        (".epub",),
        extract=_epub,
        media_types=("application/epub+zip",),
        signature=_ZIP,
        holds=b"META-INF/container.xml",
        kind=_ZIPPED,
    ),
    Format((".zip",), signature=_ZIP, kind=_ZIPPED, several="zip"),
    Format((".odt", ".pptx", ".xlsx"), signature=_ZIP, kind=_ZIPPED),
    Format((".doc",), signature=b"\xd0\xcf\x11\xe0", kind=Problem("kind.old_office")),
    Format((".eml",), extract=_mail, media_types=("message/rfc822",)),
    Format((".mbox", ".mbx"), several="mbox"),
    Format((".json", ".jsonl", ".ndjson"), several="json"),
    Format((".csv", ".tsv"), several="table"),
    Format((".org", ".rst", ".mdx", ".srt", ".vtt", ".adoc", ".asciidoc", ".tex", ".textile")),
    Format((".ods", ".odp", ".docm", ".dotx", ".pages", ".key", ".mobi", ".azw3", ".djvu")),
    Format((".mht", ".mhtml", ".msg", ".enex", ".xls", ".ppt")),
    Format((".rtf",), signature=b"{\\rtf", kind=Problem("kind.rtf")),
    Format(signature=b"\x89PNG", kind=Problem("kind.png")),
    Format(signature=b"\xff\xd8\xff", kind=Problem("kind.jpeg")),
    Format(signature=b"GIF8", kind=Problem("kind.gif")),
    Format(signature=b"\x1f\x8b", kind=Problem("kind.gzip")),
    Format(signature=b"\x7fELF", kind=Problem("kind.program")),
)
"""All of them. Of two files with one id, that of the earlier suffix here wins."""

SUFFIXES: Final = tuple(s for format_ in FORMATS if format_.is_read for s in format_.suffixes)
"""Of files that are read as articles."""

COLLECTION_SUFFIXES: Final = frozenset(
    s for format_ in FORMATS if format_.several for s in format_.suffixes
)
"""Of files that hold several articles: skipped by name in the corpus, where they cannot be read."""

UNREAD_SUFFIXES: Final = (
    frozenset(s for format_ in FORMATS if not format_.is_read for s in format_.suffixes)
    - COLLECTION_SUFFIXES
)
"""Of documents that people put into a corpus expecting them to be read; skipped by name."""

ADDABLE_SUFFIXES: Final = frozenset(
    {*SUFFIXES, *(suffix for format_ in FORMATS for suffix in format_.added_as)}
)
"""Of files that can be added; the empty one is among them."""


def not_addable(suffix: str) -> ArticleError:
    """What to say of a file with a suffix that no format has."""
    return ArticleError("file.not_addable", suffix=suffix.lower(), suffixes=", ".join(SUFFIXES))


def format_of(suffix: str) -> Format | None:
    """The format whose files, in the corpus or to be added, have this suffix (lower-case)."""
    for format_ in FORMATS:
        if suffix in format_.suffixes + format_.added_as:
            return format_
    return None


def format_of_content(raw: bytes, suffix: str) -> Format | None:
    """The format a file is in, by its content and, where that does not say, its name.

    Args:
        raw: The whole file.
        suffix: Of its name, with the dot.

    Returns:
        The format; None where neither says.

    Raises:
        ArticleError: The bytes begin as those of a format do that is not read; the message names
            it.
    """
    named = format_of(suffix.lower())
    for format_ in FORMATS:
        if format_.signature and raw.startswith(format_.signature) and format_.holds in raw:
            if format_.is_read:
                return format_
            if named is None or format_.signature != named.signature:
                raise ArticleError("file.no_text_kind", kind=format_.kind)
    if named is not None and named.is_read and not named.signature:
        beginning = raw[:_BEGINNING_BYTES].replace(b"\0", b"")  # in UTF-16, every other byte
        if _WHOLE_PAGE.match(beginning) or (
            named is _PLAIN_TEXT and _PART_OF_PAGE.match(beginning)
        ):
            return _PAGE
        if named is _PAGE and _TAG.search(raw) is None:
            return _PLAIN_TEXT
    return named


_BEGINNING_BYTES: Final = 8_000
_TAG: Final = re.compile(rb"<[a-z!/]", re.IGNORECASE)
_BEFORE: Final = rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
_WHOLE_PAGE: Final = re.compile(
    _BEFORE + rb"<(?:!doctype\s+html|html|head|body|meta)[\s>]", re.IGNORECASE | re.DOTALL
)
_PART_OF_PAGE: Final = re.compile(
    _BEFORE + rb"<(?P<tag>div|p|article|main|section|h1|table)(?:\s[^>]*)?>.*</(?P=tag)>",
    re.IGNORECASE | re.DOTALL,
)


def suffix_of_media_type(media_type: str) -> str | None:
    """The suffix for a file of this media type; None where it is no format's."""
    for format_ in FORMATS:
        if media_type in format_.media_types:
            return format_.suffixes[0]
    return None
