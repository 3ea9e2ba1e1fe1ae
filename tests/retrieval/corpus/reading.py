"""One article of a folder, read as a build reads it."""

from __future__ import annotations

from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.raw import read_raw
from retrieval.errors import ArticleError


def read_article(path: Path, corpus_dir: Path) -> Article:
    """The article; an error names the file, too."""
    inside = path.relative_to(corpus_dir).as_posix()
    try:
        return parse_article(read_raw(path), inside)
    except ArticleError as error:
        raise ArticleError("file", path=inside, reason=error.problem) from None
