"""The articles of the corpus folder as it is now, most of them without reading a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.folder import CorpusFile, LoadedFile, list_files, load_file
from retrieval.errors import IndexDamagedError
from retrieval.index.generation import Generation


class CorpusArticles:
    """Iterable any number of times, each time anew; safe to share between threads.

    A file of the size and time it was indexed with is taken from the catalog of the generation in
    force, any other is read, once for as long as it stays the same. Where there is no index, or a
    damaged one, that is all of them.
    """

    def __init__(self, corpus_dir: Path, index_dir: Path) -> None:
        """Names the folders; nothing is read yet."""
        self._corpus_dir = corpus_dir
        self._index_dir = index_dir
        self._read: dict[CorpusFile, Article | None] = {}

    def __iter__(self) -> Iterator[Article]:
        """Gives every article, each time anew.

        Yields:
            Those indexed by id, then the others by path.

        Raises:
            CorpusError: The corpus folder is missing or no folder.
        """
        files = {file.path: file for file in list_files(self._corpus_dir)}
        with suppress(IndexDamagedError):  # what it has not given is read
            for article in self._indexed(files):
                del files[article.path]
                yield article
        read = self._read
        self._read = {
            file: read[file] if file in read else self._loaded(file) for file in files.values()
        }
        yield from (article for article in self._read.values() if article is not None)

    def _indexed(self, files: dict[str, CorpusFile]) -> Iterator[Article]:
        generation = Generation.to_build_upon(self._index_dir)
        if generation is None:
            return
        with closing(generation), generation.damage_named():
            states = {
                source.path: (source.size, source.mtime_ns)
                for source in generation.sources.values()
            }
            unchanged = [
                number
                for path, number in generation.numbers.items()
                if path in files and states[path] == (files[path].size, files[path].mtime_ns)
            ]
            for _, article in generation.catalog.iterate(unchanged):
                yield article

    def _loaded(self, file: CorpusFile) -> Article | None:
        found = load_file(self._corpus_dir, file)
        return found.article if isinstance(found, LoadedFile) else None
