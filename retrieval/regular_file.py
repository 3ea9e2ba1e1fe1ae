"""Files that a program wrote, and what may stand in their place: a pipe, a device, a folder."""

from __future__ import annotations

import errno
import os
import stat
from itertools import count
from pathlib import Path


def read_regular(path: Path) -> bytes:
    """Reads a file without ever waiting for what is none.

    Args:
        path: The file.

    Returns:
        All of its bytes.

    Raises:
        OSError: It cannot be read, or is a pipe, a device or a folder.
    """
    # Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        return file.read()


def put_aside_what_is_no_file(path: Path) -> None:
    """Renames what stands in a file's place and is none; nothing in it is lost.

    Args:
        path: The file; may be missing.

    Raises:
        OSError: It cannot be renamed.
    """
    if not os.path.lexists(path) or path.is_file():
        return
    for number in count(1):
        aside = path.with_name(f"{path.name}.aside-{number}")
        if not os.path.lexists(aside):
            path.rename(aside)
            return
