"""`wortlaut watch`: keeps the index in step with the corpus folder."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options
from bot.cli.index import build_summary, name_skipped
from bot.cli.options import Session
from bot.cli.progress import Reporter, progress_on_stderr
from bot.cli.streams import is_styled, notice, write_line
from bot.engine import AsyncEngine, library_of
from bot.texts.problems import in_words

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.service.watching.news import News
    from retrieval.progress import Progress, Stage
    from retrieval.reports import BuildReport


def watch(
    poll: Annotated[
        float | None,
        typer.Option(
            "--poll",
            metavar="SECONDS",
            min=0.1,
            help="Look so often, where the system tells of no changes.",
        ),
    ] = None,
    feeds_every: Annotated[
        float | None,
        typer.Option("--feeds-every", metavar="MINUTES", min=0.1, help="Read the feeds so often."),
    ] = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
    device: options.Device = None,
) -> int:
    """Keeps the index in step with the corpus folder.

    Until it is stopped, files that are added, changed, moved or deleted are indexed as soon as
    nothing changes for two seconds; of a thousand at once the index is built once. While the folder
    is not there, as where a disk is not mounted, the index stays as it is. A build that fails is
    tried again. On network drives the folder is looked at every 30 seconds. Ctrl-C ends it.
    """
    session = options.start(
        corpus_dir=corpus,
        index_dir=index,
        embedding_model=model,
        reader_model=reader,
        device=device,
        watch_poll_seconds=poll,
        feeds_every_minutes=feeds_every,
    )
    asyncio.run(_watch(session))
    notice(session.texts.watch["stopped"])
    return 0


async def _watch(session: Session) -> None:
    from bot.service.watching.watcher import Watcher

    settings, engine = session.settings, AsyncEngine(library_of(session.settings))
    builds, teller = _Builds(session, engine), _Teller(session)
    try:
        watcher = Watcher(
            settings.corpus_dir,
            engine,
            builds.build,
            teller.tell,
            poll_s=settings.watch_poll_seconds,
        )
        work: list[Coroutine[object, object, object]] = [watcher.run(build_first=True)]
        if settings.feeds_every_minutes is not None:
            from bot.service.watching.feeding import read_feeds_every

            seconds = 60 * settings.feeds_every_minutes
            work.append(
                read_feeds_every(seconds, settings.corpus_dir, engine, watcher, teller.tell)
            )
        await _until_signal(work)
    finally:
        builds.stop()
        engine.close()


async def _until_signal(work: list[Coroutine[object, object, object]]) -> None:
    """Does what never ends until Ctrl-C or SIGTERM; raises what it raises."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal() -> None:
        stop.set()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)  # a second one ends the process at once

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    tasks = [asyncio.create_task(each) for each in (*work, stop.wait())]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


class _Builds:
    """Builds, and ends a build where that is wanted.

    How far one is, is shown in a terminal, and of the first one, which may take long, anywhere.
    """

    def __init__(self, session: Session, engine: AsyncEngine) -> None:
        self._session, self._engine = session, engine
        self._stop = threading.Event()
        self._is_first = True

    async def build(self) -> BuildReport:
        shown = self._is_first or is_styled(sys.stderr)
        self._is_first = False
        with progress_on_stderr(self._session.texts) if shown else nullcontext() as reporter:
            return await self._engine.build(self._stoppable(reporter))

    def stop(self) -> None:
        self._stop.set()

    def _stoppable(self, reporter: Reporter | None) -> Progress:
        from bot.service.rebuild import BuildStoppedError

        def progress(stage: Stage, done: int, total: int) -> None:
            if self._stop.is_set():
                raise BuildStoppedError("bot.stopping")
            if reporter is not None:
                reporter(stage, done, total)

        return progress


class _Teller:
    """Puts news into words."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._named: set[tuple[str, str]] = set()

    def tell(self, news: News) -> None:
        texts = self._session.texts
        if news.report is not None:
            self._built(news.report)
            return
        reason = news.detail
        if news.problem is not None:
            reason = in_words(news.problem, texts.language)
        notice(
            texts.watch[news.kind.value].format(
                folder=self._session.settings.corpus_dir,
                reason=reason,
                seconds=f"{news.seconds:g}",
                added=news.added,
            )
        )

    def _built(self, report: BuildReport) -> None:
        skipped = {(file.path, str(file.problem)): file for file in report.skipped}
        unnamed = tuple(file for key, file in skipped.items() if key not in self._named)
        name_skipped(self._session, replace(report, skipped=unnamed))
        self._named = set(skipped)
        write_line(f"{datetime.now():%H:%M:%S} {build_summary(self._session, report)}")
        sys.stdout.flush()
