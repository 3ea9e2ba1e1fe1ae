"""While the bot runs, its index follows the folder of articles, where the settings say so."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from bot.service.logs import log_event
from bot.service.rebuild import Step
from bot.service.watching.news import News, NewsKind
from bot.service.watching.watcher import Watcher
from bot.telegram.services import Services
from retrieval.errors import IndexBusyError
from retrieval.reports import BuildReport

_LOGGER = logging.getLogger(__name__)
_WARNINGS: Final = frozenset(
    (NewsKind.GONE, NewsKind.PART_GONE, NewsKind.FAILED, NewsKind.FEEDS_FAILED)
)


async def watch_corpus(services: Services) -> None:
    """Watches until it is cancelled; what an editor's change has brought into the index is done.

    Args:
        services: What the bot works with.
    """
    settings, engine = services.settings, services.engine

    async def report(step: Step) -> None:
        log_event(_LOGGER, "rebuilding", stage=step.stage, done=step.done, total=step.total)

    async def build() -> BuildReport:
        if services.rebuilder.running:  # for an editor, with all that is there
            raise IndexBusyError("index.busy", folder=settings.index_dir)
        return await services.rebuilder.run(report, log_failure=False)

    watcher = Watcher(settings.corpus_dir, engine, build, _log, poll_s=settings.watch_poll_seconds)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watcher.run())
        if settings.feeds_every_minutes is not None:
            from bot.service.watching.feeding import read_feeds_every

            every_s = 60 * settings.feeds_every_minutes
            tasks.create_task(read_feeds_every(every_s, settings.corpus_dir, engine, watcher, _log))


def _log(news: News) -> None:
    if news.report is not None:
        return  # said by who built
    fields: dict[str, object] = {}
    if news.problem is not None:
        fields["reason"] = str(news.problem)
    if news.detail:
        fields["detail"] = news.detail
    if news.seconds:
        fields["seconds"] = news.seconds
    if news.added:
        fields["added"] = news.added
    level = logging.WARNING if news.kind in _WARNINGS else logging.INFO
    log_event(_LOGGER, f"corpus_{news.kind.value}", level, **fields)
