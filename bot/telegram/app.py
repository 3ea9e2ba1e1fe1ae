"""Running the bot: from the settings to a graceful end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from telegram.error import InvalidToken, NetworkError, RetryAfter

from bot.errors import BotError
from bot.service.logs import frames_of, log_event
from bot.service.rebuild import Step
from bot.settings import Settings
from bot.telegram.context import App
from bot.telegram.handlers.errors import on_poll_error
from bot.telegram.services import Services, open_services
from bot.telegram.watch.health import HealthServer
from bot.telegram.watch.logs import set_up_logging
from bot.telegram.wire.profile import introduce
from bot.telegram.wire.updates import receive
from bot.telegram.wiring import build_application, token_of
from retrieval.errors import WortlautError
from retrieval.library import Library

_LOGGER = logging.getLogger(__name__)
_FIRST_RETRY_S: Final = 1.0
_MAX_RETRY_S: Final = 30.0
# systemd sends SIGKILL 90 seconds after SIGTERM unless told otherwise.
_MAX_STOP_S: Final = 60.0
_FORGET_EVERY_S: Final = 3600.0

if TYPE_CHECKING:
    from retrieval.library import Encoder


class TokenRefusedError(BotError):
    """Telegram does not know the token."""


def run(settings: Settings, encoder: Encoder | None = None) -> int:
    """Runs the bot until SIGTERM or SIGINT; returns the exit status.

    Raises `SettingsError` if there is no token, `TokenRefusedError` if Telegram does not know it,
    and `WortlautError` if the corpus, the model or the index cannot be had.
    """
    set_up_logging(settings.log_level, settings.log_format, token_of(settings))
    with open_services(settings, encoder) as services:
        asyncio.run(_until_signal(services))
    log_event(_LOGGER, "stopped")
    return 0


async def _until_signal(services: Services) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal(number: signal.Signals) -> None:
        log_event(_LOGGER, "stopping", signal=number.name)
        stop.set()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)  # a second one ends the process at once

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal, number)
    await serve(build_application(services), services, stop)


async def serve(application: App, services: Services, stop: asyncio.Event) -> None:
    """Runs an application until told to stop, then finishes what it is answering.

    Raises `TokenRefusedError` if Telegram does not know the token.
    """
    async with _health(services):
        forgetting = asyncio.create_task(_forget(services))
        try:
            if await _connect(application, stop):
                await _answer(application, services, stop)
        finally:
            forgetting.cancel()
            await application.shutdown()


async def _answer(application: App, services: Services, stop: asyncio.Event) -> None:
    updater = application.updater
    if updater is None:
        raise TypeError("the application was built without an updater")
    try:
        receiving = receive(updater, services.settings, partial(on_poll_error, services))
        if not await _unless(stop, receiving):
            return
        await application.start()
        log_event(_LOGGER, "started", bot=application.bot.username, mode=_mode(services.settings))
        introduction = introduce(application.bot, services.gate.admins, services.database)
        background = [
            asyncio.create_task(_logged("introduction_failed", introduction)),
            asyncio.create_task(_logged("catching_up_failed", _catch_up(services))),
        ]
        await stop.wait()
        services.rebuilder.stop()
        services.downloads.stop()
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
    finally:
        if updater.running:
            await updater.stop()
        if application.running:
            try:
                await asyncio.wait_for(application.stop(), _MAX_STOP_S)
            except TimeoutError:
                log_event(_LOGGER, "stopped_unfinished", logging.WARNING, after_s=_MAX_STOP_S)


async def _connect(application: App, stop: asyncio.Event) -> bool:
    """Initialises the bot, however long the network takes; False if stopped meanwhile."""
    pause_s = _FIRST_RETRY_S
    while not stop.is_set():
        try:
            return await _unless(stop, application.initialize())
        except InvalidToken:
            # Its message holds the token.
            raise TokenRefusedError("bot.token_refused") from None
        except (NetworkError, RetryAfter) as error:
            log_event(_LOGGER, "telegram_unreachable", logging.WARNING, reason=str(error))
        await _unless(stop, asyncio.sleep(pause_s))
        pause_s = min(pause_s * 2, _MAX_RETRY_S)
    return False


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, object]) -> bool:
    """Does something unless told to stop before it is done; whether it is done."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait((task,))
    if task.cancelled():
        return False
    task.result()
    return True


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


async def _logged(event: str, work: Coroutine[Any, Any, object]) -> None:
    """Does something in the background, where nobody else would hear of its failure."""
    try:
        await work
    except (WortlautError, BotError) as error:
        log_event(_LOGGER, event, logging.WARNING, reason=str(error))
    except Exception as error:
        kind, at = type(error).__name__, frames_of(error)
        log_event(_LOGGER, event, logging.ERROR, type=kind, at=at)


@asynccontextmanager
async def _health(services: Services) -> AsyncIterator[None]:
    settings = services.settings
    if settings.metrics_port is None:
        yield
        return
    server = HealthServer(services.metrics, settings.metrics_host, settings.metrics_port)
    server.start()
    try:
        yield
    finally:
        await server.stop()


def _mode(settings: Settings) -> str:
    return "polling" if settings.webhook_url is None else "webhook"
