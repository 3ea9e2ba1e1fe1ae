"""Changes to files of the corpus folder that belong together: all of them, or none."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from retrieval.corpus.history.places import HIDDEN
from retrieval.corpus.readers.raw import explain
from retrieval.corpus.storing import storage_error, store_over
from retrieval.errors import ArticleError, StorageError
from retrieval.fsync import sync
from retrieval.regular_file import read_regular
from retrieval.reports import FileChange


class Ledger:
    """Changes files one after the other, and brings all of them back where one fails.

    Each change is whole or not at all; killed between two, those made so far stay. So what an
    article needs is written before the article, and what is not needed any more deleted after.
    """

    def __init__(self, corpus_dir: Path) -> None:
        """Names the corpus folder; nothing is changed yet."""
        self._corpus_dir = corpus_dir
        self._changes: dict[str, FileChange] = {}

    def __enter__(self) -> Self:
        """Begins."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Brings everything back if anything was raised."""
        if error is not None:
            self.roll_back()

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """What was done, in the order in which it was, as `undo` takes it."""
        return tuple(self._changes.values())

    def put(self, path: Path, content: bytes) -> None:
        """Writes a file, in the place of another if there is one; of the same bytes, not at all.

        Args:
            path: The file; folders that are missing above it are made.
            content: The whole file.

        Raises:
            StorageError: The disk is full, read-only or refuses otherwise.
        """
        before = self._held(path)
        if before == content:
            return
        try:
            make_folders(path.parent)
            store_over(path, content)
        except StorageError:
            drop_empty_folders(path.parent, self._corpus_dir)
            raise
        self.note(path, before, content)

    def take(self, path: Path, *, remember: bool = True, missing_ok: bool = True) -> None:
        """Deletes a file.

        Args:
            path: The file.
            remember: Whether it can be brought back; its bytes are held in memory until then.
            missing_ok: Whether it need not be there.

        Raises:
            ArticleError: It is not there.
            StorageError: It may not be deleted.
        """
        before = self._held(path) if remember else None
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError) as error:
            if not missing_ok:
                raise ArticleError("file", path=path, reason=explain(error, path)) from None
            return
        except OSError as error:
            raise storage_error(path, error) from None
        if before is not None:
            self.note(path, before, None)

    def note(self, path: Path, before: bytes | None, after: bytes | None) -> None:
        """Takes down what was done to a file by other means."""
        name = path.relative_to(self._corpus_dir).as_posix()
        earlier = self._changes.get(name)
        if earlier is not None:
            before = earlier.before
        if before == after:
            self._changes.pop(name, None)
            return
        digest = None if after is None else hashlib.sha256(after).hexdigest()
        self._changes[name] = FileChange(name, before, digest)

    def roll_back(self) -> None:
        """Brings everything back, the last first; what the disk refuses is left."""
        for change in reversed(self._changes.values()):
            path = self._corpus_dir / change.path
            with suppress(StorageError, OSError):
                if change.before is None:
                    path.unlink(missing_ok=True)
                else:
                    make_folders(path.parent)
                    store_over(path, change.before)
            drop_empty_folders(path.parent, self._corpus_dir)
        self._changes.clear()

    def _held(self, path: Path) -> bytes | None:
        try:
            return read_regular(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise storage_error(path, error) from None


def make_folders(folder: Path) -> None:
    """Makes a folder and those above it, so that they outlast a power cut.

    Args:
        folder: It may be there.

    Raises:
        StorageError: The disk is full, read-only or refuses otherwise.
    """
    if folder.is_dir():
        return
    make_folders(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
        with suppress(OSError):  # not every system lets a folder be opened
            sync(folder.parent)
    except OSError as error:
        raise storage_error(folder, error) from None


def drop_empty_folders(folder: Path, corpus_dir: Path) -> None:
    """Removes folders of what is kept that hold nothing, from below."""
    hidden = corpus_dir / HIDDEN
    with suppress(OSError):
        while folder == hidden or folder.is_relative_to(hidden):
            folder.rmdir()
            folder = folder.parent
