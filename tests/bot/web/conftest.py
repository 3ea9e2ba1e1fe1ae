"""The web face as it is served: over a real socket, from a corpus with hostile articles in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from bot.web.server import serve, services_of
from retrieval.library import Library
from tests.e2e.articles import write_corpus
from tests.fakes import TinyEncoder

HOSTILE = """---
title: <script>alert("Titel")</script> & 'Co'
publisher: <img src=x onerror=alert(1)>
url: javascript:alert(document.domain)
authors: ["<b>Eva</b>"]
section: "\\"><svg onload=alert(1)>"
---
Der Text mit <script>alert("Text")</script> ist ein Warnbeispiel für Redaktionen.

## <iframe src=//evil.example></iframe> Zwischenüberschrift

Ein {{ 7 * 7 }} bleibt, wie es dasteht, sagte die Sprecherin der Stadtwerke.
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index; read only."""
    folder = tmp_path_factory.mktemp("site")
    corpus = write_corpus(folder / "corpus")
    (corpus / "böse").mkdir()
    (corpus / "böse" / "über # ?&<x>.md").write_text(HOSTILE, encoding="utf-8")
    library = Library(folder / "index", corpus_dir=corpus, encoder=TinyEncoder())
    library.build()
    library.close()
    return folder


@contextmanager
def served(site: Path, **given: object) -> Iterator[str]:
    """Serves a folder; yields the address."""
    host, token = str(given.pop("host", "127.0.0.1")), given.pop("token", None)
    settings = Settings(corpus_dir=site / "corpus", index_dir=site / "index", **given)  # type: ignore[arg-type]
    library = Library(site / "index", corpus_dir=site / "corpus", encoder=TinyEncoder()).open()
    services = services_of(settings, library, host=host, token=token)  # type: ignore[arg-type]
    ports: list[int] = []
    listening = threading.Event()
    ended: list[Callable[[], None]] = []

    def run() -> None:
        async def main() -> None:
            def ready(port: int) -> None:
                ports.append(port)
                loop, task = asyncio.get_running_loop(), asyncio.current_task()
                assert task is not None
                ended.append(lambda: loop.call_soon_threadsafe(task.cancel))
                listening.set()

            await serve(services, "127.0.0.1", 0, ready)

        with suppress(asyncio.CancelledError):
            asyncio.run(main())
        listening.set()

    thread = threading.Thread(target=run)
    thread.start()
    listening.wait()
    try:
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        ended[0]()
        thread.join()
        services.engine.close()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """One server for all tests that change nothing."""
    with served(site, web_rate_limit_per_minute=600_000) as address:
        yield address


@pytest.fixture
def web(address: str) -> Iterator[httpx.Client]:
    """A client of it, which is German and follows no redirect."""
    with httpx.Client(
        base_url=address, headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}, timeout=60
    ) as client:
        yield client
