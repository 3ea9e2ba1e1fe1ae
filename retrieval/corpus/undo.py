"""Taking back what was done to files of the corpus folder, unless they were changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from retrieval.corpus.history.ledger import drop_empty_folders, make_folders
from retrieval.corpus.history.places import changing
from retrieval.corpus.storing import storage_error, store_new, store_over
from retrieval.errors import ArticleError
from retrieval.regular_file import read_regular
from retrieval.reports import FileChange


def undo(changes: Sequence[FileChange], corpus_dir: Path) -> None:
    """Brings files back to what they held before, the one that was changed last first.

    A process that is killed at it can be followed by another that does it again: a file that holds
    already what it held before stays.

    Args:
        changes: What was done, to different files, in the order in which it was.
        corpus_dir: The corpus folder.

    Raises:
        ArticleError: A file holds something else than was written then; nothing is changed.
        StorageError: The disk is full, read-only or otherwise refuses.
    """
    with changing(corpus_dir):
        to_do = []
        for change in reversed(changes):
            found = _digest(corpus_dir / change.path)
            if found == change.after:
                to_do.append(change)
            elif change.before is None or found != hashlib.sha256(change.before).hexdigest():
                raise ArticleError("undo.changed", path=change.path)
        for change in to_do:
            _bring_back(change, corpus_dir)


def _bring_back(change: FileChange, corpus_dir: Path) -> None:
    path = corpus_dir / change.path
    if change.before is None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(path, error) from None
        drop_empty_folders(path.parent, corpus_dir)
        return
    make_folders(path.parent)
    if change.after is not None:
        store_over(path, change.before)
    else:
        store_new(path.parent, (path.name,), change.before)


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(read_regular(path)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise storage_error(path, error) from None
