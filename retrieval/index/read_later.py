"""Reads the files of a large index that opening did not read, while questions are answered."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from retrieval.errors import IndexDamagedError, MachineError, Problem
from retrieval.index.manifest import CHECKED_BY_ROWS, Manifest, altered, unread

# A command that asks one question is over by then, and no slower for it.
AFTER_S: Final = 5.0

_log = logging.getLogger(__name__)


class ReadLater:
    """A generation's unread files, read once in a thread of their own.

    Files that are gone by then are none of its business: what is open can be read to the end.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Names the files; `start` reads them.

        Args:
            folder: The generation's folder.
            manifest: Its manifest.
        """
        self._folder = folder
        self._manifest = manifest
        self._names = [name for name in unread(manifest) if name not in CHECKED_BY_ROWS]
        self._found: Problem | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Starts waiting, if there is anything to read."""
        if self._names:
            threading.Thread(target=self._read, name="read-index", daemon=True).start()

    def stop(self) -> None:
        """Reads no further file."""
        self._stopped.set()

    def check(self) -> None:
        """Raises what has been found so far.

        Raises:
            IndexDamagedError: A file is not what was written.
        """
        if self._found:
            raise IndexDamagedError("index.damaged", reason=self._found)

    def _read(self) -> None:
        self._stopped.wait(AFTER_S)
        for name in self._names:
            if self._stopped.is_set():
                return
            with suppress(MachineError):  # too many open files, say: that is no damage
                self._read_one(name)

    def _read_one(self, name: str) -> None:
        for problem in altered(self._folder, self._manifest, [name]):
            if problem.code == "index.altered":
                _log.error("%s", problem)
                self._found = problem
                self.stop()
