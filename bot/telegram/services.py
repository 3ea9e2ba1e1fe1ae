"""Opening what the bot works with: state file, model, index."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from bot.engine import AsyncEngine, library_of
from bot.service.metrics import Metrics
from bot.service.ratelimit import RateLimits
from bot.service.rebuild import Rebuilder
from bot.settings import Settings
from bot.telegram.admission.access import Gate
from bot.telegram.context import Services
from bot.telegram.state import AccessStore, AnswerStore, Database, FeedbackStore, UploadStore
from bot.telegram.watch.logs import Pseudonyms, log_event
from retrieval.errors import IndexMissingError
from retrieval.library import Library
from retrieval.progress import Progress, Stage
from retrieval.reports import IndexInfo

if TYPE_CHECKING:
    from retrieval.library import Encoder

_LOGGER = logging.getLogger(__name__)


@contextmanager
def open_services(settings: Settings, encoder: Encoder | None = None) -> Iterator[Services]:
    """Opens everything; builds the index first where there is none.

    Args:
        settings: All settings.
        encoder: Embeds; the model the settings name if None.

    Yields:
        The services, closed at the end.

    Raises:
        StateError: The state file cannot be used.
        WortlautError: The corpus, the model or the index cannot be had.
    """
    with ExitStack() as stack:
        database = Database(settings.state_path)
        stack.callback(database.close)
        library = _open_library(library_of(settings, encoder))
        engine = AsyncEngine(library)
        stack.callback(engine.close)
        yield assemble(settings, database, engine, library.info)


def assemble(
    settings: Settings, database: Database, engine: AsyncEngine, info: IndexInfo
) -> Services:
    """Puts the services together.

    Args:
        settings: All settings.
        database: The state file, open.
        engine: The engine, open.
        info: The index in force.

    Returns:
        The services.
    """
    metrics, access = Metrics(), AccessStore(database)
    metrics.index(info.articles, info.built_at)
    answers = AnswerStore(database)
    answers.forget_old()
    return Services(
        settings=settings,
        engine=engine,
        rebuilder=Rebuilder(engine, metrics),
        database=database,
        answers=answers,
        feedback=FeedbackStore(database),
        access=access,
        uploads=UploadStore(database),
        gate=Gate(settings.access, settings.admin_ids, settings.allowed_ids, access),
        limits=RateLimits(
            settings.rate_limit_per_user_per_minute, settings.rate_limit_per_chat_per_minute
        ),
        metrics=metrics,
        pseudonyms=Pseudonyms(database.salt),
    )


def log_progress() -> Progress:
    """Progress that is logged whenever a stage begins."""
    begun: set[str] = set()

    def progress(stage: Stage, done: int, total: int) -> None:
        if stage not in begun and total:
            begun.add(stage)
            log_event(_LOGGER, "preparing", stage=stage, total=total)

    return progress


def _open_library(library: Library) -> Library:
    """Opens it, building its index first where there is none."""
    try:
        return library.open(log_progress())
    except IndexMissingError:
        library.check_corpus()
        log_event(_LOGGER, "index_missing")
    report = library.build(log_progress())
    log_event(_LOGGER, "index_built", articles=report.articles, skipped=len(report.skipped))
    return library.open()
