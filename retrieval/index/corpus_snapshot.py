"""The articles of the corpus folder at one moment, to hold many others against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from retrieval.article import Article
from retrieval.corpus.cleaning.recurrence import Recurrence
from retrieval.corpus.folder import CorpusFile, LoadedFile, list_files, load_file
from retrieval.corpus.readers import article_id
from retrieval.corpus.seen import ArticlesSeen
from retrieval.errors import IndexDamagedError
from retrieval.index.generation import Generation
from retrieval.index.known_files import KnownFiles
from retrieval.index.recurring import recurrences_of
from retrieval.language.shingles import sketch_of, words_of
from retrieval.language.sketches import Sketches


class CorpusSnapshot:
    """The folder as it was when this was opened, and what is added to it here.

    It is listed once, and of it only those files are read that are not as they were indexed. What
    `CorpusArticles` does for one article, this does for thousands.

    Attributes:
        ids: Of the articles of the folder, and of those that were added here.
    """

    ids: set[str]

    def __init__(self, corpus_dir: Path, index_dir: Path) -> None:
        """Reads what the index does not know.

        Args:
            corpus_dir: The corpus folder.
            index_dir: The folder of its index.

        Raises:
            CorpusError: The corpus folder is missing or no folder.
        """
        files = {file.path: file for file in list_files(corpus_dir)}
        self.ids = {article_id(path) for path in files}
        self._corpus_dir = corpus_dir
        self._unchanged: dict[str, CorpusFile] = {}
        self._sketches = Sketches()
        self._generation: Generation | None = None
        with ExitStack() as opened:
            self._seen = opened.enter_context(ArticlesSeen())
            with suppress(IndexDamagedError):  # what is not known then is read
                self._generation = Generation.to_build_upon(index_dir)
                if self._generation is not None:
                    opened.callback(self._generation.close)
                    known = KnownFiles.load(index_dir)
                    with self._generation.damage_named():
                        self._sketches = Sketches(self._generation.catalog.sketches())
                        self._unchanged = {
                            source.path: file
                            for source in self._generation.sources.values()
                            if (file := files.get(source.path))
                            and known.looks_as_indexed(file, source)
                        }
            self._read(file for path, file in files.items() if path not in self._unchanged)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes what it has opened."""
        self.close()

    def close(self) -> None:
        """Closes what it has opened; it must not be used after."""
        self._opened.close()

    def add(self, article: Article) -> None:
        """Takes an article for one of the folder from now on."""
        self.ids.add(article.id)
        self._unchanged.pop(article.path, None)  # it may be a new version
        self._seen.add(article)

    def like(self, article: Article) -> Iterator[Article]:
        """The articles that may say the same as another.

        Args:
            article: Which need not be one of the folder.

        Yields:
            First those of the index, by their number in it.
        """
        try:
            yield from self._indexed(article)
        except IndexDamagedError:  # from now on, all is read
            self._read(self._unchanged.values())
            self._unchanged = {}
        yield from self._seen.like(article)

    def recurrences(self, article: Article) -> dict[str, Recurrence]:
        """Which lines of an article stand in others of its publisher that are indexed.

        Args:
            article: Which need not be one of the folder.

        Returns:
            As `recurrences_of`; empty where there is no index, or a damaged one.
        """
        if self._generation is not None:
            with suppress(IndexDamagedError), self._generation.damage_named():
                return recurrences_of(self._generation.catalog, article)
        return {}

    def _indexed(self, article: Article) -> list[Article]:
        if not self._unchanged or self._generation is None:
            return []
        with self._generation.damage_named():
            catalog = self._generation.catalog
            like = self._sketches.like(sketch_of(words_of(article.text)))
            numbers = sorted(catalog.numbers_named_like(article).union(like))
            found = catalog.articles_by_number(numbers)
            indexed = (found[number] for number in numbers)
            return [other for other in indexed if other.path in self._unchanged]

    def _read(self, files: Iterable[CorpusFile]) -> None:
        for file in files:
            found = load_file(self._corpus_dir, file)
            if isinstance(found, LoadedFile):
                self._seen.add(found.article)
