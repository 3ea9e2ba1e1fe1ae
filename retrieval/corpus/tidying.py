"""Clearing away what belongs to no article: at most once a day, and never what may be needed.

Left behind are: what a killed process had written before an article that then was not; originals
that no version names; and all that is kept of an article whose file somebody deleted by other means
than this program. The latter is forgotten as if the article had been removed here, but only after a
week: a file may have been moved for a while, and be back. Where the same bytes lie in the folder
under another name, the file was renamed, and what is kept goes with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from retrieval.corpus.folder import list_files
from retrieval.corpus.history.ledger import Ledger, drop_empty_folders
from retrieval.corpus.history.places import (
    HIDDEN,
    HISTORY,
    ORIGINAL,
    VERSION,
    blob_name,
    changing,
    folder_of,
    folders,
)
from retrieval.corpus.history.records import History, read_history, written
from retrieval.corpus.keeping import forget, names_in, now
from retrieval.corpus.readers import article_id
from retrieval.corpus.readers.raw import read_raw
from retrieval.corpus.storing import remove_leftovers
from retrieval.errors import ArticleError, CorpusError, StorageError

_STAMP: Final = ".tidied"
_EVERY: Final = dt.timedelta(days=1)
MISSED_FOR: Final = dt.timedelta(days=7)
"""How long what is kept of an article outlives a file that was deleted by other means."""


def tidy_now_and_then(corpus_dir: Path) -> None:
    """Tidies if that was not done for a day; what the disk refuses is left for the next time."""
    stamp = corpus_dir / HIDDEN / _STAMP
    with suppress(OSError, StorageError, CorpusError):
        if not stamp.parent.is_dir():
            return
        if stamp.exists():
            last = dt.datetime.fromtimestamp(stamp.stat().st_mtime, dt.UTC)
            if last <= now() < last + _EVERY:
                return
            tidy(corpus_dir)
        stamp.touch()


def tidy(corpus_dir: Path) -> None:
    """Clears away what belongs to no article.

    Args:
        corpus_dir: The corpus folder.

    Raises:
        CorpusError: The corpus folder is missing or no folder.
        StorageError: The disk refuses.
    """
    with changing(corpus_dir):
        there = {article_id(file.path): file.path for file in list_files(corpus_dir)}
        missing: list[tuple[Path, History]] = []
        for folder in folders(corpus_dir):
            remove_leftovers(folder)
            try:
                history = read_history(folder)
            except ArticleError:
                continue  # whoever can read it may still need it
            if history and history.article and history.article not in there:
                missing.append((folder, history))
                continue
            with Ledger(corpus_dir) as ledger:
                _tidy(ledger, folder, history or History(), history is None, there)
            drop_empty_folders(folder, corpus_dir)
        if missing:
            _look_for(missing, there, corpus_dir)


def _look_for(
    missing: list[tuple[Path, History]], there: Mapping[str, str], corpus_dir: Path
) -> None:
    """Follows renamed files; what is kept of those that are really gone is tidied."""
    strangers = [id_ for id_ in there if not _has_versions(folder_of(corpus_dir, id_))]
    renamed = {_file_sha256(corpus_dir / there[id_]): id_ for id_ in strangers}
    for folder, history in missing:
        last = history.versions[-1] if history.versions else None
        id_ = renamed.pop(last.file_sha256, None) if last and not history.removing else None
        with Ledger(corpus_dir) as ledger:
            if id_ is None:
                _tidy(ledger, folder, history, False, there)
            else:
                _move(ledger, folder, history, there[id_], corpus_dir)
        drop_empty_folders(folder, corpus_dir)


def _move(ledger: Ledger, folder: Path, history: History, path: str, corpus_dir: Path) -> None:
    """Lays what is kept of an article where that of its new id lies: first all, then away."""
    id_ = article_id(path)
    new = folder_of(corpus_dir, id_)
    gone = (read_history(new) or History()).gone
    for name in names_in(folder):
        if name.startswith((ORIGINAL, VERSION)):
            ledger.put(new / name, (folder / name).read_bytes())
    last = replace(history.versions[-1], name=PurePosixPath(path).name)
    versions = (*history.versions[:-1], last)
    moved = replace(history, article=id_, versions=versions, missing_since=None)
    ledger.put(new / HISTORY, written(replace(moved, gone=(*gone, *history.gone))))
    ledger.take(folder / HISTORY)
    for name in names_in(folder):
        ledger.take(folder / name, remember=False)


def _has_versions(folder: Path) -> bool:
    try:
        history = read_history(folder)
    except ArticleError:
        return True
    return history is not None and bool(history.versions)


def _file_sha256(path: Path) -> str:
    try:
        return hashlib.sha256(read_raw(path)).hexdigest()
    except ArticleError:
        return ""


def _tidy(
    ledger: Ledger, folder: Path, history: History, is_new: bool, there: Iterable[str]
) -> None:
    for name in sorted(set(names_in(folder)) - _needed(history)):
        if name.startswith((ORIGINAL, VERSION)):
            ledger.take(folder / name, remember=False)
    if is_new or not history.article:
        return
    since, path = history.missing_since, folder / HISTORY
    if history.article in there:
        if since or history.removing:
            ledger.put(path, written(replace(history, missing_since=None, removing=None)))
    elif history.removing or (since and now() - since > MISSED_FOR):
        day = history.removing or (since or now()).astimezone().date()
        text = history.versions[-1].text_sha256 if history.versions else ""
        forget(ledger, folder, history, day, text, undoable=False)
    elif since is None:
        ledger.put(path, written(replace(history, missing_since=now())))


def _needed(history: History) -> set[str]:
    names = {HISTORY}
    for version in history.versions:
        names.add(blob_name(VERSION, version.file_sha256, version.name))
        if version.origin and version.original_sha256:
            names.add(blob_name(ORIGINAL, version.original_sha256, version.origin.name))
    return names
