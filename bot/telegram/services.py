"""What the bot works with, and opening it: state file, model, index."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.engine import AsyncEngine, library_of
from bot.service.logs import Pseudonyms, log_event
from bot.service.metrics import Metrics
from bot.service.ratelimit import RateLimits
from bot.service.rebuild import Rebuilder
from bot.service.web.fetch import Fetch, fetch_document
from bot.settings import Settings
from bot.telegram.admission import Gate
from bot.telegram.conversations import Conversations
from bot.telegram.examples import Examples
from bot.telegram.rendering.inline import InlineDesk
from bot.telegram.state import (
    AccessStore,
    AnswerStore,
    ChatStore,
    Database,
    FeedbackStore,
    Journal,
    UndoStore,
    UploadStore,
)
from bot.telegram.watch.doorbell import Doorbell
from bot.telegram.watch.notices import Notices
from bot.telegram.wire.downloads import Downloads
from retrieval.errors import IndexMissingError
from retrieval.library import Library
from retrieval.progress import Progress, Stage
from retrieval.reports import IndexInfo

if TYPE_CHECKING:
    from retrieval.library import Encoder

_LOGGER = logging.getLogger(__name__)
_MAX_RECENT: Final = 1_000


class Recent(OrderedDict[Any, str]):
    """A mapping that forgets its oldest entry when it grows past a thousand."""

    def __setitem__(self, key: object, value: str) -> None:
        """Adds an entry as the newest."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > _MAX_RECENT:
            self.popitem(last=False)


@dataclass
class Services:
    """Everything handlers work with; one of each a bot.

    Attributes:
        settings: As read at the start.
        engine: Searches and builds.
        rebuilder: Builds in the background.
        database: The state file.
        answers: The answers the buttons need.
        feedback: The ratings.
        access: Who has been let in at run time.
        uploads: Documents waiting for a yes.
        chats: What has been chosen for a chat.
        undos: What editors can take back.
        journal: What has come in and is not handled yet.
        gate: Decides who may ask.
        limits: How often.
        metrics: Counts.
        pseudonyms: How people appear in the log.
        examples: Questions to begin with.
        fetch: Fetches what an editor's link leads to.
        downloads: What editors have sent and is being fetched.
        inline: What keeps inline mode cheap.
        conversations: What was asked last, in memory only.
        told: Strangers and chats that have had their one note.
        languages: The language code of each admin who has written since the start.
        doorbell: How often admins are told of those who ask to be let in.
        notices: Tells the admins what has failed.
    """

    settings: Settings
    engine: AsyncEngine
    rebuilder: Rebuilder
    database: Database
    answers: AnswerStore
    feedback: FeedbackStore
    access: AccessStore
    uploads: UploadStore
    chats: ChatStore
    undos: UndoStore
    journal: Journal
    gate: Gate
    limits: RateLimits
    metrics: Metrics
    pseudonyms: Pseudonyms
    examples: Examples
    fetch: Fetch = fetch_document
    downloads: Downloads = field(default_factory=Downloads)
    inline: InlineDesk = field(default_factory=InlineDesk)
    conversations: Conversations = field(default_factory=Conversations)
    told: Recent = field(default_factory=Recent)
    languages: dict[int, str] = field(default_factory=dict)
    doorbell: Doorbell = field(default_factory=Doorbell)
    notices: Notices = field(default_factory=Notices)


@contextmanager
def open_services(
    settings: Settings,
    encoder: Encoder | None = None,
    metrics: Metrics | None = None,
    progress: Progress | None = None,
) -> Iterator[Services]:
    """Opens everything; builds the index first where there is none.

    Args:
        settings: All settings.
        encoder: Embeds instead of the model's own.
        metrics: Those that are shown already, if any are.
        progress: Told how far the model and the index are.

    Yields:
        The services, closed at the end.

    Raises:
        StateError: The state file cannot be used.
        WortlautError: The corpus, the model or the index cannot be had.
    """
    with ExitStack() as stack:
        database = Database(settings.state_path)
        stack.callback(database.close)
        library = _open_library(library_of(settings, encoder), progress or log_progress())
        engine = AsyncEngine(library, public_url=settings.public_url)
        stack.callback(engine.close)
        yield assemble(settings, database, engine, library.info, metrics or Metrics())


def assemble(
    settings: Settings,
    database: Database,
    engine: AsyncEngine,
    info: IndexInfo,
    metrics: Metrics,
) -> Services:
    """Puts the services together; state file and engine are open."""
    access = AccessStore(database)
    metrics.index(info.articles, info.built_at)
    return Services(
        settings=settings,
        engine=engine,
        rebuilder=Rebuilder(engine, metrics),
        database=database,
        answers=AnswerStore(database),
        feedback=FeedbackStore(database),
        access=access,
        uploads=UploadStore(database),
        chats=ChatStore(database),
        undos=UndoStore(database),
        journal=Journal(database),
        gate=Gate(settings.access, settings.admin_ids, settings.allowed_ids, access),
        limits=RateLimits(
            settings.rate_limit_per_user_per_minute, settings.rate_limit_per_chat_per_minute
        ),
        metrics=metrics,
        examples=Examples(engine),
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


def _open_library(library: Library, progress: Progress) -> Library:
    """Opens it, building its index first where there is none."""
    try:
        return library.open(progress)
    except IndexMissingError:
        library.check_corpus()
        log_event(_LOGGER, "index_missing")
    report = library.build(progress)
    log_event(_LOGGER, "index_built", articles=report.articles, skipped=len(report.skipped))
    return library.open()
