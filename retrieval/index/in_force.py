"""Generations on disk: where they lie, which one is in force, and how another takes its place.

    INDEX_DIR/
      current                 names the generation in force (replaced atomically)
      generations/000007/     manifest.json · catalog.sqlite · passages.faiss · passages.npy ·
                              sentences.npy · keywords/
      generations/tmp-…       one being built; never named by `current`
      embeddings.sqlite       the embedding cache
      files.json              what the files of the corpus folder held (`known_files`)
      lock                    one builder at a time

A generation is complete and synced to disk before `current` names it, and `current` is replaced by
one rename, so a kill at any moment leaves the earlier generation in force.
"""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from retrieval.errors import IndexFolderError, IndexMissingError
from retrieval.fsync import sync
from retrieval.machine import raise_refusal
from retrieval.regular_file import put_aside_what_is_no_file, read_regular

CATALOG_NAME = "catalog.sqlite"
PASSAGE_INDEX_NAME = "passages.faiss"
PASSAGE_VECTORS_NAME = "passages.npy"
SENTENCE_VECTORS_NAME = "sentences.npy"
KEYWORDS_NAME = "keywords"
CACHE_NAME = "embeddings.sqlite"
LOCK_NAME = "lock"
_CURRENT = "current"
_FOLDER = "generations"
_TMP = "tmp-"
# What `current` says where the last article was removed.
_WITHDRAWN = "none"
# The one in force and its predecessor, which a running bot may still be reading.
_KEPT = 2


def current_file(index_dir: Path) -> Path:
    """The file that names the generation in force."""
    return index_dir / _CURRENT


def check_index_folder(index_dir: Path) -> None:
    """Raises `IndexFolderError` if something stands there that is no folder."""
    try:
        found = index_dir.stat()
    except OSError:  # whoever needs the folder will say what is wrong with it
        return
    if not stat.S_ISDIR(found.st_mode):
        raise IndexFolderError("index.folder_is_file", folder=index_dir)


def current_generation(index_dir: Path) -> Path:
    """The folder of the generation in force.

    Args:
        index_dir: The index folder.

    Returns:
        The generation's folder, which may turn out to be damaged.

    Raises:
        IndexMissingError: If there is no index.
        IndexFolderError: If the index folder is none or may not be read.
        MachineError: If the machine refuses to read it.
    """
    check_index_folder(index_dir)
    try:
        name = _pointed_to(index_dir)
    except PermissionError:
        raise IndexFolderError("index.folder_denied", folder=index_dir) from None
    except (OSError, UnicodeDecodeError) as error:
        raise_refusal(error, current_file(index_dir))
        name = ""
    if not name.isdigit():
        raise IndexMissingError("index.missing", folder=index_dir)
    return index_dir / _FOLDER / name


def new_generation(index_dir: Path) -> tuple[str, Path]:
    """Names the next generation and makes an empty folder to build it in.

    Args:
        index_dir: The index folder.

    Returns:
        The next generation's name, and the temporary folder.
    """
    folder = index_dir / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{_TMP}*"):  # left by a killed build; the lock is ours
        shutil.rmtree(stale, ignore_errors=True)
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
    name = f"{max(numbers, default=0) + 1:06d}"
    temporary = folder / f"{_TMP}{name}"
    temporary.mkdir()
    return name, temporary


def put_in_force(index_dir: Path, name: str, temporary: Path) -> None:
    """Syncs the finished folder, gives it its name, and switches `current` to it."""
    for path in sorted(temporary.rglob("*"), reverse=True):
        _let_read(path, temporary)
        sync(path)
    sync(temporary)
    final = temporary.with_name(name)
    temporary.rename(final)
    sync(final.parent)
    _point(index_dir, name)


def _let_read(path: Path, folder: Path) -> None:
    """Lets those read a file who may read its folder; tantivy makes some for the owner alone."""
    mode = path.stat().st_mode
    wanted = mode | folder.stat().st_mode & (stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    if mode != wanted:
        path.chmod(stat.S_IMODE(wanted))


def take_out_of_force(index_dir: Path) -> None:
    """Leaves no generation in force; the next one that is built will be."""
    _point(index_dir, _WITHDRAWN)


def is_withdrawn(index_dir: Path) -> bool:
    """Whether `take_out_of_force` was the last word; false where `current` is merely not there."""
    try:
        return _pointed_to(index_dir) == _WITHDRAWN
    except (OSError, UnicodeDecodeError):
        return False


def _pointed_to(index_dir: Path) -> str:
    return read_regular(current_file(index_dir)).decode().strip()


def _point(index_dir: Path, name: str) -> None:
    aside = index_dir / f"{_CURRENT}.tmp"
    aside.write_text(f"{name}\n", encoding="utf-8")
    sync(aside)
    put_aside_what_is_no_file(index_dir / _CURRENT)
    aside.replace(index_dir / _CURRENT)
    sync(index_dir)


def remove_old(index_dir: Path) -> None:
    """Removes all but the newest generations; what cannot be removed is left for the next time."""
    folder = index_dir / _FOLDER
    in_force = current_generation(index_dir)
    older = sorted(path for path in folder.iterdir() if path.name.isdigit() and path != in_force)
    for path in older[: max(len(older) - (_KEPT - 1), 0)]:
        shutil.rmtree(path, ignore_errors=True)
