"""The originals of articles, read again: to see what was left out, and what is read otherwise now.

What is known of an article by hand (given when it was added, or corrected since) wins over whatever
is read. A line that left for standing in many articles leaves again, though it stands in none of
them by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from retrieval.article import Article
from retrieval.corpus.additions import Composed, Given, Proposal, compose
from retrieval.corpus.cleaning.recurrence import Recurrences
from retrieval.corpus.folder import list_files
from retrieval.corpus.history.places import folder_of, folders
from retrieval.corpus.history.records import corrections_in, read_history
from retrieval.corpus.left_out import OriginalDiff, compare_with_original
from retrieval.corpus.readers import article_id
from retrieval.corpus.readers.decoding import in_utf8
from retrieval.corpus.readers.raw import read_raw
from retrieval.corpus.versions import ArticleVersion, versions_of
from retrieval.errors import ArticleError, Problem

Call = Callable[..., Any]
"""Calls a function, its first argument, with the others."""

_COMPARED = (
    *("title", "text", "date", "publisher", "url"),
    *("authors", "section", "language", "sources"),
)


@dataclass(frozen=True, slots=True)
class Rereading:
    """What came of reading an article's original again.

    Attributes:
        article: The article's id.
        kind: The original gives the same article; another one; it was changed by hand, and stays;
            the original cannot be read.
        before: The article as it is.
        proposal: The other article, ready to be put in its place; its original is not in memory.
        problem: Why the original cannot be read.
    """

    article: str
    kind: Literal["same", "other", "by_hand", "unreadable"]
    before: Article | None = None
    proposal: Proposal | None = None
    problem: Problem | None = None


def original_diff(
    article: str,
    corpus_dir: Path,
    call: Call,
    recurring: Callable[[Article], Recurrences] | None = None,
) -> tuple[ArticleVersion, OriginalDiff]:
    """Compares an article as it is with its newest original.

    Args:
        article: As for `locate`.
        corpus_dir: The corpus folder.
        call: Calls what reads the original.
        recurring: Which lines of an article stand in others of its publisher.

    Returns:
        The version that is in force, and what parts it from its original.

    Raises:
        ArticleError: There is no such article, it has no original, or one that cannot be read.
        CorpusError: The corpus folder is missing or no folder.
    """
    version = versions_of(article, corpus_dir)[-1]
    if version.article is None:
        raise ArticleError("original.no_article", article=article)
    raw, name = _original(article, version)
    given = Given(**corrections_in(folder_of(corpus_dir, version.article.id)))
    found = {**(recurring(version.article) if recurring else {}), **dict(version.recurring)}
    try:
        diff = call(
            compare_with_original,
            *(raw, name.stem, name.suffix, given, found),
            *(version.article.title, version.article.text),
        )
    except ArticleError as error:
        raise ArticleError("file", path=version.original, reason=error.problem) from None
    return version, diff


def with_originals(corpus_dir: Path) -> list[str]:
    """The ids of the articles that may have an original, sorted.

    Args:
        corpus_dir: The corpus folder.

    Returns:
        Those of the articles that are there and have a history that names one.

    Raises:
        CorpusError: The corpus folder is missing or no folder.
    """
    there = {article_id(file.path) for file in list_files(corpus_dir) if file.problem is None}
    found = []
    for folder in folders(corpus_dir):
        try:
            history = read_history(folder)
        except ArticleError:
            continue
        if history and history.article in there and any(v.origin for v in history.versions):
            found.append(history.article)
    return sorted(found)


def reread(
    article: str,
    corpus_dir: Path,
    call: Call,
    recurring: Callable[[Article], Recurrences] | None = None,
) -> Rereading:
    """Reads an article's newest original as it would be read now.

    Args:
        article: The article's id.
        corpus_dir: The corpus folder.
        call: Calls what reads the original.
        recurring: Which lines of an article stand in others of its publisher; None keeps those.

    Returns:
        What came of it; nothing is written.

    Raises:
        CorpusError: The corpus folder is missing or no folder.
    """
    try:
        version = versions_of(article, corpus_dir)[-1]
        before = version.article
        if version.how == "by_hand" or before is None:
            return Rereading(article, "by_hand", before)
        raw, name = _original(article, version)
        made = _composed(version, raw, name, before, corpus_dir, call, recurring)
    except ArticleError as error:
        return Rereading(article, "unreadable", problem=error.problem)
    same = all(getattr(made.article, key) == getattr(before, key) for key in _COMPARED)
    if same:
        return Rereading(article, "same", before)
    named = replace(made.article, id=before.id, path=before.path)
    proposal = Proposal(
        source=version.original or name,
        corpus_dir=corpus_dir,
        article=named,
        content=made.content,
        dropped=made.dropped,
        guessed=made.guessed,
        duplicate=None,
        origin=version.origin,
    )
    return Rereading(article, "other", before, proposal)


def _composed(
    version: ArticleVersion,
    raw: bytes,
    name: Path,
    before: Article,
    corpus_dir: Path,
    call: Call,
    recurring: Callable[[Article], Recurrences] | None,
) -> Composed:
    given = Given(**corrections_in(folder_of(corpus_dir, before.id)))
    found: Recurrences = {}
    if recurring is not None:
        found = {**recurring(before), **dict(version.recurring)}
    arguments = compose, raw, name.stem, name.suffix
    made: Composed = call(*arguments, given, frozenset(), found)
    if recurring is not None and made.is_cleaned and (more := recurring(made.article)):
        found = {**more, **found}
        made = call(*arguments, given, frozenset(), found)
    if made.article.url is None and version.origin and version.origin.address:
        given = replace(given, url=version.origin.address)
        made = call(*arguments, given, frozenset(), found)
    return made


def _original(article: str, version: ArticleVersion) -> tuple[bytes, Path]:
    """The original's text as it is read, and its name."""
    if version.origin is None:
        raise ArticleError("original.none", article=article)
    if version.original is None:
        raise ArticleError("original.not_kept", article=article)
    raw = read_raw(version.original)
    if hashlib.sha256(raw).hexdigest() != version.original_sha256:
        raise ArticleError("original.altered", path=version.original)
    text = in_utf8(raw, version.origin.charset) if version.origin.charset else raw
    return text, Path(version.origin.name)
