"""The corpus folder: which files in it are articles, and what is wrong with the others.

In: a folder. Out: its files in one order (by path, code point by code point), each of which loads
as an article or as a `SkippedFile` with the reason: a bad file never stops the rest.

Every file with an article's suffix is listed, at any depth. Passed over in silence are only hidden
files and folders (a dot in front, or the `~$` of a word processor), files of other kinds (images,
data), and a `README` at the top, which speaks about the folder. Skipped by name are documents in a
format not read here, files that hold several articles (`collection`), which are to be added, links
that lead out of the corpus or to a folder (links to folders are never followed), folders that may
not be opened, names that no citation could carry, and the second of two files with one id.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.readers import article_id, parse_article
from retrieval.corpus.readers.formats import (
    COLLECTION_SUFFIXES,
    SUFFIXES,
    UNREAD_SUFFIXES,
    format_of_content,
)
from retrieval.corpus.readers.raw import explain, read_raw, what_it_is
from retrieval.errors import ArticleError, CorpusError, Problem
from retrieval.limited import LimitedProcess
from retrieval.reports import SkippedFile

# Bidirectional controls: `fdp.exe` may look like `exe.pdf`.
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus folder, as far as its directory entry tells.

    Attributes:
        path: Inside the corpus folder, `/`-separated.
        size: In bytes.
        mtime_ns: Time of the last change, in nanoseconds since 1970.
        problem: Why it cannot be an article, if that is plain before reading it.
        ctime_ns: When its content, name or owner was last changed, as far as the system tells.
        inode: Its number on its disk.
    """

    path: str
    size: int
    mtime_ns: int
    problem: Problem | None = None
    ctime_ns: int = 0
    inode: int = 0


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file and the article in it; `sha256` is the hex digest of the file's raw bytes."""

    file: CorpusFile
    sha256: str
    article: Article


def list_files(corpus_dir: Path) -> list[CorpusFile]:
    """Lists the corpus; reads directory entries only.

    Args:
        corpus_dir: The corpus folder.

    Returns:
        Its files, sorted by path.

    Raises:
        CorpusError: The folder is missing, is none, or may not be opened.
    """
    check_folder(corpus_dir)
    files = sorted(_walk(corpus_dir), key=lambda file: file.path)
    return _mark_same_ids(files)


def check_folder(corpus_dir: Path) -> None:
    """Raises `CorpusError` if the corpus folder is missing, is none, or may not be opened."""
    try:
        _entries(corpus_dir)
    except FileNotFoundError:
        raise CorpusError("corpus.missing", folder=corpus_dir) from None
    except NotADirectoryError:
        raise CorpusError("corpus.is_file", folder=corpus_dir) from None
    except OSError as error:
        raise CorpusError(
            "corpus.unreadable", folder=corpus_dir, reason=explain(error, corpus_dir)
        ) from None


def ids_at_top(corpus_dir: Path) -> frozenset[str]:
    """The ids of the articles whose files lie right in the folder; looks at names alone."""
    check_folder(corpus_dir)
    names = (entry.name for entry in _entries(corpus_dir) if not _is_hidden(entry.name))
    known = (*SUFFIXES, *UNREAD_SUFFIXES)
    return frozenset(article_id(name) for name in names if name.lower().endswith(known))


def has_files(corpus_dir: Path) -> bool:
    """Whether there is anything to list; looks no further than the first file."""
    check_folder(corpus_dir)
    return next(_walk(corpus_dir), None) is not None


def load_file(corpus_dir: Path, file: CorpusFile) -> LoadedFile | SkippedFile:
    """Reads one listed file; a file that is no article comes back as skipped, never as an error."""
    raw = read_file(corpus_dir, file)
    return raw if isinstance(raw, SkippedFile) else parse_file(file, raw)


def read_file(corpus_dir: Path, file: CorpusFile) -> bytes | SkippedFile:
    """Reads the bytes of one listed file, or says why they cannot be an article or be read."""
    if file.problem is not None:
        return SkippedFile(file.path, file.problem)
    try:
        return read_raw(corpus_dir / file.path)
    except ArticleError as error:
        return SkippedFile(file.path, error.problem)


def parse_file(file: CorpusFile, raw: bytes) -> LoadedFile | SkippedFile:
    """The article in the bytes of a file, or why there is none."""
    try:
        article = _parse(raw, file.path)
    except ArticleError as error:
        return SkippedFile(file.path, error.problem)
    return LoadedFile(file, hashlib.sha256(raw).hexdigest(), article)


_apart = LimitedProcess()


def _parse(raw: bytes, path: str) -> Article:
    """The article; where a library has to take it out of the file, in a process with limits."""
    format_ = format_of_content(raw, posixpath.splitext(path)[1])
    if format_ is not None and format_.extract is not None:
        return _apart.call(parse_article, raw, path)
    return parse_article(raw, path)


def scan_corpus(corpus_dir: Path) -> tuple[list[LoadedFile], list[SkippedFile]]:
    """Loads the whole corpus.

    Args:
        corpus_dir: The corpus folder.

    Returns:
        The articles and the skipped files, each in the order of `list_files`.

    Raises:
        CorpusError: The folder is missing, is none, or may not be opened.
    """
    results = [load_file(corpus_dir, file) for file in list_files(corpus_dir)]
    loaded = [result for result in results if isinstance(result, LoadedFile)]
    return loaded, [result for result in results if isinstance(result, SkippedFile)]


def _walk(corpus_dir: Path) -> Iterator[CorpusFile]:
    root = Path(os.path.realpath(corpus_dir))
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = _entries(folder)
        except OSError as error:
            yield CorpusFile(
                _inside(root, str(folder)),
                0,
                0,
                Problem("file.folder_that", {"reason": explain(error, folder)}),
            )
            continue
        at_top, inside = folder == root, _inside(root, str(folder))
        for entry in entries:
            if _is_hidden(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not (at_top and entry.name.split(".")[0] == "README"):
                path = entry.name if at_top else f"{inside}/{entry.name}"
                yield from _file(root, entry, path)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _file(root: Path, entry: os.DirEntry[str], path: str) -> Iterator[CorpusFile]:
    suffix = posixpath.splitext(path)[1].lower()
    problem = None
    if entry.is_symlink():
        target = Path(os.path.realpath(entry.path))
        if target.is_dir():
            yield CorpusFile(path, 0, 0, Problem("file.link_to_folder"))
            return
        if not target.is_relative_to(root):
            problem = Problem("file.link_out")
    if suffix not in SUFFIXES:
        unread = _unread(suffix)
        if unread is None:
            return
        problem = unread
    if not path.isprintable() and any(map(_is_dangerous, path)):
        problem = Problem("file.unprintable_name")
        path = path.encode("unicode_escape").decode()
    try:
        found = entry.stat()
    except OSError as error:
        yield CorpusFile(path, 0, 0, problem or explain(error, Path(entry.path)))
    else:
        if problem is None and not stat.S_ISREG(found.st_mode):
            problem = what_it_is(found.st_mode)
        yield CorpusFile(
            path, found.st_size, found.st_mtime_ns, problem, found.st_ctime_ns, found.st_ino
        )


def _unread(suffix: str) -> Problem | None:
    """Why a document of this suffix, put here to be read, is not; None if it is none."""
    if suffix in COLLECTION_SUFFIXES:
        return Problem("file.several")
    if suffix in UNREAD_SUFFIXES:
        return Problem("file.unread_format", {"suffix": suffix, "suffixes": ", ".join(SUFFIXES)})
    return None


def _is_dangerous(char: str) -> bool:
    """Whether a character of a name can mislead a terminal or break a line."""
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _TURNS_TEXT


def _inside(root: Path, path: str) -> str:
    """A path below the root as `/`-separated text."""
    return path[len(os.path.join(root, "")) :].replace(os.sep, "/")  # noqa: PTH118


def _mark_same_ids(files: list[CorpusFile]) -> list[CorpusFile]:
    ids = [article_id(file.path) for file in files]
    if len(set(ids)) == len(ids):
        return files
    owners: dict[str, CorpusFile] = {}
    for file, id_ in zip(files, ids, strict=True):
        if file.problem is None:
            owners[id_] = min(owners.get(id_, file), file, key=_rank)
    return [
        file
        if file.problem is not None or (owner := owners[id_]) is file
        else replace(file, problem=Problem("file.same_id", {"path": owner.path}))
        for file, id_ in zip(files, ids, strict=True)
    ]


def _rank(file: CorpusFile) -> tuple[int, str]:
    suffix = posixpath.splitext(file.path)[1].lower()
    return (SUFFIXES.index(suffix) if suffix in SUFFIXES else len(SUFFIXES), file.path)
