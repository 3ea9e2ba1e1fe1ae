"""A file's bytes to look through without holding them in memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.corpus.readers.raw import explain
from retrieval.errors import ArticleError
from retrieval.regular_file import open_regular


@contextmanager
def mapped(path: Path) -> Iterator[mmap.mmap]:
    """Maps a file into the address space, to be read alone.

    Args:
        path: The file.

    Yields:
        Its bytes.

    Raises:
        ArticleError: It is empty or cannot be read; the message is the reason.
        MachineError: Memory or files have run out.
    """
    try:
        with open_regular(path) as file:
            if not file.read(1):
                raise ArticleError("file.empty")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield data
    except OSError as error:
        raise ArticleError(explain(error, path)) from None
