"""A link, or a file, that takes its time holds up neither its chat nor the end of the bot."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.service.web import client
from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import ADMIN, Running
from tests.e2e.telegram.test_bot_editing import FINISHED

STOPPED = DE.file_unreadable.format(
    reason="der Bot wird gerade angehalten; bitte gleich noch einmal schicken"
)


class Site:
    """A newspaper that begins to send an article and goes on when it may."""

    def __init__(self) -> None:
        self.may, self.asked, self.hung_up = asyncio.Event(), 0, 0
        self.url = ""


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    found = Site()

    class Page(RequestHandler):
        async def get(self) -> None:
            self.set_header("Content-Type", "text/markdown")
            self.write(FINISHED[:20])
            await self.flush()
            found.asked += 1
            await found.may.wait()
            self.write(FINISHED[20:])

        def on_connection_close(self) -> None:
            found.hung_up += 1

    server = HTTPServer(Application([(r"/.*", Page)], log_function=lambda _: None))
    server.listen(0, "127.0.0.1")
    port = next(iter(server._sockets.values())).getsockname()[1]
    real, found.url = socket.getaddrinfo, f"http://zeitung.example:{port}/bad.md"

    def resolve(host: str, *more: object, **named: object) -> object:
        here = "127.0.0.1" if host == "zeitung.example" else host
        return real(here, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(client, "is_public", lambda _: True)
    yield found
    found.may.set()
    server.stop()
    await server.close_all_connections()


async def test_the_chat_goes_on_meanwhile(bot: Running, site: Site) -> None:
    admin = bot.phone(ADMIN)
    admin.say(site.url)
    await bot.api.until(lambda: site.asked)
    for _ in range(2):
        assert SENTENCE in (await admin.ask(QUESTION)).text
    site.may.set()
    proposal = (await admin.answers(3))[-1]
    await admin.becomes(proposal, "Titel: Freibad bleibt zu")


async def test_the_bot_ends_at_once_and_says_what_became_of_it(bot: Running, site: Site) -> None:
    admin = bot.phone(ADMIN)
    links = [admin.say(f"{site.url}?{number}") for number in range(6)]
    await bot.api.until(lambda: site.asked == 4)
    async with asyncio.timeout(5):
        await bot.end()
    said = bot.api.from_bot(ADMIN)
    assert {message.text for message in said} == {STOPPED}
    assert {message.reply_to for message in said} == {link.id for link in links}
    await bot.api.until(lambda: site.hung_up == 4)


async def test_a_name_server_that_does_not_answer(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, may = threading.Event(), threading.Event()

    def resolve(*_: object, **__: object) -> object:
        asked.set()
        may.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    admin = bot.phone(ADMIN)
    admin.say("http://zeitung.example/bad.md")
    await bot.api.until(asked.is_set)
    assert SENTENCE in (await admin.ask(QUESTION)).text
    async with asyncio.timeout(5):
        await bot.end()
    assert bot.api.from_bot(ADMIN)[-1].text == STOPPED
    assert not [t for t in threading.enumerate() if t.name == "look-up" and not t.daemon]
    may.set()


async def test_a_file_that_telegram_sends_slowly(bot: Running) -> None:
    admin, may = bot.phone(ADMIN), asyncio.Event()
    bot.api.hold_files = may
    admin.send_document("bad.md", FINISHED.encode())
    await bot.api.until(lambda: bot.api.counts()["getFile"])
    assert SENTENCE in (await admin.ask(QUESTION)).text
    may.set()
    proposal = (await admin.answers(2))[-1]
    await admin.becomes(proposal, "Titel: Freibad bleibt zu")
