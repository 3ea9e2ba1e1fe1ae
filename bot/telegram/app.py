"""Running the bot: from the settings to a graceful end."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sys
from collections.abc import Coroutine
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from telegram import Update

from bot.errors import BotError
from bot.service.logs import frames_of, log_event
from bot.service.metrics import Metrics
from bot.service.rebuild import Step
from bot.settings import Settings
from bot.telegram.context import App, BotContext
from bot.telegram.corpus_watch import watch_corpus
from bot.telegram.handlers.errors import apologise, excuse
from bot.telegram.intake.connecting import connect
from bot.telegram.intake.hearing import Hearing, Tell
from bot.telegram.intake.receiving import receive
from bot.telegram.intake.supervision import PATIENT, Patience
from bot.telegram.intake.taking import Receiver
from bot.telegram.intake.telling import tell_of
from bot.telegram.services import Services
from bot.telegram.starting import opened
from bot.telegram.until import unless
from bot.telegram.watch.health import health
from bot.telegram.watch.logs import set_up_logging
from bot.telegram.wire.profile import introduce
from bot.telegram.wiring import build_application, token_of
from retrieval.errors import WortlautError
from retrieval.library import Library

_LOGGER = logging.getLogger(__name__)
# systemd sends SIGKILL 90 seconds after SIGTERM unless told otherwise.
_MAX_STOP_S: Final = 60.0
_FORGET_EVERY_S: Final = 3600.0
_ALONE_S: Final = 30.0
_SWITCH_S: Final = 0.0005
_TIDY_EVERY_S: Final = 30.0

if TYPE_CHECKING:
    from retrieval.library import Encoder


def run(settings: Settings, encoder: Encoder | None = None, patience: Patience = PATIENT) -> int:
    """Runs the bot until SIGTERM or SIGINT.

    Args:
        settings: All settings.
        encoder: Embeds instead of the model's own.
        patience: How long it waits for what.

    Returns:
        The exit status.

    Raises:
        SettingsError: There is no token.
        TokenRefusedError: Telegram does not know it.
        PortTakenError: An address or port cannot be had.
        StateError: The state file cannot be used.
        WortlautError: The corpus, the model or the index cannot be had.
    """
    set_up_logging(settings.log_level, settings.log_format, token_of(settings))
    # The event loop has its turn again as soon as it asks, whatever is searched meanwhile.
    sys.setswitchinterval(_SWITCH_S)
    with ExitStack() as stack:
        asyncio.run(_until_signal(settings, encoder, patience, stack))
    log_event(_LOGGER, "stopped")
    return 0


async def _until_signal(
    settings: Settings, encoder: Encoder | None, patience: Patience, stack: ExitStack
) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal(number: signal.Signals) -> None:
        log_event(_LOGGER, "stopping", signal=number.name)
        stop.set()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)  # a second one ends the process at once

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal, number)
    metrics = Metrics()
    async with health(metrics, settings):
        services = await opened(settings, encoder, metrics, stop, patience, stack)
        if services is not None:
            await serve(build_application(services), services, stop, patience)


async def serve(
    application: App, services: Services, stop: asyncio.Event, patience: Patience = PATIENT
) -> None:
    """Runs an application until told to stop, then finishes what it is answering.

    Args:
        application: Put together, not started.
        services: What it works with.
        stop: Set to stop it.
        patience: How long it waits for what.

    Raises:
        PortTakenError: An address or port cannot be had.
        TokenRefusedError: Telegram does not know the token.
    """
    bot_id = application.bot.token.partition(":")[0]
    connecting = connect(application.initialize, bot_id, services.database, patience)
    forgetting = asyncio.create_task(_forget(services))
    try:
        if await unless(stop, connecting):
            await _answer(application, services, stop, patience)
    finally:
        forgetting.cancel()
        await application.shutdown()
        await application.bot.shutdown()  # left open by an application that never got going


async def _answer(
    application: App, services: Services, stop: asyncio.Event, patience: Patience
) -> None:
    hearing = Hearing(services.metrics, _tell(application, services), patience.tell_after_s)

    intake = Receiver(
        application.bot, services.journal, services.metrics, application.update_queue.put
    )
    address, settings = application.bot.base_url, services.settings
    await application.start()
    log_event(_LOGGER, "started", bot=application.bot.username, mode=_mode(services.settings))
    introduction = introduce(application.bot, services.gate.admins, services.database)
    background = [
        asyncio.create_task(_logged("introduction_failed", introduction)),
        asyncio.create_task(_logged("catching_up_failed", _catch_up(services))),
        asyncio.create_task(_tidy(services)),
    ]
    if settings.watch or settings.feeds_every_minutes is not None:
        watching = _logged("watching_failed", watch_corpus(services))
        background.append(asyncio.create_task(watching))
    try:
        suspects = await intake.resume(
            partial(_excuse, application), partial(_give_up, application, services)
        )
        alone = _one_by_one(application, services, suspects)
        background.append(asyncio.create_task(_logged("resuming_failed", alone)))
        await unless(
            stop, receive(address, settings, services.metrics, intake.take, hearing, patience)
        )
    finally:
        hearing.ended()
        services.rebuilder.stop()
        services.downloads.stop()
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        try:
            await asyncio.wait_for(application.stop(), _MAX_STOP_S)
        except TimeoutError:
            log_event(_LOGGER, "stopped_unfinished", logging.WARNING, after_s=_MAX_STOP_S)
        await asyncio.to_thread(services.journal.tidy)


async def _excuse(application: App, update: Update) -> None:
    """Says in the background that a message was not answered."""
    context = BotContext.from_update(update, application)
    application.create_task(excuse(update, context))


async def _give_up(application: App, services: Services, update: Update) -> None:
    """Says in the background that handling an update has failed."""
    error_id = secrets.token_hex(4)
    log_event(_LOGGER, "given_up", logging.ERROR, id=error_id, update=update.update_id)
    services.metrics.undelivered.labels("given_up").inc()
    context = BotContext.from_update(update, application)
    application.create_task(apologise(update, context, error_id))
    await asyncio.to_thread(services.journal.strike, update.update_id)


async def _one_by_one(application: App, services: Services, updates: list[Update]) -> None:
    for update in updates:
        await asyncio.to_thread(services.journal.begin, update.update_id)
        handling = application.process_update(update)
        handled = application.update_processor.process_update(update, handling)
        # One that waits for Telegram ends no process; the next need not wait for it.
        await asyncio.wait((application.create_task(handled, update),), timeout=_ALONE_S)


def _tell(application: App, services: Services) -> Tell:
    return lambda outage: tell_of(outage, application.bot, services)


async def _catch_up(services: Services) -> None:
    """Builds the index if the corpus has changed while the bot was away."""

    async def quiet(step: Step) -> None:
        log_event(_LOGGER, "rebuilding", stage=step.stage, done=step.done, total=step.total)

    changed = await services.engine.call(Library.changes)
    if changed:
        log_event(_LOGGER, "corpus_changed", files=changed)
        await services.rebuilder.run(quiet)


async def _forget(services: Services) -> None:
    """Deletes what has been kept long enough, again and again, also while Telegram is away."""
    while True:
        await _logged("forgetting_failed", asyncio.to_thread(services.database.forget))
        await asyncio.sleep(_FORGET_EVERY_S)


async def _tidy(services: Services) -> None:
    """Deletes what has been answered, to the last byte, again and again."""
    while True:
        await asyncio.sleep(_TIDY_EVERY_S)
        await asyncio.to_thread(services.journal.tidy)


async def _logged(event: str, work: Coroutine[Any, Any, object]) -> None:
    """Does something in the background, where nobody else would hear of its failure."""
    try:
        await work
    except (WortlautError, BotError) as error:
        log_event(_LOGGER, event, logging.WARNING, reason=str(error))
    except Exception as error:
        kind, at = type(error).__name__, frames_of(error)
        log_event(_LOGGER, event, logging.ERROR, type=kind, at=at)


def _mode(settings: Settings) -> str:
    return "polling" if settings.webhook_url is None else "webhook"
