"""Files to articles: one reader a format, chosen by content and suffix (`formats`).

A reader gets the bytes of one file and returns its `Article`, or raises `ArticleError` with the
reason why there is none. Files are
opened so that nothing can hang or fill the memory: a pipe, a device or a folder is refused, and no
more than `MAX_FILE_BYTES` are ever read.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Final

from retrieval.article import Article
from retrieval.corpus.readers.decoding import MAX_TEXT_CHARS, too_long
from retrieval.corpus.readers.extracted import article_of
from retrieval.corpus.readers.formats import SUFFIXES, format_of, format_of_content
from retrieval.errors import ArticleError

_MAX_DETAIL: Final = 200


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
    suffix = PurePosixPath(path).suffix.lower()
    named, format_ = format_of(suffix), format_of_content(raw, suffix)
    if named is None or format_ is None or suffix not in named.suffixes or not format_.is_read:
        raise ArticleError("file.no_article", suffixes=", ".join(SUFFIXES))
    with failing_alone():
        if format_.extract is not None:
            article = article_of(format_.extract(raw), article_id(path), path)
        elif format_.read is not None:
            article = format_.read(raw, article_id(path), path)
    if len(article.text) > MAX_TEXT_CHARS:
        raise ArticleError(too_long(len(article.text)))
    return article


@contextmanager
def failing_alone() -> Iterator[None]:
    """Turns whatever the reading of one file raises into its `ArticleError`.

    Out of memory is the whole process, and stays what it is.
    """
    try:
        yield
    except (ArticleError, MemoryError):
        raise
    except Exception as error:  # one file must not stop the others
        raise unexpected(error) from error


def unexpected(error: Exception) -> ArticleError:
    """What to say of a file, whatever reading it raised."""
    name = type(error).__name__
    return ArticleError("file.unexpected", detail=f"{name}: {error}"[:_MAX_DETAIL])
