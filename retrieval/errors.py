"""One exception root. A message is one line: what went wrong, the value seen, what to do."""

from __future__ import annotations


class WortlautError(Exception):
    """Anything Wortlaut refuses to do; `str(error)` is one line fit for a user's eyes."""


class ArticleError(WortlautError):
    """A file that is no readable article; it is skipped by name and the rest goes on."""


class CorpusError(WortlautError):
    """The corpus folder is missing, empty, or holds no readable article."""


class ModelError(WortlautError):
    """An embedding model that cannot be had, loaded or compiled."""


class IndexMissingError(WortlautError):
    """There is no index yet at the given folder."""


class IndexDamagedError(WortlautError):
    """An index whose files are missing, truncated or altered, or of another schema or model."""


class IndexFolderError(IndexDamagedError):
    """An index folder that is none, or that may not be read; building anew would not help."""


class IndexBusyError(WortlautError):
    """Another process is building this index right now."""


class StorageError(WortlautError):
    """The disk is full, read-only or otherwise refuses."""


class QuestionError(WortlautError):
    """A question that cannot be asked: empty, or too long."""


class QuestionSetError(WortlautError):
    """An evaluation file that cannot be read; the message names the line."""
