"""Articles that have been seen, to find those among them that may say the same as another.

Their sketches, addresses and headlines stay in memory, some 500 bytes an article; their texts lie
in a file without a name, which is gone when the process is.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import Self

from retrieval.article import Article
from retrieval.language.shingles import sketch_of, words_of
from retrieval.language.sketches import Sketches


class ArticlesSeen:
    """Remembers articles; `close` forgets them. Not safe under threads."""

    def __init__(self) -> None:
        """Remembers none yet."""
        self._file = tempfile.TemporaryFile(prefix="wortlaut-seen-")  # noqa: SIM115 (closed below)
        self._offsets: list[int] = []
        self._sketches = Sketches()
        self._named: dict[int, list[int]] = {}

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forgets all."""
        self.close()

    def close(self) -> None:
        """Forgets all; it must not be used after."""
        self._file.close()

    def add(self, article: Article) -> None:
        """Remembers an article.

        Args:
            article: The article.

        Raises:
            OSError: The temporary folder refuses.
        """
        number = len(self._offsets)
        self._offsets.append(self._file.seek(0, 2))
        pickle.dump(article, self._file)
        self._sketches.add(sketch_of(words_of(article.text)))
        for name in _names(article):
            self._named.setdefault(name, []).append(number)

    def like(self, article: Article) -> Iterator[Article]:
        """The articles that may say the same as another.

        Args:
            article: Which need not have been seen.

        Yields:
            Those whose sketch is like its own, or that have its address, or its day and headline,
            in the order in which they were added.
        """
        found = set(self._sketches.like(sketch_of(words_of(article.text))))
        for name in _names(article):
            found.update(self._named.get(name, ()))
        for number in sorted(found):
            self._file.seek(self._offsets[number])
            yield pickle.load(self._file)  # noqa: S301 (from our own file)


def _names(article: Article) -> Iterator[int]:
    """What an article shares with others of its address, and of its day and headline."""
    if article.url is not None:
        yield hash(article.url)
    if article.date is not None:
        yield hash((article.date, *words_of(article.title)))
