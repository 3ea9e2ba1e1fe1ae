"""Files that a program wrote, and what may stand in their place: a pipe, a device, a folder."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import count
from pathlib import Path


class NoFileError(OSError):
    """What stands in a file's place is none; `mode` says what it is, as `st_mode` does."""

    def __init__(self, path: Path, mode: int) -> None:
        """Takes what was found."""
        super().__init__(errno.EINVAL, "it is no file", str(path))
        self.mode = mode


@contextmanager
def open_regular(path: Path) -> Iterator[BufferedReader]:
    """Opens a file to read it, without ever waiting for what is none.

    Args:
        path: The file.

    Yields:
        The file, closed afterwards.

    Raises:
        NoFileError: It is a pipe, a device or a folder.
        OSError: It cannot be read.
    """
    # Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NoFileError(path, mode)
        yield file


def read_regular(path: Path) -> bytes:
    """Reads all of a file; raises as `open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def put_aside_what_is_no_file(path: Path) -> Path | None:
    """Renames what stands in a file's place and is none; nothing in it is lost.

    Args:
        path: The file; may be missing.

    Returns:
        Its new name; None if nothing had to be renamed.

    Raises:
        OSError: It cannot be renamed.
    """
    return put_aside(path) if os.path.lexists(path) and not path.is_file() else None


def put_aside(path: Path) -> Path:
    """Renames what stands at a path to a name that is free, and returns that."""
    names = (path.with_name(f"{path.name}.aside-{number}") for number in count(1))
    aside = next(name for name in names if not os.path.lexists(name))
    return path.rename(aside)


def share_file(source: Path, target: Path) -> None:
    """Gives a file that is never written to again a second name; copies it where that cannot be.

    Args:
        source: The file.
        target: The other name; what has it so far loses it.

    Raises:
        OSError: It can neither be linked nor copied.
    """
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
