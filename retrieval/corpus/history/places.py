"""Where what is kept of an article lies, and one at a time changing it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

HIDDEN: Final = ".wortlaut"
HISTORY: Final = "history.json"
ORIGINAL: Final = "original-"
VERSION: Final = "version-"
_KEY_CHARS: Final = 32
_MAX_SUFFIX_CHARS: Final = 12


def folder_of(corpus_dir: Path, article_id: str) -> Path:
    """The folder of what is kept of an article; it need not be there."""
    id_ = unicodedata.normalize("NFC", article_id)
    key = hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]
    return corpus_dir / HIDDEN / key[:2] / key


def folders(corpus_dir: Path) -> Iterator[Path]:
    """The folders of all articles, in no order; none where nothing is kept."""
    with suppress(OSError):
        for group in os.scandir(corpus_dir / HIDDEN):
            if group.is_dir(follow_symlinks=False):
                for entry in os.scandir(group.path):
                    if entry.is_dir(follow_symlinks=False):
                        yield Path(entry.path)


def folders_of(corpus_dir: Path, digest: bytes) -> Iterator[Path]:
    """The folders of the articles whose ids have a SHA-256 that begins so; at least one byte."""
    begin = digest.hex()[:_KEY_CHARS]
    with suppress(OSError):
        for entry in os.scandir(corpus_dir / HIDDEN / begin[:2]):
            if entry.name.startswith(begin) and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def blob_name(kind: str, sha256: str, name: str) -> str:
    """What a kept file is called.

    Args:
        kind: `ORIGINAL` or `VERSION`.
        sha256: Of its bytes, in hexadecimal digits.
        name: Of the file it was; its suffix is kept, so that other programs open it.

    Returns:
        A file name.
    """
    suffix = Path(name).suffix.lower()
    plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= _MAX_SUFFIX_CHARS
    return f"{kind}{sha256}{suffix if plain else ''}"


@contextmanager
def changing(corpus_dir: Path) -> Iterator[None]:
    """Waits until no other process of this program changes the corpus folder.

    Where a file system knows no such lock, there is none.
    """
    descriptor = None
    with suppress(OSError):
        descriptor = os.open(corpus_dir, os.O_RDONLY)
    try:
        if descriptor is not None:
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
