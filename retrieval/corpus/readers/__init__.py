"""Files to articles: one reader a format, chosen by the file's suffix.

A reader gets the decoded text of one file and returns its `Article`, or raises `ArticleError` with
the reason why there is none. Files are opened so that nothing can hang or fill the memory: a pipe,
a device or a folder is refused, and no more than `MAX_FILE_BYTES` are ever read.
"""

from __future__ import annotations

import posixpath
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from retrieval.article import Article
from retrieval.corpus.readers.decoding import decode
from retrieval.corpus.readers.raw import read_raw
from retrieval.errors import ArticleError


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, text: str, article_id: str, path: str) -> Article:
        """Turns a file's text into its article.

        Args:
            text: The text, normalised.
            article_id: The article's id.
            path: The file's path inside the corpus folder.

        Returns:
            The article.

        Raises:
            ArticleError: The text is no article; the message is the reason alone.
        """
        ...


SUFFIXES: Final = (".md", ".markdown", ".txt")
"""What there is a reader for. Of two files with one id, the earlier suffix here wins."""


def article_id(path: str) -> str:
    """The id of the article at a `/`-separated path inside the corpus folder."""
    stem, suffix = posixpath.splitext(path)
    return unicodedata.normalize("NFC", stem if len(suffix) > 1 else path)


def parse_article(raw: bytes, path: str) -> Article:
    """Reads an article from a file's bytes.

    Args:
        raw: The whole file.
        path: Its `/`-separated path inside the corpus folder.

    Returns:
        The article.

    Raises:
        ArticleError: There is no article in it; the message is the reason, without the path.
    """
    reader = _reader(PurePosixPath(path).suffix.lower())
    if reader is None:
        raise ArticleError("file.no_article", suffixes=", ".join(SUFFIXES))
    return reader(decode(raw), article_id(path), path)


def _reader(suffix: str) -> Reader | None:
    # Imported here: whoever only lists files needs no parser.
    match suffix:
        case ".md" | ".markdown":
            from retrieval.corpus.readers.markdown import read_markdown

            return read_markdown
        case ".txt":
            from retrieval.corpus.readers.plaintext import read_plain_text

            return read_plain_text
    return None


def read_article(path: Path, corpus_dir: Path) -> Article:
    """Reads one article of a corpus.

    Args:
        path: Its file.
        corpus_dir: The corpus folder, in which the file lies.

    Returns:
        The article.

    Raises:
        ArticleError: The file cannot be read or holds no article; the message names both file
            and reason.
    """
    try:
        inside = path.absolute().relative_to(corpus_dir.absolute()).as_posix()
    except ValueError:
        raise ArticleError("file.outside", path=path, folder=corpus_dir) from None
    try:
        return parse_article(read_raw(path), inside)
    except ArticleError as error:
        raise ArticleError("file", path=inside, reason=error.problem) from None
