"""Writing a file, whole or not at all, and never in the place of another unless that is asked."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from retrieval.errors import Problem, StorageError
from retrieval.fsync import sync

# Nobody takes so long to write an article.
_LEFT_OVER_S = 3600
_BETWEEN_LOOKS_S = 60
_MAX_FOLDERS = 100
_looked: dict[Path, float] = {}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_REASONS = {
    errno.ENOSPC: Problem("disk.full"),
    errno.EDQUOT: Problem("disk.quota"),
    errno.EROFS: Problem("disk.read_only"),
    errno.EACCES: Problem("disk.denied"),
    errno.EPERM: Problem("disk.denied"),
}


def store_new(folder: Path, names: Iterable[str], content: bytes) -> Path:
    """Writes a new file under the first of the names that is free.

    The bytes go to a hidden file beside it and reach the disk before they get their name; a process
    killed at any moment leaves at most that hidden file behind, which `remove_leftovers` removes an
    hour later: here, and wherever the folder is indexed.

    Args:
        folder: An existing folder.
        names: File names, tried in order; must not run out.
        content: The whole file.

    Returns:
        The path written.

    Raises:
        StorageError: The disk is full, read-only or otherwise refuses.
    """
    with _hidden(folder, content) as hidden:
        return next(folder / name for name in names if _claim(hidden, folder / name))


def store_over(path: Path, content: bytes) -> None:
    """Puts a file in the place of another; whoever reads sees the one or the other, whole.

    Args:
        path: The file.
        content: The whole file.

    Raises:
        StorageError: The disk is full, read-only or otherwise refuses; the old file is there.
    """
    with _hidden(path.parent, content) as hidden:
        hidden.replace(path)


@contextlib.contextmanager
def _hidden(folder: Path, content: bytes) -> Iterator[Path]:
    hidden = folder / f".wortlaut-{secrets.token_hex(8)}.tmp"
    try:
        _remove_leftovers_now_and_then(folder)
        try:
            _write_synced(hidden, content)
            yield hidden
        finally:
            hidden.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # not every system lets a folder be opened
            sync(folder)
    except OSError as error:
        raise storage_error(folder, error) from None


def _remove_leftovers_now_and_then(folder: Path) -> None:
    """Looks through a folder at most once a minute: thousands of files may come in a row."""
    now = time.monotonic()
    if now - _looked.get(folder, -_BETWEEN_LOOKS_S) >= _BETWEEN_LOOKS_S:
        if len(_looked) >= _MAX_FOLDERS:
            _looked.clear()
        _looked[folder] = now
        remove_leftovers(folder)


def remove_leftovers(folder: Path) -> None:
    """Removes what a process that was killed while it wrote into a folder has left in it."""
    for left in folder.glob(".wortlaut-*.tmp"):
        with contextlib.suppress(OSError):  # another process may be quicker
            if time.time() - left.stat().st_mtime > _LEFT_OVER_S:
                left.unlink()


def storage_error(path: Path, error: OSError) -> StorageError:
    """Says in one line why writing at `path` failed and what to do."""
    reason = _REASONS.get(
        error.errno or 0, Problem("disk.other", {"detail": error.strerror or str(error)})
    )
    return StorageError("storage.refused", path=path, reason=reason)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _claim(hidden: Path, path: Path) -> bool:
    """Gives the hidden file's content a name, unless that is taken."""
    try:
        path.hardlink_to(hidden)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _claim_without_links(hidden, path)
    return True


def _claim_without_links(hidden: Path, path: Path) -> bool:
    # FAT and some container mounts know no hard links: an empty file holds the name for a moment.
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    hidden.replace(path)
    return True
