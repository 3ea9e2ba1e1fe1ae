"""Opening what the bot works with: state file, model, index."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bot.settings import Settings
from bot.telegram.access import Gate
from bot.telegram.context import Services
from bot.telegram.library import Build, Library, Searching
from bot.telegram.logs import Pseudonyms, log_event
from bot.telegram.metrics import Metrics
from bot.telegram.ratelimit import RateLimits
from bot.telegram.rebuild import Rebuilder
from bot.telegram.state import AccessStore, AnswerStore, Database, FeedbackStore, UploadStore
from retrieval.encoder import Encoder
from retrieval.errors import IndexMissingError
from retrieval.index import BuildReport, build_index, check_corpus
from retrieval.models import open_encoder
from retrieval.progress import Progress, Stage
from retrieval.search import IndexInfo, Searcher
from retrieval.store.generation import current_generation

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
        _check_corpus(settings)
        model = encoder or open_encoder(
            settings.embedding_model,
            cache_dir=settings.cache_dir,
            device=settings.device,
            progress=log_progress(),
        )
        build = _builder(settings, model)
        searcher = _open_searcher(settings, model, build)
        library = Library(searcher, build)
        stack.callback(library.close)
        yield assemble(settings, database, library, searcher.info)


def assemble(settings: Settings, database: Database, library: Library, info: IndexInfo) -> Services:
    """Puts the services together.

    Args:
        settings: All settings.
        database: The state file, open.
        library: The engine, open.
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
        library=library,
        rebuilder=Rebuilder(library, metrics),
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


def _check_corpus(settings: Settings) -> None:
    """Refuses a first start without articles before a model is compiled for it."""
    try:
        current_generation(settings.index_dir)
    except IndexMissingError:
        check_corpus(settings.corpus_dir, settings.index_dir)


def _builder(settings: Settings, encoder: Encoder) -> Build:
    def build(progress: Progress, allow_empty: bool) -> BuildReport:
        return build_index(
            settings.corpus_dir,
            settings.index_dir,
            encoder,
            model=settings.embedding_model,
            progress=progress,
            allow_empty=allow_empty,
        )

    return build


def _open_searcher(settings: Settings, encoder: Encoder, build: Build) -> Searching:
    def open_() -> Searcher:
        return Searcher.open(
            settings.index_dir,
            encoder=encoder,
            model=settings.embedding_model,
            cache_dir=settings.cache_dir,
        )

    try:
        return open_()
    except IndexMissingError:
        log_event(_LOGGER, "index_missing", folder=settings.index_dir)
        report = build(log_progress(), False)
        log_event(_LOGGER, "index_built", articles=report.articles, skipped=len(report.skipped))
        return open_()
