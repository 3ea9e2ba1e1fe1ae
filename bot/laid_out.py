"""What was typed or sent, as a file for the while: the engine takes articles from files.

Nothing of it stays for ever: what a process that was killed has left is removed by the next one, an
hour later.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "wortlaut-given-"
# No file is looked at for so long.
_LEFT_OVER_S: Final = 3600


@contextmanager
def laid_out(name: str, content: bytes) -> Iterator[Path]:
    """Lays bytes out as a file.

    Args:
        name: What the file is called: one part, no path.
        content: The bytes.

    Yields:
        The file, which is removed afterwards.

    Raises:
        OSError: The temporary folder refuses.
    """
    _remove_leftovers(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def _remove_leftovers(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another process may be quicker
            found = left.lstat()
            is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
            if is_ours and time.time() - found.st_mtime > _LEFT_OVER_S:
                shutil.rmtree(left)
