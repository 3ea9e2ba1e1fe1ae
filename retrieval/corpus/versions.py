"""What an article said when: read from what is kept of it, and from what its file holds now.

The newest version is always what the article's file holds now, whatever was written down. A version
whose file was not kept, or is not what was kept, is known by its hashes and its time alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.additions import locate
from retrieval.corpus.cleaning.recurrence import Recurrence
from retrieval.corpus.history.places import ORIGINAL, VERSION, blob_name, folder_of
from retrieval.corpus.history.records import (
    History,
    How,
    Origin,
    Removal,
    VersionRecord,
    read_history,
)
from retrieval.corpus.keeping import caught_up, names_in
from retrieval.corpus.readers import article_id, parse_article
from retrieval.corpus.readers.formats import format_of_content
from retrieval.corpus.readers.raw import read_raw
from retrieval.errors import ArticleError
from retrieval.limited import LimitedProcess

_apart = LimitedProcess()


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """What an article was from a time on.

    Attributes:
        number: From 1, the oldest.
        at: Since when, with time zone. Of one that was put there by other means, the time of its
            file: since then at the latest.
        how: How it came.
        text_sha256: `Article.text_sha256`; empty where that is not known.
        file_sha256: Of its file, in hexadecimal digits.
        article: It; None where its file is not kept, or cannot be read as an article.
        origin: Where its original comes from, if it has one.
        original_sha256: Of the original's bytes.
        original: Where the original lies; None where it is not kept.
        recurring: The lines that left it for standing in other articles, and how often they did.
    """

    number: int
    at: dt.datetime
    how: How
    text_sha256: str
    file_sha256: str
    article: Article | None
    origin: Origin | None
    original_sha256: str | None
    original: Path | None
    recurring: tuple[tuple[str, Recurrence], ...] = ()


def versions_of(article: str, corpus_dir: Path) -> list[ArticleVersion]:
    """All versions of an article, the oldest first and the one in force last.

    Args:
        article: As for `locate`.
        corpus_dir: The corpus folder.

    Returns:
        At least one.

    Raises:
        ArticleError: There is no such article (the message says if it was removed), its file cannot
            be read, or its history is damaged.
        CorpusError: The corpus folder is missing or no folder.
    """
    path = _path_of(article, corpus_dir)
    name = path.relative_to(corpus_dir).as_posix()
    folder = folder_of(corpus_dir, article_id(name))
    try:
        raw = read_raw(path)
    except ArticleError as error:
        raise ArticleError("file", path=path, reason=error.problem) from None
    present = _parsed(raw, name)
    text = present.text_sha256 if present else ""
    kept = set(names_in(folder))
    history = caught_up(read_history(folder) or History(), path, raw, kept, text)
    versions = [
        _version(number, record, folder, kept, name)
        for number, record in enumerate(history.versions, 1)
    ]
    return [*versions[:-1], replace(versions[-1], article=present, text_sha256=text)]


def version_in_force(versions: list[ArticleVersion], day: dt.date) -> ArticleVersion | None:
    """The version that was in force at the end of a day.

    Args:
        versions: From `versions_of`.
        day: In the machine's time zone.

    Returns:
        The version; None where there was none yet.
    """
    before = [version for version in versions if version.at.astimezone().date() <= day]
    return before[-1] if before else None


def unchanged_since(versions: list[ArticleVersion]) -> dt.datetime:
    """Since when the text that is in force is that, whatever else of the article was corrected.

    Args:
        versions: From `versions_of`.

    Returns:
        A time with time zone.
    """
    since = versions[-1]
    for version in reversed(versions):
        if version.text_sha256 != since.text_sha256:
            break
        since = version
    return since.at


def removal_of(article_id: str, corpus_dir: Path) -> Removal | None:
    """When the article of an id was last removed, and what it said then, by its hash.

    Args:
        article_id: It; there need be no article of it now.
        corpus_dir: The corpus folder.

    Returns:
        None where none was removed.

    Raises:
        ArticleError: The history is damaged.
    """
    history = read_history(folder_of(corpus_dir, article_id))
    return history.gone[-1] if history and history.gone else None


def _path_of(article: str, corpus_dir: Path) -> Path:
    try:
        return locate(article, corpus_dir)
    except ArticleError:
        removal = removal_of(article, corpus_dir)
        if removal is None:
            raise
    raise ArticleError("article.removed", article=article, day=removal.day)


def _version(
    number: int, record: VersionRecord, folder: Path, kept: set[str], path: str
) -> ArticleVersion:
    original = None
    if record.origin is not None and record.original_sha256 is not None:
        name = blob_name(ORIGINAL, record.original_sha256, record.origin.name)
        original = folder / name if name in kept else None
    article, blob = None, blob_name(VERSION, record.file_sha256, record.name)
    if blob in kept:
        article = _kept_article(folder / blob, record, f"{path.rpartition('/')[0]}/{record.name}")
    return ArticleVersion(
        number,
        record.at,
        record.how,
        record.text_sha256,
        record.file_sha256,
        article,
        record.origin,
        record.original_sha256,
        original,
        record.recurring,
    )


def _kept_article(blob: Path, record: VersionRecord, path: str) -> Article | None:
    try:
        raw = read_raw(blob)
    except ArticleError:
        return None
    if hashlib.sha256(raw).hexdigest() != record.file_sha256:
        return None
    return _parsed(raw, path.lstrip("/"))


def _parsed(raw: bytes, path: str) -> Article | None:
    """The article; where a library has to take it out of the file, in a process with limits."""
    try:
        format_ = format_of_content(raw, Path(path).suffix)
        if format_ is not None and format_.extract is not None:
            return _apart.call(parse_article, raw, path)
        return parse_article(raw, path)
    except ArticleError:
        return None
