from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import brotli
import pytest
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, RequestHandler

from bot.service.web import client, fetch
from bot.service.web.client import FetchError, TooBigError
from bot.service.web.fetch import fetch_document


class Page(RequestHandler):
    def get(self, name: str) -> None:
        if name == "moved":
            self.redirect("/text.md")
        elif name == "round":
            self.redirect("/round")
        elif name == "away":
            self.redirect("http://10.0.0.1/x.md")
        elif name == "file":
            self.redirect("file:///etc/passwd", permanent=True)
        elif name == "gone":
            self.set_status(404)
        elif name in ("bomb", "twice", "packed", "parts", "cut", "bad", "strange"):
            self.pack(name)
        elif name.startswith("br-"):
            self.pack_with_brotli(name)
        elif name == "big":
            self.set_header("Content-Type", "text/plain")
            self.write(b"x" * 3_000)
        else:
            kind = "text/html; charset=utf-8" if name == "page" else "text/markdown"
            self.set_header("Content-Type", kind)
            assert "Authorization" not in self.request.headers
            self.write("# Titel\n\nText.")

    def pack(self, name: str) -> None:
        content = bytes(200_000_000) if name in ("bomb", "twice") else b"# Gepackt\n\nText."
        packed = gzip.compress(content)
        if name == "parts":
            packed += gzip.compress(b"") + gzip.compress(b" Und noch einer.")
        self.set_header("Content-Type", "text/markdown")
        self.set_header("Content-Encoding", "zstd" if name == "strange" else "gzip")
        if name == "twice":
            packed = gzip.compress(packed)
            self.set_header("Content-Encoding", "gzip, gzip")
        if name == "bad":
            packed = packed[:9] + b"!!" + packed[11:]
        self.write(packed[:-12] if name == "cut" else packed)

    def pack_with_brotli(self, name: str) -> None:
        size = {"br-bomb": 200_000_000, "br-large": 5_000_000}.get(name, 0)
        packed = brotli.compress(b"# Gepackt\n\nText." + b"." * size, quality=5)
        self.set_header("Content-Type", "text/markdown")
        self.set_header("Content-Encoding", "br")
        if name == "br-cut":
            packed = packed[:-3]
        self.write({"br-bad": b"\xff" * 30, "br-more": packed + b"xx"}.get(name, packed))


class Drip(RequestHandler):
    async def get(self) -> None:
        with suppress(StreamClosedError):
            while True:
                self.write(b"x")
                await self.flush()
                await asyncio.sleep(0.01)


@pytest.fixture
async def site() -> AsyncIterator[str]:
    server = HTTPServer(
        Application([(r"/drip", Drip), (r"/(.*)", Page)], log_function=lambda _: None)
    )
    server.listen(0, "127.0.0.1")
    port = next(iter(server._sockets.values())).getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await server.close_all_connections()


@pytest.fixture(autouse=True)
def a_proxy_of_the_operator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody listens there; and a name and password for this machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password geheim\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    check = client._addresses

    async def lenient(url: str, *, allow_private: bool) -> list[str]:
        return (
            ["127.0.0.1"] if "127.0.0.1" in url else await check(url, allow_private=allow_private)
        )

    monkeypatch.setattr(client, "_addresses", lenient)


@pytest.mark.usefixtures("loopback_is_public")
class TestFetching:
    async def test_the_document_and_its_name(self, site: str) -> None:
        document = await fetch_document(f"{site}/text.md?x=1#y")
        assert (document.name, document.content) == ("text.md", b"# Titel\n\nText.")

    async def test_the_type_gives_a_suffix_where_the_address_has_none(self, site: str) -> None:
        assert (await fetch_document(f"{site}/page")).name == "page.html"
        assert (await fetch_document(f"{site}/")).name == "127.0.0.1.md"

    async def test_a_redirect_is_followed(self, site: str) -> None:
        assert (await fetch_document(f"{site}/moved")).name == "text.md"

    @pytest.mark.parametrize(
        ("page", "reason"),
        [
            ("round", "redirects"),
            ("away", "no public address"),
            ("file", "http://"),
            ("gone", r"no such page \(404\)"),
            ("bomb", "more than 20 MB"),
            ("twice", "compressed as gzip, gzip; asked for are gzip and br"),
            ("cut", "ends in the middle"),
            ("bad", r"compression \(gzip\) is damaged"),
            ("br-bomb", "more than 20 MB"),
            ("br-cut", "ends in the middle"),
            ("br-bad", r"compression \(br\) is damaged"),
            ("br-more", r"compression \(br\) is damaged"),
            ("strange", "compressed as zstd; asked for are gzip and br"),
        ],
    )
    async def test_refused(self, site: str, page: str, reason: str) -> None:
        with pytest.raises(FetchError, match=reason):
            await fetch_document(f"{site}/{page}")

    @pytest.mark.parametrize("page", ["packed", "br-packed"])
    async def test_what_is_compressed_is_unpacked(self, site: str, page: str) -> None:
        assert (await fetch_document(f"{site}/{page}")).content == b"# Gepackt\n\nText."

    async def test_all_of_what_unpacks_to_much_comes(self, site: str) -> None:
        document = await fetch_document(f"{site}/br-large")
        assert document.content == b"# Gepackt\n\nText." + b"." * 5_000_000

    async def test_nothing_is_lost_of_what_is_compressed_in_parts(self, site: str) -> None:
        document = await fetch_document(f"{site}/parts")
        assert document.content == b"# Gepackt\n\nText. Und noch einer."

    async def test_all_of_it_has_one_time_limit(
        self, site: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Each byte comes in time, and none is the last.
        monkeypatch.setattr(fetch, "_WHOLE_TIMEOUT_S", 0.3)
        with pytest.raises(FetchError, match=r"does not answer \(TimeoutError\)"):
            await fetch_document(f"{site}/drip")

    async def test_too_big(self, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fetch, "MAX_DOCUMENT_BYTES", 2_000)
        with pytest.raises(TooBigError):
            await fetch_document(f"{site}/big")


async def test_the_own_machine_is_no_public_address(site: str) -> None:
    with pytest.raises(FetchError, match="no public address"):
        await fetch_document(f"{site}/text.md")


async def test_a_program_that_is_not_installed_has_a_name_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "program_version", lambda: None)
    async with client.Web(allow_private=False) as web:
        assert web._client.headers["User-Agent"] == "Wortlaut"


async def test_nobody_answers() -> None:
    with pytest.raises(FetchError):
        await fetch_document("http://nowhere.invalid/x.md")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://[::1/x",
            "http://[",
            "http://a..b/",
            f"http://{'a' * 70}.org/",
            "http://ä\ud800.de/",
        ),
        *(
            "http://host:99999/",
            "http://host:port/",
            "https://\x00/",
            "http://xn--a.org/",
            "http:///x",
        ),
    ],
)
async def test_an_address_that_is_none_is_one_line(url: str) -> None:
    with pytest.raises(FetchError) as refused:
        await fetch_document(url)
    assert "\n" not in str(refused.value)


async def test_the_address_that_was_checked_is_the_one_connected_to(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server may answer otherwise the second time."""
    port = site.rpartition(":")[2]
    asked = []

    def once(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", int(port)))]

    monkeypatch.setattr("socket.getaddrinfo", once)
    monkeypatch.setattr(client, "is_public", lambda _: True)
    document = await fetch_document(f"http://zeitung.example:{port}/text.md")
    assert document.content == b"# Titel\n\nText."
    assert [host for host in asked if "zeitung" in str(host)] == ["zeitung.example"]


async def test_an_address_that_nobody_answers_at_is_passed_over(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without IPv6 reaches a newspaper that has both."""
    port = site.rpartition(":")[2]

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        here = [("::1", int(port), 0, 0), ("127.0.0.1", int(port)), ("127.0.0.1", int(port))]
        return [(2, 1, 6, "", address) for address in here]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr(client, "is_public", lambda _: True)
    document = await fetch_document(f"http://zeitung.example:{port}/text.md")
    assert document.content == b"# Titel\n\nText."


async def test_one_private_address_among_public_ones_is_enough(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    with pytest.raises(FetchError, match="no public address"):
        await fetch_document("http://zeitung.example/text.md")
