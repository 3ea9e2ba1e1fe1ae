"""The bot while it rebuilds: what of it rebuilds and answers, and the whole of it; as a process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import retrieval.embedding.open
from bot.engine import AsyncEngine
from bot.service.metrics import Metrics
from bot.service.rebuild import Rebuilder, Step
from bot.settings import Settings
from bot.telegram import app
from bot.telegram.services import Services
from retrieval.library import Library
from tests.e2e.articles import write_corpus
from tests.e2e.bot_api_server import TOKEN, BotApi
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import without_time

STATE = "bot-state.sqlite"


def rebuild(folder: Path, questions: Sequence[str]) -> list[tuple[int, object]]:
    """Rebuilds as the bot does, which answers meanwhile; all answers with the question's number."""
    library = Library(folder / "index", corpus_dir=folder / "corpus").open()
    engine = AsyncEngine(library)
    rebuilder = Rebuilder(engine, Metrics(), 0.01)
    given: list[tuple[int, object]] = []

    async def quiet(_: Step) -> None:
        """Nobody wants to know."""

    async def ask_all() -> None:
        for number, question in enumerate(questions):
            given.append((number, without_time(await engine.ask(question, 3))))

    async def both() -> None:
        building = asyncio.create_task(rebuilder.run(quiet))
        while not building.done():
            await ask_all()
        await building
        await ask_all()

    asyncio.run(both())
    engine.close()
    return given


def start(folder: Path) -> None:
    """Runs the whole bot, which catches up with the corpus, and stops it when it has."""
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - its log, until the process ends
    catch_up = app._catch_up

    async def then_stop(services: Services) -> None:
        try:
            await catch_up(services)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    app._catch_up = then_stop
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        corpus_dir=folder / "corpus",
        index_dir=folder / "index",
        state_path=folder / STATE,
        telegram_token=TOKEN,
        telegram_base_url=_telegram(),
        admin_ids=frozenset({900}),
    )
    app.run(settings, retrieval.embedding.open.open_encoder())


def bot_world(folder: Path) -> Path:
    """Lays out a small corpus with its index; returns the folder."""
    corpus = write_corpus(folder / "corpus")
    build_index(corpus, folder / "index", TinyEncoder(), model="embedded")
    return folder


@asynccontextmanager
async def bot_process(folder: Path, telegram: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs `wortlaut bot` in a folder from `bot_world`, in a process that is killed at the end."""
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.e2e.telegram.process"),
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "HOME": str(folder),
                "OMP_NUM_THREADS": "1",
                "WORTLAUT_TELEGRAM_TOKEN": TOKEN,
                "WORTLAUT_TELEGRAM_BASE_URL": telegram,
                "WORTLAUT_RATE_LIMIT_PER_USER_PER_MINUTE": "6000",
                "WORTLAUT_RATE_LIMIT_PER_CHAT_PER_MINUTE": "6000",
            },
            stderr=log,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _telegram() -> str:
    """Starts a Bot API server in a thread of its own; returns its address."""
    address: list[str] = []
    started = threading.Event()

    async def serve() -> None:
        api = BotApi()
        await api.start()
        address.append(api.url)
        started.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    started.wait()
    return address[0]
