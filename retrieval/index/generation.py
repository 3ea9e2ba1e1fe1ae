"""A generation opened: what searching, building upon it, verifying and looking for changes use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval.corpus.folder import CorpusFile, list_files
from retrieval.errors import (
    IndexDamagedError,
    IndexFolderError,
    IndexMissingError,
    Problem,
    WortlautError,
)
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
from retrieval.index.known_files import KnownFiles
from retrieval.index.made_with import made_with, texts_made_alike
from retrieval.index.manifest import (
    Manifest,
    disagreements,
    file_sha256,
    read_manifest,
    verified_manifest,
)
from retrieval.index.vector_files import VectorRows
from retrieval.machine import is_memory, raise_exhausted, raise_refusal, refused

if TYPE_CHECKING:
    from retrieval.index.keywords import Keywords
    from retrieval.index.nearest import PassageIndex


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
        # Imported here, as below: whoever builds or adds need not load FAISS and tantivy to search.
        from retrieval.index.nearest import PassageIndex

        vectors = VectorRows(self.folder / PASSAGE_VECTORS_NAME, self.dimension)
        return PassageIndex.open(self.folder / PASSAGE_INDEX_NAME, vectors)

    @cached_property
    def sentence_vectors(self) -> VectorRows:
        """Shape (n_sentences, dimension), float16, read row by row."""
        return VectorRows(self.folder / SENTENCE_VECTORS_NAME, self.dimension)

    @cached_property
    def keywords(self) -> Keywords:
        """Passages and sentences by their words."""
        from retrieval.index.keywords.bm25 import KeywordIndex

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
        self._sound: list[tuple[int, int, int, int] | None] | None = None

    @classmethod
    def head(cls, index_dir: Path) -> Self:
        """The generation in force with its head alone read, nothing verified.

        Args:
            index_dir: The index folder.

        Returns:
            The generation.

        Raises:
            IndexMissingError: If there is no index.
            IndexDamagedError: If its head cannot be read, or is of another schema.
        """
        folder = current_generation(index_dir)
        return cls(folder, read_manifest(folder))

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
            generation.open_all()
            # Of a large index only sizes have been compared; another generation's may be the same.
            if generation.catalog.contents_sha256() != generation.manifest.contents:
                raise IndexDamagedError("index.file_altered", path=folder / CATALOG_NAME)
            return generation

    @classmethod
    def to_build_upon(cls, index_dir: Path) -> Self | None:
        """The generation in force, to build upon or compare with.

        Args:
            index_dir: The index folder.

        Returns:
            The generation, if its head can be read and its files have the sizes they should have;
            they are not hashed, and may yet turn out to be damaged.

        Raises:
            IndexFolderError: If the index folder is none or may not be read.
            MachineError: If the machine refuses to read it: no reason to build anew.
        """
        try:
            generation = cls.head(index_dir)
            if disagreements(generation.folder, generation.manifest, hashes=False):
                return None
            _ = (generation.sources, generation.numbers)
        except IndexFolderError:
            raise
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

    def changed_files(self, corpus_dir: Path, known: KnownFiles | None = None) -> int:
        """Counts the files that differ between the corpus and this generation.

        Args:
            corpus_dir: The folder of articles.
            known: What its files held when they were last read. One that is untouched since, or of
                the size and time that it was indexed with, is taken as unchanged, any other is
                hashed; if None, all are.

        Returns:
            Number of files that are new, changed or gone; files skipped at the build and the same
            since do not count.

        Raises:
            CorpusError: If the corpus folder is missing.
            IndexDamagedError: If the catalog cannot be read.
        """
        skipped = {entry.path for entry in self.manifest.skipped}
        files = list_files(corpus_dir)
        gone = len(self.sources.keys() - {file.path for file in files})
        return gone + sum(
            file.path not in skipped
            and _differs(corpus_dir, file, self.sources.get(file.path), known)
            for file in files
        )

    def lags_behind(self, corpus_dir: Path, known: KnownFiles) -> bool:
        """Whether a build might find the corpus other than it is here; reads no article.

        Args:
            corpus_dir: The folder of articles.
            known: What its files held when they were last read.

        Returns:
            Whether a file is new, touched or gone, or one that was skipped may be none any more.

        Raises:
            CorpusError: If the corpus folder is missing.
            IndexDamagedError: If the catalog cannot be read.
        """
        skipped = {entry.path: entry.problem for entry in self.manifest.skipped}
        files = {file.path: file for file in list_files(corpus_dir)}
        if files.keys() != self.sources.keys() | skipped.keys():
            return True
        for path, file in files.items():
            if path in skipped:
                if (file.problem or known.held(file)) != skipped[path]:
                    return True
            elif not known.looks_as_indexed(file, self.sources[path]):
                return True
        return False

    @property
    def is_made_as_now(self) -> bool:
        """Whether its texts were split and analysed as they would be now."""
        return texts_made_alike(dict(self.manifest.made_with), made_with())

    @contextmanager
    def damage_named(self) -> Iterator[None]:
        """Says which file is damaged where reading one fails in a way that does not.

        A large index is hashed by `verify` alone, and any index may be damaged while it is open.
        Then SQLite, FAISS, tantivy and the offsets in their files fail each in their own way. An
        index that was found to be sound is not hashed again until one of its files is touched, so
        that a fault of the program, which fails at every question, costs one hashing at most.

        Raises:
            IndexDamagedError: If what is done inside fails, and a file is not what was written.
            MachineError: If the machine refuses what is done inside.
        """
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # tantivy's panics are no `Exception`
            # A damaged length asks for any amount of memory.
            if not is_memory(refused(error)):
                if isinstance(error, WortlautError):
                    raise
                raise_refusal(error, self.folder)
            wrong = self._damage()
            if wrong:
                raise IndexDamagedError("index.damaged", reason=wrong[0]) from error
            raise_refusal(error, self.folder)
            raise

    def _damage(self) -> list[Problem]:
        """What `disagreements` says of the files; hashed only since they were last found sound."""
        states = [_state(self.folder / name) for name in self.manifest.files]
        if states == self._sound:
            return []
        wrong = disagreements(self.folder, self.manifest, hashes=True)
        self._sound = None if wrong else states
        return wrong


def _state(path: Path) -> tuple[int, int, int, int] | None:
    """Tells whether a file has been touched; None where it cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _differs(
    corpus_dir: Path, file: CorpusFile, source: SourceFile | None, known: KnownFiles | None
) -> bool:
    if source is None or file.problem:
        return True
    if known is not None and known.looks_as_indexed(file, source):
        return False
    try:
        return file_sha256(corpus_dir / file.path) != source.sha256
    except OSError as error:
        raise_exhausted(error, corpus_dir / file.path)
        return True
