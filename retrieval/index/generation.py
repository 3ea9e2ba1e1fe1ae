"""A generation opened: what searching, building upon it, verifying and looking for changes use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Self

from retrieval.errors import IndexDamagedError, IndexMissingError
from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import SourceFile
from retrieval.index.in_force import (
    CATALOG_NAME,
    KEYWORDS_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
    current_generation,
)
from retrieval.index.keywords import Keywords
from retrieval.index.keywords.bm25 import KeywordIndex
from retrieval.index.manifest import (
    Manifest,
    damage_named,
    disagreements,
    read_manifest,
    verified_manifest,
)
from retrieval.index.nearest import PassageIndex
from retrieval.index.vector_files import VectorRows


class OpenIndex:
    """The parts of an index, each opened when it is first read; safe to share between threads."""

    def __init__(self, folder: Path, dimension: int) -> None:
        """Names the files; `open_all` opens them.

        Args:
            folder: The generation's folder.
            dimension: Length of its vectors.
        """
        self.folder = folder
        self.dimension = dimension

    @cached_property
    def catalog(self) -> Catalog:
        """Articles, paragraphs, sentences, passages."""
        return Catalog(self.folder / CATALOG_NAME)

    @cached_property
    def passages(self) -> PassageIndex:
        """The nearest passages."""
        vectors = VectorRows(self.folder / PASSAGE_VECTORS_NAME, self.dimension)
        return PassageIndex.open(self.folder / PASSAGE_INDEX_NAME, vectors)

    @cached_property
    def sentence_vectors(self) -> VectorRows:
        """Shape (n_sentences, dimension), float16, read row by row."""
        return VectorRows(self.folder / SENTENCE_VECTORS_NAME, self.dimension)

    @cached_property
    def keywords(self) -> Keywords:
        """Passages and sentences by their words."""
        return KeywordIndex.open(self.folder / KEYWORDS_NAME)

    def open_all(self) -> Self:
        """Opens every part.

        Returns:
            The index itself.

        Raises:
            IndexDamagedError: If a file is missing, truncated, or belongs to other files.
        """
        _ = (self.catalog, self.passages, self.sentence_vectors, self.keywords)
        return self

    def close(self) -> None:
        """Closes the catalog; the index must not be used after."""
        self.catalog.close()


class Generation(OpenIndex):
    """One built index, with its head."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Takes the head; nothing else is read yet.

        Args:
            folder: The generation's folder.
            manifest: Its manifest.
        """
        super().__init__(folder, manifest.dimension)
        self.manifest = manifest

    @classmethod
    def in_force(cls, index_dir: Path) -> Self:
        """The generation in force, to ask: all parts opened, a small index hashed.

        Args:
            index_dir: The index folder.

        Returns:
            The generation.

        Raises:
            IndexMissingError: If there is no index.
            IndexDamagedError: If it is damaged or of another schema.
        """
        folder = current_generation(index_dir)
        generation = cls(folder, verified_manifest(folder))
        with generation.damage_named():
            return generation.open_all()

    @classmethod
    def to_build_upon(cls, index_dir: Path) -> Self | None:
        """The generation in force, to build upon or compare with.

        Args:
            index_dir: The index folder.

        Returns:
            The generation, if its head can be read and its files have the sizes they should have;
            they are not hashed, and may yet turn out to be damaged.
        """
        try:
            folder = current_generation(index_dir)
            generation = cls(folder, read_manifest(folder))
            if disagreements(folder, generation.manifest, hashes=False):
                return None
            _ = (generation.sources, generation.numbers)
        except (IndexMissingError, IndexDamagedError):
            return None
        return generation

    @cached_property
    def sources(self) -> dict[str, SourceFile]:
        """The files behind its articles, by path."""
        return self.catalog.sources()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Its articles' numbers, by path."""
        return self.catalog.numbers_by_path()

    @contextmanager
    def damage_named(self) -> Iterator[None]:
        """Says which file is damaged where reading one fails; see `manifest.damage_named`."""
        with damage_named(self.folder, self.manifest):
            yield
