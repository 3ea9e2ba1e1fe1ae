"""The articles of the corpus folder as it is now, most of them without reading a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.cleaning.recurrence import Recurrence
from retrieval.corpus.folder import CorpusFile, LoadedFile, list_files, load_file
from retrieval.corpus.remembered import remembered
from retrieval.errors import IndexDamagedError
from retrieval.index.generation import Generation
from retrieval.index.known_files import KnownFiles
from retrieval.index.recurring import recurrences_of


class CorpusArticles:
    """Looks for articles of the folder, each time anew; safe to share between threads.

    A file that looks as it did when it was indexed is known from the catalog of the generation in
    force, any other is read, once for as long as it stays the same. Where there is no index, or a
    damaged one, that is all of them.
    """

    def __init__(self, corpus_dir: Path, index_dir: Path) -> None:
        """Names the folders; nothing is read yet."""
        self._corpus_dir = corpus_dir
        self._index_dir = index_dir
        self._read: dict[CorpusFile, Article | None] = {}

    def like(self, article: Article) -> Iterator[Article]:
        """Gives the articles that may say the same as another.

        Args:
            article: Which need not be one of the folder.

        Yields:
            Of those indexed the ones that the catalog finds like it, by id, then all others, by
            path.

        Raises:
            CorpusError: The corpus folder is missing or no folder.
        """
        files = {file.path: file for file in list_files(self._corpus_dir)}
        with suppress(IndexDamagedError):  # what is not known then is read
            unchanged, found = self._indexed(files, article)
            files = {path: file for path, file in files.items() if path not in unchanged}
            yield from found
        read = self._read
        self._read = {
            file: read[file] if file in read else self._loaded(file) for file in files.values()
        }
        yield from (article for article in self._read.values() if article is not None)

    def recurrences(self, article: Article) -> dict[str, Recurrence]:
        """Which lines of an article stand in others of its publisher that are indexed.

        Args:
            article: Which need not be one of the folder.

        Returns:
            As `recurrences_of`; empty where there is no index, or a damaged one.
        """
        with suppress(IndexDamagedError):
            generation = Generation.to_build_upon(self._index_dir)
            if generation is not None:
                with closing(generation), generation.damage_named():
                    left = remembered(self._corpus_dir)
                    return recurrences_of(generation.catalog, article, left)
        return {}

    def _indexed(
        self, files: dict[str, CorpusFile], article: Article
    ) -> tuple[set[str], list[Article]]:
        """The files that are as indexed, and which of their articles are like another."""
        generation = Generation.to_build_upon(self._index_dir)
        if generation is None:
            return set(), []
        known = KnownFiles.load(self._index_dir)
        with closing(generation), generation.damage_named():
            unchanged = {
                source.path
                for source in generation.sources.values()
                if (file := files.get(source.path)) and known.looks_as_indexed(file, source)
            }
            found = generation.catalog.articles_by_number(
                list(generation.catalog.numbers_like(article))
            )
        like = [found[number] for number in sorted(found)]
        return unchanged, [other for other in like if other.path in unchanged]

    def _loaded(self, file: CorpusFile) -> Article | None:
        found = load_file(self._corpus_dir, file)
        return found.article if isinstance(found, LoadedFile) else None
