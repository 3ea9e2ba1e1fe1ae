"""The engine as every face opens it, for those that may block and for those that may not.

`library_of` says which library the settings mean. `AsyncEngine` asks one without blocking an event
loop: searching runs in a few threads of its own; a build runs in another, and what reads or changes
the corpus in a third, so that neither a build nor a monstrous file takes a thread from a question,
and only one of each runs at a time.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from bot.reading_page import with_reading_pages
from retrieval.errors import ArticleError
from retrieval.library import Library

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.answer import Answer, Quote
    from retrieval.article import Article, ArticleSummary, Paragraph
    from retrieval.library import Encoder
    from retrieval.progress import Progress
    from retrieval.quotations import CheckReport
    from retrieval.reports import BuildReport, IndexInfo

_MAX_SEARCH_THREADS: Final = 4
_Result = TypeVar("_Result")
Reading: TypeAlias = "tuple[Article, tuple[Paragraph, ...]]"


def library_of(settings: Settings, encoder: Encoder | None = None) -> Library:
    """The library that the settings name; nothing of it is opened yet.

    `encoder` embeds instead of the model's own.
    """
    # A default is no wish: it gives way to the model of the index.
    named = "embedding_model" in settings.model_fields_set
    return Library(
        settings.index_dir,
        corpus_dir=settings.corpus_dir,
        model=settings.embedding_model if named else None,
        cache_dir=settings.cache_dir,
        device=settings.device,
        encoder=encoder,
        reader=settings.reader_model,
        keep_originals=settings.keep_originals,
    )


class AsyncEngine:
    """A library, awaited."""

    def __init__(
        self, library: Library, threads: int | None = None, public_url: str | None = None
    ) -> None:
        """Takes over the library; `close` closes it.

        Args:
            library: Open; used by several threads.
            threads: For searching; as many as there are cores, at most four, if None.
            public_url: Where quotes without an address of their own can be read.
        """
        self._library = library
        self._public_url = public_url
        threads = threads or min(_MAX_SEARCH_THREADS, os.cpu_count() or 1)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._builder = ThreadPoolExecutor(1, thread_name_prefix="build")
        self._editor = ThreadPoolExecutor(1, thread_name_prefix="corpus")

    async def current(self) -> IndexInfo:
        """The index in force."""
        return await self._run(lambda: self._library.info)

    async def ask(
        self,
        question: str,
        quotes: int,
        *,
        previous: str = "",
        dates: bool = True,
        publisher: str | None = None,
    ) -> Answer:
        """Asks, for at most so many quotes; takes and raises what `Library.ask` does."""
        answer = await self._run(
            lambda: self._library.ask(
                question, k=quotes, previous=previous, dates=dates, publisher=publisher
            )
        )
        return with_reading_pages(answer, self._public_url)

    async def check(self, text: str, *, draft: bool = False) -> CheckReport:
        """Checks quotations; takes and raises what `Library.check` does."""
        return await self._run(lambda: self._library.check(text, draft=draft))

    async def search(self, function: Callable[[Library], _Result]) -> _Result:
        """What a function makes of the library, among the questions; raises what it raises."""
        return await self._run(function, self._library)

    async def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""
        return await self._run(self._library.articles)

    async def article(self, article_id: str) -> Reading:
        """An article and its paragraphs; raises `ArticleError` if there is none of that id."""
        return await self._run(
            lambda: (self._library.article(article_id), self._library.paragraphs(article_id))
        )

    async def around(self, quote: Quote) -> Reading:
        """A quote's article and its paragraphs.

        Raises `ArticleError` if the article is gone or does not hold the quote in that place.
        """
        return await self._run(_around, self._library, quote)

    async def call(self, function: Callable[[Library], _Result]) -> _Result:
        """What a function makes of the library's corpus; raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._editor, function, self._library)

    async def build(self, progress: Progress, *, allow_empty: bool = False) -> BuildReport:
        """Brings the index up to date; raises what `Library.build` raises."""

        def build() -> BuildReport:
            try:
                return self._library.build(progress, allow_empty=allow_empty)
            finally:
                # Python does so seldom here that memory would grow by megabytes with every build.
                gc.collect()

        return await asyncio.get_running_loop().run_in_executor(self._builder, build)

    def close(self) -> None:
        """Waits for what is being searched and closes the index."""
        self._builder.shutdown(wait=True, cancel_futures=True)
        self._editor.shutdown(wait=True)
        self._threads.shutdown(wait=True)
        self._library.close()

    async def _run(self, function: Callable[..., _Result], *arguments: object) -> _Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, function, *arguments)


def _around(library: Library, quote: Quote) -> Reading:
    article = library.article(quote.citation.article)
    paragraphs = library.paragraphs(article.id)
    # The index may have changed since the answer, and even between text and paragraphs.
    slices: tuple[Quote | Paragraph, ...] = (quote, *paragraphs)
    if any(article.text[piece.start : piece.end] != piece.text for piece in slices):
        raise ArticleError("article.changed", article=article.id)
    return article, paragraphs
