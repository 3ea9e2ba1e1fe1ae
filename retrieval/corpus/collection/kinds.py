"""Which files hold several articles, and what else lies in a folder beside articles."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path, PurePath, PurePosixPath
from typing import Final, Literal

from retrieval.corpus.readers.formats import Several, format_of
from retrieval.regular_file import open_regular

Kind = Literal["folder"] | Several

_MAILBOX = re.compile(rb"From [^\n]*\r?\n[A-Za-z-]+:")
_UNSEEN = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_BESIDE_PAGE = re.compile(r"(?P<page>.+)(?:[_-]files|[_-]Dateien|\.files)", re.IGNORECASE)
BEGINNING_BYTES: Final = 4_000
"""So much of a file tells."""


def kind_of(path: Path) -> Kind | None:
    """What kind of collection stands at a path; None if it is none, or is not there.

    A file without a suffix is a mailbox where it begins as one: mail programs keep theirs so.
    """
    if path.is_dir():
        return "folder"
    kind = kind_of_name(path)
    if kind is None and not path.suffix:
        try:
            with open_regular(path) as file:
                return kind_of_beginning(file.read(BEGINNING_BYTES))
        except OSError:
            return None
    return kind


def kind_of_name(path: PurePath) -> Kind | None:
    """What kind of collection a file is by its name; None if it is none."""
    format_ = format_of(path.suffix.lower())
    return format_.several if format_ else None


def kind_of_beginning(raw: bytes) -> Kind | None:
    """What kind of collection a file without a suffix is, by how it begins."""
    return "mbox" if _MAILBOX.match(raw) else None


def is_unseen(name: str) -> bool:
    """Whether a file or folder of that name is none that anybody put there: hidden, a lock."""
    return name.startswith((".", "~$")) or name in _UNSEEN


def is_beside_page(path: PurePosixPath, pages: Collection[str]) -> bool:
    """Whether a file lies in the folder that a browser saves beside a page.

    Args:
        path: Of the file.
        pages: The paths of all web pages, without their suffixes.

    Returns:
        Whether a folder that it lies in is named after one of the pages that stands beside it.
    """
    for folder in path.parents:
        found = _BESIDE_PAGE.fullmatch(folder.name)
        if found is not None and str(folder.with_name(found["page"])) in pages:
            return True
    return False


def page_stem(path: PurePosixPath) -> str | None:
    """The path of a web page without its suffix; None of any other file."""
    return str(path.with_suffix("")) if path.suffix.lower() in (".html", ".htm") else None
