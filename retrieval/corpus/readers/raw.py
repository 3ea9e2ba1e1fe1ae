"""A file's bytes, read without ever hanging on it or filling the memory with it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from retrieval.corpus.readers.decoding import MAX_FILE_BYTES, too_large
from retrieval.errors import ArticleError, Problem
from retrieval.machine import raise_exhausted
from retrieval.regular_file import NoFileError, open_regular


def read_raw(path: Path) -> bytes:
    """Reads a regular file of at most `MAX_FILE_BYTES`.

    Args:
        path: The file.

    Returns:
        All of its bytes.

    Raises:
        ArticleError: It is missing, forbidden, too large, or no regular file; the message is the
            reason, without the path.
        MachineError: Memory or files have run out.
    """
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_FILE_BYTES:
                raise ArticleError(too_large(size))
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ArticleError(explain(error, path)) from None


def explain(error: OSError, path: Path) -> Problem:
    """Why a file or folder could not be read.

    Args:
        error: What the system said.
        path: What was to be read.

    Returns:
        The reason.

    Raises:
        MachineError: Memory or files have run out, which is no fault of this file, and no reason
            to go on without it.
    """
    raise_exhausted(error, path)
    if isinstance(error, NoFileError):
        return what_it_is(error.mode)
    if isinstance(error, FileNotFoundError):
        return Problem("file.gone")
    if isinstance(error, IsADirectoryError):
        return Problem("file.is_folder")
    if isinstance(error, PermissionError):
        return Problem("file.denied")
    return Problem("file.failed", {"detail": error.strerror or str(error)})


def what_it_is(mode: int) -> Problem:
    """What stands in a regular file's place, by its `st_mode`."""
    if stat.S_ISDIR(mode):
        return Problem("file.is_folder")
    return Problem("file.is_pipe" if stat.S_ISFIFO(mode) else "file.is_device")
