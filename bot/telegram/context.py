"""What handlers get: the services, the language, and who is asking where."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from telegram import Update
from telegram.ext import Application, CallbackContext

from bot.engine import AsyncEngine
from bot.service.metrics import Metrics
from bot.service.ratelimit import RateLimits
from bot.service.rebuild import Rebuilder
from bot.settings import Settings
from bot.telegram.admission.access import Gate
from bot.telegram.rendering.answer import Style
from bot.telegram.rendering.inline import InlineDesk
from bot.telegram.state import AccessStore, AnswerStore, Database, FeedbackStore, UploadStore
from bot.telegram.watch.logs import Pseudonyms
from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.fetch import Fetch, fetch_document
from bot.texts.telegram import Texts
from bot.texts.telegram_languages import texts_for

_MAX_RECENT: Final = 1_000


@dataclass
class Services:
    """Everything handlers work with; one of each a bot.

    Attributes:
        settings: As read at the start.
        library: Searches and builds.
        rebuilder: Builds in the background.
        database: The state file.
        answers: The answers the buttons need.
        feedback: The ratings.
        access: Who has been let in at run time.
        uploads: Documents waiting for a yes.
        gate: Decides who may ask.
        limits: How often.
        metrics: Counts.
        pseudonyms: How people appear in the log.
        fetch: Fetches what an editor's link leads to.
        inline: What keeps inline mode cheap.
        recent: The latest questions by answer id, in memory only, for buttons under answers whose
            question Telegram does not hand over with the press.
        told: Strangers and chats that have had their one note.
        date_entity: Whether the server knows `date_time` entities; found out on the first refusal.
        operator_told_at: When an error was last reported to the admins, in monotonic seconds.
    """

    settings: Settings
    engine: AsyncEngine
    rebuilder: Rebuilder
    database: Database
    answers: AnswerStore
    feedback: FeedbackStore
    access: AccessStore
    uploads: UploadStore
    gate: Gate
    limits: RateLimits
    metrics: Metrics
    pseudonyms: Pseudonyms
    fetch: Fetch = fetch_document
    inline: InlineDesk = field(default_factory=InlineDesk)
    recent: Recent = field(default_factory=lambda: Recent())
    told: Recent = field(default_factory=lambda: Recent())
    date_entity: bool = True
    operator_told_at: float = float("-inf")

    def style(self, texts: Texts) -> Style:
        """How answers are rendered in a language."""
        return Style(texts, self.settings.max_quotes, self.date_entity)

    @property
    def quotes_asked(self) -> int:
        """Quotes fetched per question: three pages."""
        return self.settings.max_quotes * 3


class Recent(OrderedDict[Any, str]):
    """A mapping that forgets its oldest entry when it grows past a thousand."""

    def __setitem__(self, key: object, value: str) -> None:
        """Adds an entry as the newest."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > _MAX_RECENT:
            self.popitem(last=False)


class BotApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application that carries the services."""

    def __init__(self, *, services: Services, **kwargs: Any) -> None:  # noqa: ANN401
        """Made by `ApplicationBuilder`.

        Args:
            services: What handlers work with.
            **kwargs: What the builder passes.
        """
        super().__init__(**kwargs)
        self.services = services


_Data: TypeAlias = dict[Any, Any]


class BotContext(CallbackContext[QuietBot, _Data, _Data, _Data]):
    """A handler's context."""

    @property
    def services(self) -> Services:
        """What handlers work with.

        Raises:
            TypeError: The application is not ours.
        """
        if not isinstance(self.application, BotApplication):
            raise TypeError(f"{type(self.application).__name__} is no BotApplication")
        return self.application.services


def texts_of(update: Update) -> Texts:
    """The texts in the language of whoever caused an update."""
    user = update.effective_user
    return texts_for(user.language_code if user else None)


def user_id(update: Update) -> int | None:
    """Telegram's number of whoever caused an update, if a person did."""
    return update.effective_user.id if update.effective_user else None


def chat_id(update: Update) -> int | None:
    """Telegram's number of the chat an update belongs to, if to one."""
    return update.effective_chat.id if update.effective_chat else None


App: TypeAlias = "Application[QuietBot, BotContext, _Data, _Data, _Data, None]"
