"""While the bot starts: what comes in is written down, and whoever writes hears that it starts.

Compiling the model or building the first index takes minutes. They run in a thread of their own;
what came in meanwhile is answered from the journal afterwards.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final

from telegram import Update
from telegram.error import TelegramError

from bot.errors import BotError
from bot.service.logs import log_event
from bot.service.metrics import Metrics
from bot.service.rebuild import BuildStoppedError
from bot.settings import Settings
from bot.telegram.admission import Gate, Verdict
from bot.telegram.context import chat_id, texts_of, user_id
from bot.telegram.intake.api import Json, Trouble
from bot.telegram.intake.connecting import connect
from bot.telegram.intake.receiving import receive
from bot.telegram.intake.supervision import Patience
from bot.telegram.intake.taking import Receiver, is_for_the_bot
from bot.telegram.rendering.html import text as escaped
from bot.telegram.services import Services, log_progress, open_services
from bot.telegram.state import AccessStore, ChatStore, Database, Journal
from bot.telegram.state.database import StateError
from bot.telegram.until import unless
from bot.telegram.wire.connection import QuietBot
from bot.telegram.wire.deliver import Place, answer_button, send
from bot.telegram.wire.sending import PatientRateLimiter
from bot.telegram.wiring import make_bot
from retrieval.errors import WortlautError
from retrieval.progress import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.library import Encoder

_LOGGER = logging.getLogger(__name__)
_WORD_WORTH_S: Final = 60.0
_STOP_S: Final = 10.0
_STARTING: Final = "starting"


async def opened(
    settings: Settings,
    encoder: Encoder | None,
    metrics: Metrics,
    stop: asyncio.Event,
    patience: Patience,
    stack: ExitStack,
) -> Services | None:
    """Opens the services; where that takes long, whoever writes hears of it meanwhile.

    Args:
        settings: All settings.
        encoder: Embeds instead of the model's own.
        metrics: Say that the bot is starting.
        stop: Set to stop it.
        patience: How long it waits for what.
        stack: Closes the services.

    Returns:
        The services; None if it was stopped first.

    Raises:
        PortTakenError: The webhook's address or port cannot be had.
        TokenRefusedError: Telegram does not know the token.
        StateError: The state file cannot be used.
        WortlautError: The corpus, the model or the index cannot be had.
    """
    opening = _Opening(settings, encoder, metrics)

    async def wait() -> None:
        if await unless(opening.ready, asyncio.sleep(patience.open_s)):
            log_event(_LOGGER, "starting")
            await unless(opening.ready, _receive_meanwhile(settings, metrics, patience))

    try:
        done = await unless(stop, wait())
    finally:
        if not opening.ready.is_set():
            opening.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(opening.ready.wait(), _STOP_S)
    if done:
        return opening.result(stack)
    if opening.ready.is_set():
        with suppress(BotError, WortlautError):  # among them that it was stopped
            opening.result(stack)
    return None


class _Opening:
    """Opens the services in a thread of its own.

    Attributes:
        ready: Set once they are open, or cannot be had.
    """

    ready: asyncio.Event

    def __init__(self, settings: Settings, encoder: Encoder | None, metrics: Metrics) -> None:
        """Begins."""
        self.ready = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._metrics = metrics
        self._logged = log_progress()
        self._services: Services | None = None
        self._error: BaseException | None = None
        self._context = open_services(settings, encoder, metrics, self._progress)
        metrics.deaf(_STARTING)
        threading.Thread(target=self._open, name="opening", daemon=True).start()

    def stop(self) -> None:
        """Ends it at its next step."""
        self._stop.set()

    def result(self, stack: ExitStack) -> Services | None:
        """The services, to be closed by the stack; raises why they cannot be had."""
        if self._error is not None:
            raise self._error
        stack.push(self._context)
        return self._services

    def _open(self) -> None:
        try:
            self._services = self._context.__enter__()
        except BaseException as error:
            self._error = error
        with suppress(RuntimeError):  # nobody waits any more
            self._loop.call_soon_threadsafe(self.ready.set)

    def _progress(self, stage: Stage, done: int, total: int) -> None:
        if self._stop.is_set():
            raise BuildStoppedError("bot.stopping")
        self._logged(stage, done, total)
        self._metrics.deaf(f"{_STARTING}: {stage} {done}/{total}" if total else _STARTING)


async def _receive_meanwhile(settings: Settings, metrics: Metrics, patience: Patience) -> None:
    try:
        database = await asyncio.to_thread(Database, settings.state_path)
    except StateError as error:  # without it nothing can be kept; Telegram keeps it for a day
        log_event(_LOGGER, "not_receiving", logging.WARNING, reason=str(error))
        await asyncio.Event().wait()
        return
    bot = make_bot(settings, metrics, PatientRateLimiter())
    bot.heed(ChatStore(database).all)
    porter = _Porter(bot, settings, database, metrics)
    try:
        await connect(bot.initialize, bot.token.partition(":")[0], database, patience)
        await receive(bot.base_url, settings, metrics, porter.take, porter, patience)
    finally:
        porter.close()
        await bot.shutdown()
        await asyncio.to_thread(database.close)


class _Porter:
    """Writes down what comes in, and says a word to whoever writes, once a chat."""

    def __init__(
        self, bot: QuietBot, settings: Settings, database: Database, metrics: Metrics
    ) -> None:
        self._bot = bot
        access = AccessStore(database)
        self._gate = Gate(settings.access, settings.admin_ids, settings.allowed_ids, access)
        self._journal = Journal(database)
        self._intake = Receiver(bot, self._journal, metrics, self._greet)
        self._told: set[int] = set()
        self._sending: set[asyncio.Task[None]] = set()
        self._failing = False

    async def take(self, raws: Sequence[Json]) -> None:
        """Takes updates over; raises `Trouble` where they cannot be kept."""
        await self._intake.take(raws)
        if self._journal.refuses:
            raise Trouble("garbled", "the state file refuses")

    def well(self) -> None:
        self._failing = False

    def ill(self, trouble: Trouble) -> None:
        if not self._failing:
            self._failing = True
            fields = {"kind": trouble.kind, "reason": trouble.reason}
            log_event(_LOGGER, "receiving_failed", logging.WARNING, **fields)

    def close(self) -> None:
        """Says nothing more."""
        for task in self._sending:
            task.cancel()

    async def _greet(self, update: Update) -> None:
        chat = chat_id(update)
        message = update.message or update.edited_message
        if message is not None and not is_for_the_bot(message, self._bot):
            return
        if chat is None or (update.callback_query is None and (chat in self._told or not message)):
            return
        if await self._gate.judge(user_id(update), chat) is not Verdict.ADMIT:
            return
        self._told.add(chat)
        task = asyncio.create_task(self._say(update))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _say(self, update: Update) -> None:
        text = texts_of(update).starting
        try:
            if update.callback_query:
                await answer_button(update.callback_query, text, alert=True)
            elif message := update.effective_message:
                place, word = Place.below(message), escaped(text).html
                await send(self._bot, place, (word,), worth_s=_WORD_WORTH_S)
        except TelegramError as error:
            log_event(_LOGGER, "word_not_said", logging.WARNING, type=type(error).__name__)
