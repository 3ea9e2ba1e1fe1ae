"""The formats of files: which are read as articles, and how the others are known.

A new format is a reader of its own and a row here: the folder lists its files, adding takes them,
links and documents of its kind are fetched, and whatever names what Wortlaut reads names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from retrieval.article import Article
from retrieval.errors import ArticleError, Problem


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


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        suffixes: Its files' suffixes, lower-case, with the dot.
        read: Its reader; None for a format that is known only to be refused by name.
        added_as: Further suffixes under which a text of it can be added to the corpus.
        media_types: What servers call it (IANA's registry of media types).
        signature: What its files begin with; empty if they have no mark.
        kind: What a file that begins so is called.
        front_matter: Whether its files can say themselves what is known of their article.
    """

    suffixes: tuple[str, ...] = ()
    read: Reader | None = None
    added_as: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    signature: bytes = b""
    kind: Problem | None = None
    front_matter: bool = False


def _markdown(raw: bytes, article_id: str, path: str) -> Article:
    # Imported here, as below: whoever only lists files needs no parser.
    from retrieval.corpus.readers.markdown import read_markdown

    return read_markdown(raw, article_id, path)


def _plain_text(raw: bytes, article_id: str, path: str) -> Article:
    from retrieval.corpus.readers.plaintext import read_plain_text

    return read_plain_text(raw, article_id, path)


_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ZIP: Final = b"PK\x03\x04"
_ZIPPED: Final = Problem("kind.zip")

FORMATS: Final = (
    Format((".md", ".markdown"), _markdown, media_types=("text/markdown",), front_matter=True),
    Format((".txt",), _plain_text, added_as=(".text", ""), media_types=("text/plain",)),
    Format((".html", ".htm"), media_types=("text/html", "application/xhtml+xml")),
    Format(
        (".pdf",),
        media_types=("application/pdf",),
        signature=b"%PDF-",
        kind=Problem("kind.pdf"),
    ),
    Format((".docx",), media_types=(_DOCX,), signature=_ZIP, kind=_ZIPPED),
    Format((".odt", ".epub"), signature=_ZIP, kind=_ZIPPED),
    Format((".doc",), signature=b"\xd0\xcf\x11\xe0", kind=Problem("kind.old_office")),
    Format((".rtf",), signature=b"{\\rtf", kind=Problem("kind.rtf")),
    Format(signature=b"\x89PNG", kind=Problem("kind.png")),
    Format(signature=b"\xff\xd8\xff", kind=Problem("kind.jpeg")),
    Format(signature=b"GIF8", kind=Problem("kind.gif")),
    Format(signature=b"\x1f\x8b", kind=Problem("kind.gzip")),
    Format(signature=b"\x7fELF", kind=Problem("kind.program")),
)
"""All of them. Of two files with one id, that of the earlier suffix here wins."""

SUFFIXES: Final = tuple(s for format_ in FORMATS if format_.read for s in format_.suffixes)
"""Of files that are read as articles."""

UNREAD_SUFFIXES: Final = frozenset(
    s for format_ in FORMATS if not format_.read for s in format_.suffixes
)
"""Of documents that people put into a corpus expecting them to be read; skipped by name."""

ADDABLE_SUFFIXES: Final = frozenset(
    {*SUFFIXES, *(suffix for format_ in FORMATS for suffix in format_.added_as)}
)
"""Of files that can be added; the empty one is among them."""


def format_of(suffix: str) -> Format | None:
    """The format whose files, in the corpus or to be added, have this suffix (lower-case)."""
    for format_ in FORMATS:
        if suffix in format_.suffixes + format_.added_as:
            return format_
    return None


def suffix_of_media_type(media_type: str) -> str | None:
    """The suffix for a file of this media type; None where it is no format's."""
    for format_ in FORMATS:
        if media_type in format_.media_types:
            return format_.suffixes[0]
    return None


def refuse_another(raw: bytes, read_as: Format) -> None:
    """Refuses a file that is not what its name says, by how it begins.

    Args:
        raw: The whole file.
        read_as: The format that its name says.

    Raises:
        ArticleError: The bytes begin as those of another format do; the message names that one.
    """
    for format_ in FORMATS:
        signature = format_.signature
        if signature and signature != read_as.signature and raw.startswith(signature):
            raise ArticleError("file.no_text_kind", kind=format_.kind)
