"""Making what was written outlast a power cut.

On Windows a folder cannot be opened to wait for its list of names, nor a file that may not be
written; there the system is trusted to keep a rename, as it does on NTFS.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def sync(path: Path) -> None:
    """Waits until a file's content, or the list of names in a folder, has reached the disk."""
    if sys.platform == "win32":
        if path.is_dir():
            return
        flags = os.O_RDWR | os.O_BINARY  # only what may be written can be flushed there
    else:
        flags = os.O_RDONLY
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
