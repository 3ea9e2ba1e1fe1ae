"""Correcting what the front matter of an article says.

Only what is corrected changes: the text below the front matter, its other keys, its comments, the
order of both, line ends and encoding stay byte for byte. Before anything is written, the new file
is read as an article, which must be the old one but for what was corrected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retrieval.article import Article
from retrieval.corpus.additions import locate
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.decoding import decode, decode_exactly
from retrieval.corpus.readers.field_names import name_of
from retrieval.corpus.readers.fields import read_fields
from retrieval.corpus.readers.formats import format_of_content
from retrieval.corpus.readers.frontmatter import amend_front_matter, split_front_matter
from retrieval.corpus.readers.raw import read_raw
from retrieval.corpus.storing import store_over
from retrieval.errors import ArticleError

Value = str | dt.date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected in an article's front matter.

    Attributes:
        path: The article's file.
        before: The article before.
        after: The article as it is read now. A value that is the same in both was a guess and is
            one no longer.
        keys: Those corrected or confirmed, in the order of the article's fields.
    """

    path: Path
    before: Article
    after: Article
    keys: tuple[str, ...]


Store = Callable[[Path, bytes, Correction], None]
"""Writes a file that was corrected."""


def correct(
    article: str, corpus_dir: Path, values: Mapping[str, Value], store: Store | None = None
) -> Correction:
    """Corrects the front matter of an article's file, whole or not at all.

    Where the headline was the text's first line, giving a title takes that line out of the text.

    Args:
        article: As for `additions.locate`.
        corpus_dir: The corpus folder.
        values: The new values of `title`, `date`, `publisher`, `url` and `authors`; None leaves the
            old one.
        store: Writes the new file, whole or not at all; `store_over` if None.

    Returns:
        What was corrected.

    Raises:
        ArticleError: There is no such article; its file has no front matter, or one that cannot be
            corrected; a value will not do, or nothing differs.
        CorpusError: The corpus folder is missing or no folder.
        StorageError: The disk is full, read-only or otherwise refuses; the old file is there.
    """
    path = locate(article, corpus_dir)
    given = _checked(values)
    name = path.relative_to(corpus_dir).as_posix()
    try:
        raw = read_raw(path)
        before = parse_article(raw, name)
        format_ = format_of_content(raw, path.suffix)
    except ArticleError as error:
        raise ArticleError("file", path=path, reason=error.problem) from None
    if format_ is None or not format_.front_matter:
        raise ArticleError("edit.no_front_matter", path=path)
    keys = [
        key
        for key, value in given.items()
        if getattr(before, key) != value or key in before.guessed
    ]
    if not keys:
        raise ArticleError("edit.nothing", article=before.id)
    guessed = tuple(key for key in before.guessed if key not in keys)
    corrected: dict[str, Any] = {key: given[key] for key in keys}
    after = replace(before, guessed=guessed, **corrected)
    for content in _attempts(raw, before, after, keys):
        if _reads_as(content, name, after):
            correction = Correction(path, before, after, tuple(keys))
            if store is None:
                store_over(path, content)
            else:
                store(path, content, correction)
            return correction
    raise ArticleError("edit.by_hand", path=path)


def _checked(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that are given, as an article holds them."""
    given = {
        key: list(value) if isinstance(value, tuple) else str(value)
        for key, value in values.items()
        if value is not None
    }
    fields = read_fields(given)
    if fields.problems:
        raise ArticleError(fields.problems[0])
    for key in given:
        if not getattr(fields, key):
            raise ArticleError("edit.empty", key=key)
    return {key: getattr(fields, key) for key in given}


def _attempts(raw: bytes, before: Article, after: Article, keys: list[str]) -> Iterator[bytes]:
    text, encoding = decode_exactly(raw)
    mark = text[: text.startswith("\ufeff")]
    text = text.removeprefix(mark)
    own = split_front_matter(decode(raw)).values or {}
    values: dict[str, object] = {name_of(key, own): _plain(getattr(after, key)) for key in keys}
    if "guessed" in own and after.guessed != before.guessed:
        kept = own["guessed"] if isinstance(own["guessed"], list) else []
        values["guessed"] = [key for key in kept if key not in keys] or None
    bodies = [text]
    if "title" in keys:  # which may have been the headline in the text
        start = text.find(before.title)
        line = text.rfind("\n", 0, start) + 1, text.find("\n", start) + 1
        bodies.append(text[: line[0]] + text[line[1] :])
    for body in bodies:
        for ascii_only in (False, True):
            amended = amend_front_matter(body, values, ascii_only=ascii_only)
            try:
                yield (mark + amended).encode(encoding)
            except UnicodeEncodeError:
                continue


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def _reads_as(content: bytes, path: str, article: Article) -> bool:
    try:
        read = parse_article(content, path)
        return replace(read, problems=()) == replace(article, problems=())
    except ArticleError:
        return False
