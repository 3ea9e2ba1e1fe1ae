"""Reading the feeds every so many minutes, beside a watcher that indexes what they bring."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NoReturn

from bot.engine import AsyncEngine
from bot.errors import BotError
from bot.service.feeds.reading import FeedsBusyError, read_feeds
from bot.service.watching.news import News, NewsKind, Tell
from bot.service.watching.watcher import Watcher
from retrieval.errors import Problem, WortlautError


async def read_feeds_every(
    seconds: float, corpus_dir: Path, engine: AsyncEngine, watcher: Watcher, tell: Tell
) -> NoReturn:
    """Reads what is new in the feeds of the list, again and again, until it is cancelled.

    Args:
        seconds: Between two readings.
        corpus_dir: The folder of articles.
        engine: Takes the pages.
        watcher: Waits with the index until all of them are there.
        tell: Told what came of it: each trouble once, until it is another or over.
    """
    told: list[Problem] = []
    while True:
        problems: list[Problem] = []
        try:
            with watcher.expecting():
                report = await read_feeds(corpus_dir, engine.call)
        except FeedsBusyError:
            pass  # whoever reads them reads the same
        except (BotError, WortlautError) as error:
            problems = [error.problem]
        else:
            problems = [
                Problem("file", {"path": feed, "reason": reason}) for feed, reason in report.failed
            ]
            if report.has_changed:
                added = report.count("added") + report.count("version")
                tell(News(NewsKind.FEEDS_READ, added=added))
        for problem in problems:
            if problem not in told:
                tell(News(NewsKind.FEEDS_FAILED, problem=problem, seconds=seconds))
        told = problems
        await asyncio.sleep(seconds)
