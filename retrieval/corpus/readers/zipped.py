"""Archives that hold one document: read in memory, file by file, never unpacked to a disk."""

from __future__ import annotations

from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from retrieval.errors import ArticleError

MAX_UNPACKED_BYTES: Final = 200_000_000
"""More than so much, unpacked, is no document of an article, but made to fill a memory."""


class Zipped:
    """The files of an archive, by their names; none is larger than the archive says."""

    def __init__(self, raw: bytes) -> None:
        """Opens an archive.

        Args:
            raw: The whole file.

        Raises:
            ArticleError: It is damaged, or too large unpacked.
        """
        try:
            self._zip = ZipFile(BytesIO(raw))
        except (BadZipFile, ValueError, NotImplementedError):
            raise ArticleError("zip.damaged") from None
        size = sum(entry.file_size for entry in self._zip.infolist())
        if size > MAX_UNPACKED_BYTES:
            raise ArticleError(
                "zip.too_large", megabytes=size / 1e6, max_megabytes=MAX_UNPACKED_BYTES / 1e6
            )

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None if there is none of that name.

        Raises `ArticleError` if it is damaged or encrypted.
        """
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except RuntimeError:  # it wants a password
            raise ArticleError("zip.encrypted") from None
        except MemoryError:
            raise
        except Exception:  # whatever a decompressor says of what is no compressed data
            raise ArticleError("zip.damaged") from None
