"""A folder: every file in it, at any depth, in the order of their paths.

Passed over are hidden files and folders, those of the system, and what a browser saved beside a
page. Links are named, never followed.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from retrieval.corpus.collection.entry import CollectionEntry, Entries, Reading
from retrieval.corpus.collection.kinds import is_beside_page, is_unseen, kind_of, page_stem
from retrieval.corpus.readers.formats import ADDABLE_SUFFIXES, not_addable
from retrieval.corpus.readers.raw import explain, read_raw
from retrieval.errors import ArticleError, Problem
from retrieval.reports import SkippedEntry


def folder_entries(path: Path, name: str, reading: Reading) -> Entries:
    """The entries of a folder's files; as `entries.entries_of`, which also says what is raised."""
    found = sorted(_walk(path, reading.leave))
    pages = {stem for inside, _ in found if (stem := page_stem(PurePosixPath(inside)))}
    quiet = replace(reading, watch=lambda share: None)
    for done, (inside, problem) in enumerate(found):
        reading.watch(done / len(found))
        entry = f"{name}/{inside}"
        if problem is not None:
            yield SkippedEntry(entry, problem)
        elif not is_beside_page(PurePosixPath(inside), pages):
            yield from _file(path / inside, entry, quiet)


def _file(path: Path, name: str, reading: Reading) -> Entries:
    try:
        kind = kind_of(path)
        if kind is not None:
            yield from reading.open(kind, path, name, reading)
        elif path.suffix.lower() not in ADDABLE_SUFFIXES:
            raise not_addable(path.suffix)
        else:
            yield CollectionEntry(name, read_raw(path), path.stem, path.suffix)
    except ArticleError as error:
        yield SkippedEntry(name, error.problem)


def _walk(root: Path, leave: frozenset[str]) -> Iterator[tuple[str, Problem | None]]:
    """The paths of files inside a folder, and of what cannot be read, with the reason."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    if is_unseen(entry.name):
                        continue
                    inside = posixpath.join(folder, entry.name)
                    if entry.is_symlink():
                        yield inside, Problem("file.link")
                    elif not entry.is_dir(follow_symlinks=False):
                        yield inside, None
                    elif os.path.realpath(entry.path) in leave:
                        yield inside, Problem("file.corpus_folder")
                    else:
                        folders.append(inside)
        except OSError as error:
            reason = explain(error, root / folder)
            yield folder or ".", Problem("file.folder_that", {"reason": reason})
