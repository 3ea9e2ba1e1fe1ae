"""The engine as the bot sees it: the same questions, asked without blocking the event loop.

Searching runs in a few threads of its own. A build runs in another, so that it never takes a thread
from a question; only one runs at a time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from retrieval.answer import Answer, Quote
from retrieval.article import Article
from retrieval.errors import ArticleError
from retrieval.index import BuildReport
from retrieval.progress import Progress
from retrieval.search import IndexInfo
from retrieval.store.rows import ArticleSummary

_MAX_SEARCH_THREADS: Final = 4
_Result = TypeVar("_Result")


class Searching(Protocol):
    """What the bot needs of a `Searcher`."""

    @property
    def info(self) -> IndexInfo:
        """What is open."""
        ...

    def ask(self, question: str, *, k: int = 3) -> Answer:
        """Answers a question."""
        ...

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""
        ...

    def article(self, article_id: str) -> Article:
        """One article."""
        ...

    def paragraph(self, article_id: str, paragraph: int) -> str:
        """One paragraph, verbatim."""
        ...

    def close(self) -> None:
        """Closes what is open."""
        ...


Build = Callable[[Progress, bool], BuildReport]
"""Given what is told of progress, and whether no article may be left."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer and the generation it was found in."""

    answer: Answer
    generation: str


@dataclass(frozen=True, slots=True)
class Context:
    """A quote in the text around it.

    Attributes:
        text: Verbatim slice of the article: the quote's paragraphs and one before and after.
        start: Where the quote starts in `text`, in code points.
        end: Where it ends.
    """

    text: str
    start: int
    end: int


class Library:
    """A searcher and a builder, awaited."""

    def __init__(self, searcher: Searching, build: Build, threads: int | None = None) -> None:
        """Takes over the searcher; `close` closes it.

        Args:
            searcher: Answers; used by several threads.
            build: Brings the index up to date; the searcher finds the new one by itself.
            threads: For searching; as many as there are cores, at most four, if None.
        """
        self._searcher = searcher
        self._build = build
        threads = threads or min(_MAX_SEARCH_THREADS, os.cpu_count() or 1)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._builder = ThreadPoolExecutor(1, thread_name_prefix="build")

    async def current(self) -> IndexInfo:
        """The index in force."""
        return await self._run(lambda: self._searcher.info)

    async def ask(self, question: str, quotes: int) -> Found:
        """Asks, for at most so many quotes; raises what `Searcher.ask` raises."""

        def ask() -> Found:
            # Read before asking: should the index change in between, the answer counts as one of
            # the older index, and its buttons offer to ask again, which errs on the safe side.
            generation = self._searcher.info.generation
            return Found(self._searcher.ask(question, k=quotes), generation)

        return await self._run(ask)

    async def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""
        return await self._run(self._searcher.articles)

    async def article(self, article_id: str) -> Article:
        """One article; raises `ArticleError` if there is none of that id."""
        return await self._run(self._searcher.article, article_id)

    async def context(self, quote: Quote) -> Context:
        """The text around a quote; raises `ArticleError` if its article is gone."""
        return await self._run(_context, self._searcher, quote)

    async def build(self, progress: Progress, *, allow_empty: bool = False) -> BuildReport:
        """Brings the index up to date; raises what `build_index` raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._builder, self._build, progress, allow_empty)

    def close(self) -> None:
        """Waits for what is being searched and closes the index."""
        self._builder.shutdown(wait=True, cancel_futures=True)
        self._threads.shutdown(wait=True)
        self._searcher.close()

    async def _run(self, function: Callable[..., _Result], *arguments: object) -> _Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, function, *arguments)


def _context(searcher: Searching, quote: Quote) -> Context:
    article, number = quote.citation.article, quote.citation.paragraph
    text = searcher.article(article).text
    if text[quote.start : quote.end] != quote.text:
        raise ArticleError(f"article {article!r} has changed since it was quoted; ask again")
    paragraph = searcher.paragraph(article, number)
    # The paragraph holds the quote's start, so it is its last occurrence that begins no later.
    start = text.rindex(paragraph, 0, quote.start + len(paragraph))
    end = start + len(paragraph)
    if (before := _paragraph(searcher, article, number - 1)) is not None:
        start = text.rindex(before, 0, start)
    while (after := _paragraph(searcher, article, number + 1)) is not None:
        covered = end >= quote.end
        number, end = number + 1, text.index(after, end) + len(after)
        if covered:
            break
    return Context(text[start:end], quote.start - start, quote.end - start)


def _paragraph(searcher: Searching, article: str, number: int) -> str | None:
    if number < 1:
        return None
    try:
        return searcher.paragraph(article, number)
    except ArticleError:
        return None
