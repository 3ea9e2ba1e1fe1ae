"""The real bot, with the real engine on a small corpus, against the strict Bot API server."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.telegram import app
from bot.telegram.app import serve
from bot.telegram.context import App
from bot.telegram.intake.supervision import Patience
from bot.telegram.rendering.inline import InlineDesk
from bot.telegram.services import Services, open_services
from bot.telegram.watch.health import health
from bot.telegram.wire.pace import Rate, Rates
from bot.telegram.wire.sending import PatientRateLimiter
from bot.telegram.wiring import build_application
from retrieval.answer import Answer
from retrieval.embedding.encoder import Encoder
from retrieval.library import Library
from tests.e2e.articles import write_corpus
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import TOKEN, BotApi
from tests.fakes import TinyEncoder, build_index

ADMIN = 900
TINY = TinyEncoder()
PAUSES_S = (0.05, 0.1, 0.2, 0.4)
QUICK = Patience(
    first_pause_s=0.02, longest_pause_s=0.1, refused_s=0.3, poll_s=5, answer_s=5.0, check_s=0.1
)
LIFTED = Rates(Rate(100_000, 1), Rate(100_000, 1), Rate(100_000, 1))
"""No limit on how fast the bot may send."""
_CATCH_UP = app._catch_up


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `corpus` and `index`, to be copied and never written to."""
    folder = tmp_path_factory.mktemp("built")
    build_index(write_corpus(folder / "corpus"), folder / "index", TinyEncoder(), model="embedded")
    return folder


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    server = BotApi()
    await server.start()
    yield server
    await server.stop()
    assert not server.crashes


class Held:
    """A library that does not answer certain questions until it may."""

    def __init__(self, library: Library, words: str) -> None:
        self._library, self._words = library, words
        self.may = threading.Event()

    def ask(self, question: str, **more: Any) -> Answer:
        if self._words in question:
            self.may.wait()
        return self._library.ask(question, **more)

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)


class Slowed:
    """A library that takes its time."""

    def __init__(self, library: Library, seconds: float) -> None:
        self._library, self._seconds = library, seconds

    def ask(self, question: str, **more: Any) -> Answer:
        time.sleep(self._seconds)
        return self._library.ask(question, **more)

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)


@dataclass
class Running:
    """A bot at work."""

    api: BotApi
    services: Services
    application: App
    stop: asyncio.Event
    task: asyncio.Task[None]
    folder: Path
    phones: dict[int, Phone] = field(default_factory=dict)

    def phone(self, number: int = 500, **more: object) -> Phone:
        """A person in a private chat with the bot, or in a group."""
        return Phone(self.api, number, **more)

    def slow_down(self, seconds: float) -> None:
        """Makes every search take that much longer."""
        engine = self.services.engine
        engine._library = Slowed(engine._library, seconds)

    @contextmanager
    def holding_up(self, words: str) -> Iterator[None]:
        """Lets no question with these words be answered meanwhile."""
        engine = self.services.engine
        held = Held(engine._library, words)  # type: ignore[arg-type]
        engine._library = held  # type: ignore[assignment]
        try:
            yield
        finally:
            held.may.set()

    async def end(self) -> None:
        """Stops the bot as SIGTERM does."""
        self.stop.set()
        await self.task


Start = Callable[..., Awaitable[Running]]


@pytest.fixture
async def start(api: BotApi, built: Path, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts bots; a second one has the state and the corpus of the first."""
    for name in ("corpus", "index"):
        shutil.copytree(built / name, tmp_path / name)
    async with AsyncExitStack() as stack:

        async def begin(
            *,
            limiter: PatientRateLimiter | None = None,
            patience: Patience = QUICK,
            encoder: Encoder | None = TINY,
            **settings: object,
        ) -> Running:
            patient = limiter or PatientRateLimiter(LIFTED, PAUSES_S)
            running = _running(api, tmp_path, patient, patience, encoder, settings)
            return await stack.enter_async_context(running)

        yield begin


@pytest.fixture
async def bot(start: Start) -> Running:
    return await start()


def settings_for(api: BotApi, folder: Path, **changes: object) -> Settings:
    fields: dict[str, object] = {
        "corpus_dir": folder / "corpus",
        "index_dir": folder / "index",
        "state_path": folder / "state.sqlite",
        "telegram_token": TOKEN,
        "telegram_base_url": api.url,
        "admin_ids": frozenset({ADMIN}),
    }
    return Settings(_env_file=None, **(fields | changes))  # type: ignore[call-arg]


@asynccontextmanager
async def _running(
    api: BotApi,
    folder: Path,
    limiter: PatientRateLimiter,
    patience: Patience,
    encoder: Encoder | None,
    changes: dict[str, object],
) -> AsyncIterator[Running]:
    with open_services(settings_for(api, folder, **changes), encoder) as services:
        services.inline = InlineDesk(pause_s=0.1)
        application, stop = build_application(services, limiter), asyncio.Event()
        caught_up = asyncio.Event()

        async def catch_up(services: Services) -> None:
            try:
                await _CATCH_UP(services)
            finally:
                caught_up.set()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(app, "_catch_up", catch_up)

            async def whole() -> None:
                async with health(services.metrics, services.settings):
                    await serve(application, services, stop, patience)

            task = asyncio.create_task(whole())
            running = Running(api, services, application, stop, task, folder)
            # A file that a test adds before the bot has looked at the corpus would be built then.
            started = asyncio.create_task(caught_up.wait())
            await asyncio.wait((task, started), return_when=asyncio.FIRST_COMPLETED)
            started.cancel()
        try:
            yield running
        finally:
            if not task.done():
                await running.end()
            elif task.exception() is not None and not stop.is_set():
                stop.set()
                task.result()
