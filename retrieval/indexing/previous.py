"""The generation that a new one is built upon."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import IndexDamagedError, IndexMissingError
from retrieval.store.catalog import Catalog
from retrieval.store.generation import CATALOG_NAME, current_generation
from retrieval.store.manifest import Manifest, disagreements, read_manifest
from retrieval.store.rows import SourceFile


@dataclass(frozen=True, slots=True)
class Previous:
    """The generation in force.

    Attributes:
        folder: Its folder.
        manifest: Its manifest.
        sources: The files behind its articles, by path.
        numbers: Its articles' numbers, by path.
    """

    folder: Path
    manifest: Manifest
    sources: dict[str, SourceFile]
    numbers: dict[str, int]


def find_previous(index_dir: Path) -> Previous | None:
    """The generation in force, if it can be read and its files have the sizes they should have.

    Args:
        index_dir: The index folder.

    Returns:
        The generation; its files are not hashed, and may yet turn out to be damaged.
    """
    try:
        folder = current_generation(index_dir)
        manifest = read_manifest(folder)
        if disagreements(folder, manifest, hashes=False):
            return None
        with closing(Catalog(folder / CATALOG_NAME)) as catalog:
            return Previous(folder, manifest, catalog.sources(), catalog.numbers_by_path())
    except (IndexMissingError, IndexDamagedError):
        return None
