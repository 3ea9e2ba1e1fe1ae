"""What the machine refuses: memory, files, threads, permission, a disk that fails.

None of it says anything of what is stored. Whoever takes a failure to read for damage asks here
first; else an index would be built and a model compiled anew because too many files were open.

Python's own errors carry a number. C++ and Rust libraries (FAISS, ONNX Runtime, tantivy) hand on
the system's words for it at most, which are looked for. Where an error says nothing of the kind
(SQLite: "unable to open database file"), the file is opened once more, as often
as SQLite would, to hear why.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from retrieval.errors import MachineError, Problem

_MEMORY: Final = Problem("machine.memory")
_FILES: Final = Problem("machine.files")
_THREADS: Final = Problem("machine.threads")
_DENIED: Final = Problem("machine.denied")
_FAILING: Final = Problem("machine.failing")
_EXHAUSTED: Final = (_MEMORY, _FILES, _THREADS)

_BY_NUMBER: Final = {
    errno.ENOMEM: _MEMORY,
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.EAGAIN: _THREADS,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EIO: _FAILING,
}
_BY_WORDS: Final = {
    **{os.strerror(number): reason for number, reason in _BY_NUMBER.items()},
    "bad_alloc": _MEMORY,
    "failed to map segment": _MEMORY,  # the dynamic linker, of a library
    "can't start new thread": _THREADS,
    "Failed to spawn": _THREADS,  # tantivy
}
# Open at once for one database: itself, its log, the log's index, a temporary file.
_FILES_OF_SQLITE: Final = 4
_SQLITE_MEMORY: Final = (sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR_NOMEM)


def exhausted(error: BaseException, path: Path | None = None) -> Problem | None:
    """Says whether an error comes of memory, files or threads that have run out.

    Args:
        error: As for `refused`.
        path: As for `refused`.

    Returns:
        What has run out, and what to do; None if nothing has.
    """
    reason = refused(error, path)
    return reason if reason in _EXHAUSTED else None


def refused(error: BaseException, path: Path | None = None) -> Problem | None:
    """Says whether an error is a refusal of the machine.

    Args:
        error: Whatever was raised; what it was raised from counts too.
        path: What was to be read, opened anew where the error does not say why.

    Returns:
        What was refused, and what to do; None if the error is about something else.
    """
    for one in _chain(error):
        if reason := _said(one):
            return reason
    return _said_when_opening(path) if path else None


def is_memory(reason: Problem | None) -> bool:
    """Whether it is memory that was refused."""
    return reason == _MEMORY


def raise_refusal(error: BaseException, path: Path) -> None:
    """Raises `MachineError` if an error, met at `path`, is a refusal of the machine."""
    reason = refused(error, path)
    if reason:
        raise MachineError("machine.refused", path=path, reason=reason) from error


def raise_exhausted(error: BaseException, path: Path) -> None:
    """Raises `MachineError` if an error, met at `path`, comes of what has run out."""
    reason = exhausted(error, path)
    if reason:
        raise MachineError("machine.refused", path=path, reason=reason) from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _said(error: BaseException) -> Problem | None:
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return _MEMORY if code in _SQLITE_MEMORY else None
    if isinstance(error, OSError) and error.errno:
        return _BY_NUMBER.get(error.errno)
    said = str(error)
    return next((reason for words, reason in _BY_WORDS.items() if words in said), None)


def _said_when_opening(path: Path) -> Problem | None:
    with ExitStack() as opened:
        try:
            for _ in range(_FILES_OF_SQLITE):
                # Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
                descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
                opened.callback(os.close, descriptor)
        except OSError as error:
            return _BY_NUMBER.get(error.errno or 0)
    return None
