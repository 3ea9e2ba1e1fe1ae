"""Taking back what was done to files of the corpus folder, unless they were changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from retrieval.corpus.storing import storage_error, store_new, store_over
from retrieval.errors import ArticleError
from retrieval.regular_file import read_regular
from retrieval.reports import FileChange


def undo(changes: Sequence[FileChange], corpus_dir: Path) -> None:
    """Brings files back to what they held before.

    Args:
        changes: What was done, to different files.
        corpus_dir: The corpus folder.

    Raises:
        ArticleError: A file holds something else than was written then; nothing is changed.
        StorageError: The disk is full, read-only or otherwise refuses.
    """
    for change in changes:
        if _digest(corpus_dir / change.path) != change.after:
            raise ArticleError("undo.changed", path=change.path)
    for change in changes:
        path = corpus_dir / change.path
        if change.before is not None and change.after is not None:
            store_over(path, change.before)
        elif change.before is not None:
            store_new(path.parent, (path.name,), change.before)
        elif change.after is not None:
            try:
                path.unlink()
            except OSError as error:
                raise storage_error(path, error) from None


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(read_regular(path)).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_error(path, error) from None
