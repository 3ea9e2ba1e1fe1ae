"""Questions to begin with: headlines that the corpus answers.

Nothing is written for them: each is an article's own headline, and was asked to see that it is
answered, and from that article.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bot.engine import AsyncEngine
from retrieval.answer import Certainty
from retrieval.article import ArticleSummary
from retrieval.errors import WortlautError

COUNT: Final = 3
_TRIED: Final = 12


class Examples:
    """The examples of the index in force; found once an index."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Asks that engine."""
        self._engine = engine
        self._generation = ""
        self._found: tuple[ArticleSummary, ...] = ()
        self._finding = asyncio.Lock()

    async def articles(self) -> tuple[ArticleSummary, ...]:
        """Articles whose headlines are answered, the newest first; at most three."""
        async with self._finding:
            try:
                generation = (await self._engine.current()).generation
                if generation != self._generation:
                    self._found = await self._find()
                    self._generation = generation
            except WortlautError:
                return ()  # whoever asks then is told, and so are the admins
            return self._found

    async def _find(self) -> tuple[ArticleSummary, ...]:
        found: list[ArticleSummary] = []
        for article in (await self._engine.articles())[:_TRIED]:
            answer = await self._engine.ask(article.title, 1)
            quoted = [quote.citation.article for quote in answer.quotes]
            if answer.certainty is Certainty.ANSWERED and quoted == [article.id]:
                found.append(article)
            if len(found) == COUNT:
                break
        return tuple(found)
