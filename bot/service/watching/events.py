"""Hearing of changes in a folder: from the system where it tells, else by looking now and then.

What is heard is only that something may have changed; what has, the listing of the folder says.
On network drives the system tells of this machine's own changes at most, so they are looked at.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from watchfiles import Change

_SEEN_EVERY_S: Final = 5.0
_STEP_MS: Final = 50
_DEBOUNCE_MS: Final = 400
_MOUNTS: Final = Path("/proc/self/mountinfo")
_ESCAPED: Final = re.compile(r"\\(\d{3})")
_ELSEWHERE: Final = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|9p|virtiofs|afs|ceph|glusterfs|lustre|davfs2?|fuse\..*|fuse"
)


class FolderEvents:
    """What is heard of one folder, at any depth; of one event loop."""

    def __init__(self, folder: Path) -> None:
        """Listens to nothing yet."""
        self._folder = folder
        self._wake = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._identity: tuple[int, int] | None = None

    async def listen(self) -> str | None:
        """Listens to the folder that is there now, unless that is being done.

        Returns:
            Why nothing can be heard; None if it can.
        """
        identity = _identity(self._folder)
        if self._listening is not None and identity != self._identity:
            await self.close()  # another disk is mounted here, or the folder was made anew
        if self._listening is None and identity is not None:
            self._identity = identity
            self._listening = asyncio.create_task(self._hear())
            for _ in range(3):  # until it has asked the system
                await asyncio.sleep(0)
        if self._listening is not None and self._listening.done():
            error = self._listening.exception()
            return str(error) if error else "no events"
        return None

    async def wait(self, longest_s: float) -> None:
        """Waits until something may have changed, or for so many seconds.

        A disk that is mounted over the folder, or taken from it, tells nobody: that is seen.
        """
        until = time.monotonic() + longest_s
        while (left := until - time.monotonic()) > 0 and not self._wake.is_set():
            if self._listening is not None and _identity(self._folder) != self._identity:
                break
            with suppress(TimeoutError):
                # Not `wait_for`, which until Python 3.12 may lose a cancellation.
                async with asyncio.timeout(min(left, _SEEN_EVERY_S)):
                    await self._wake.wait()
        self._wake.clear()

    async def close(self) -> None:
        """Listens no more."""
        task, self._listening = self._listening, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _hear(self) -> None:
        from watchfiles import awatch

        heard = awatch(
            self._folder.absolute(),
            watch_filter=_unless_hidden(str(self._folder.absolute())),
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            ignore_permission_denied=True,
        )
        async for _ in heard:
            self._wake.set()


def _unless_hidden(folder: str) -> Callable[[Change, str], bool]:
    """Lets through what is neither a hidden file below a folder nor in a hidden one."""

    def lets(change: Change, path: str) -> bool:
        return "/." not in path[len(folder) :].replace(os.sep, "/")

    return lets


def lies_elsewhere(folder: Path) -> bool:
    """Whether a folder lies on a network drive, as far as the system says where it lies."""
    try:
        lines = _MOUNTS.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return False
    path, best, kind = os.path.realpath(folder), "", ""
    for line in lines:
        where, _, what = line.partition(" - ")
        if where.count(" ") < 4:
            continue
        mounted = _ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), where.split(" ")[4])
        if len(mounted) >= len(best) and f"{path}/".startswith(mounted.rstrip("/") + "/"):
            best, kind = mounted, what.split(" ")[0]
    return _ELSEWHERE.fullmatch(kind) is not None


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
