"""The steps of a build, counted, so that it can be killed at any of them.

A step is what lies between two moments at which a file system may differ: a file opened to be
written, a rename, a link, a deletion, an fsync, a statement of SQLite's that reaches
its file. Being killed before the
next step is being killed after this one.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

_CHANGES = {
    "os.rename": "rename",
    "os.remove": "remove",
    "os.rmdir": "rmdir",
    "os.mkdir": "mkdir",
    "os.link": "link",
    "os.chmod": "chmod",
    "os.truncate": "truncate",
}
# What is read, and what reaches the file with the COMMIT only.
_INSIDE = ("SELECT", "INSERT", "UPDATE", "--")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts steps in this process from now on, and kills it at one of them."""

    def __init__(self, folder: Path, kill_at: int | None, told: Path | None = None) -> None:
        """Begins to count; an audit hook cannot be taken back, so only in a process of its own.

        Args:
            folder: Steps outside of it do not count.
            kill_at: Before which step to end, counted from 1; never if None.
            told: Where to write what that step was.
        """
        self._folder, self._kill_at, self._told = str(folder), kill_at, told
        self._counting = threading.Lock()
        self.count = 0
        fsync, connect = os.fsync, sqlite3.connect

        def synced(descriptor: int) -> None:
            self._step("fsync", Path(f"/proc/self/fd/{descriptor}"))
            fsync(descriptor)

        def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self._sqlite)
            return connection

        os.fsync = synced  # type: ignore[assignment]
        sqlite3.connect = connected  # type: ignore[assignment]
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITES and self._is_ours(path):
                self._step("open", path)
        elif (name := _CHANGES.get(event)) and self._is_ours(arguments[0]):
            self._step(name, arguments[0])

    def _sqlite(self, statement: str) -> None:
        if not statement.lstrip().startswith(_INSIDE):
            self._step("sqlite", statement)

    def _is_ours(self, path: object) -> bool:
        if isinstance(path, int):
            return True  # rmtree works on open folders
        return os.path.abspath(os.fsdecode(path)).startswith(self._folder)  # type: ignore[arg-type]  # noqa: PTH100

    def _step(self, name: str, at: object) -> None:
        with self._counting:
            self.count += 1
            if self.count != self._kill_at:
                return
            if self._told is not None:
                where = os.path.realpath(at) if isinstance(at, Path) else at
                line = f"step {self.count}, before {name} {where}".replace("\n", " ")[:200]
                self._told.write_text(line, encoding="utf-8", errors="replace")
            os.kill(os.getpid(), signal.SIGKILL)
