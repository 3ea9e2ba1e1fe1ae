"""What must hold after a kill, and after the operation has been done at last."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from retrieval.corpus.history.places import HIDDEN
from retrieval.index.manifest import MANIFEST_NAME, read_manifest
from tests.retrieval.press import substance
from tests.torture import children

_KNOWN = {"current", "embeddings.sqlite", "files.json", "lock", "generations"}
_LEFT_OVER_S = 2 * 3600


def committed(folder: Path) -> Iterator[set[str]]:
    """Keys of the texts whose vectors are kept; read from a copy, so that nothing is recovered."""
    copy = folder / "copy"
    copy.mkdir()
    for path in (folder / "index").glob("embeddings.sqlite*"):
        shutil.copy(path, copy)
    keys: set[str] = set()
    if (copy / "embeddings.sqlite").exists():
        with closing(sqlite3.connect(copy / "embeddings.sqlite")) as db:
            tables = db.execute("SELECT name FROM sqlite_master").fetchall()
            if ("embeddings",) in tables:
                rows = db.execute("SELECT text_sha256 FROM embeddings WHERE kind = 'passage'")
                keys = {key.hex() for (key,) in rows}
    shutil.rmtree(copy)
    yield keys


def compare(folder: Path) -> Iterator[list[str]]:
    """Builds an index of the corpus anew and names each part in which the one in force differs."""
    children.enter(folder)
    children.with_tiny_encoder(folder / "fresh.log")
    children.command("index", "--index", "fresh")
    ours, fresh = substance(folder / "index"), substance(folder / "fresh")
    (folder / "fresh.log").unlink()
    shutil.rmtree(folder / "fresh")
    yield [part for part in fresh if ours[part] != fresh[part]]


def leftovers(folder: Path) -> list[str]:
    """Files in index, corpus and temporary folder that nobody will ever ask for again."""
    index = folder / "index"
    found = [path for path in index.iterdir() if path.name not in _KNOWN]
    generations = sorted((index / "generations").iterdir())
    found += generations[:-2]
    for generation in generations[-2:]:
        if not generation.name.isdigit():
            found.append(generation)
            continue
        known = {MANIFEST_NAME, *read_manifest(generation).files}
        names = {p: p.relative_to(generation).as_posix() for p in generation.rglob("*")}
        found += [path for path, name in names.items() if path.is_file() and name not in known]
    # What is kept of articles is tidied once a day, not at once.
    hidden = (folder / "corpus").rglob(".*")
    found += (path for path in hidden if HIDDEN not in path.parts)
    found += (path for path in (folder / "tmp").iterdir() if not _is_pythons(path))
    return [str(path.relative_to(folder)) for path in found]


def _is_pythons(path: Path) -> bool:
    """Whether Python itself left it: `tempfile` writes four bytes to see whether it may."""
    return path.is_file() and path.read_bytes() in (b"", b"blat")


def age_leftovers(folder: Path) -> None:
    """Makes what was left in the corpus and beside it as old as it must be to be removed."""
    then = time.time() - _LEFT_OVER_S
    for path in (*(folder / "corpus").rglob(".*"), *(folder / "tmp").glob("*")):
        os.utime(path, (then, then))
