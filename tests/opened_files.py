"""Which files this process opens, through Python's audit hook: however they are opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_watching: list[list[str]] = []
_hooked: list[bool] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _watching and isinstance(arguments[0], str | bytes | os.PathLike):
        path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - no file is opened for it
        for opened in _watching:
            opened.append(path)


@contextmanager
def opened_in(folder: Path) -> Iterator[list[str]]:
    """Yields a list that holds, afterwards, the files of a folder that were opened, by path."""
    if not _hooked:  # a hook stays for the life of the process
        sys.addaudithook(_hook)
        _hooked.append(True)
    opened: list[str] = []
    _watching.append(opened)
    try:
        yield opened
    finally:
        _watching.remove(opened)
        root = os.path.realpath(folder)
        real = (os.path.realpath(path) for path in opened)
        opened[:] = [
            os.path.relpath(path, root)
            for path in real
            if path.startswith(root + os.sep) and not Path(path).is_dir()
        ]
