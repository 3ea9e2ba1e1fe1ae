from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.wire import fetch
from bot.telegram.wire.fetch import FetchError, TooBigError, fetch_document


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
        elif name == "big":
            self.set_header("Content-Type", "text/plain")
            self.write(b"x" * 3_000)
        else:
            kind = "text/html; charset=utf-8" if name == "page" else "text/markdown"
            self.set_header("Content-Type", kind)
            self.write("# Titel\n\nText.")


@pytest.fixture
async def site() -> AsyncIterator[str]:
    server = HTTPServer(Application([(r"/(.*)", Page)], log_function=lambda _: None))
    server.listen(0, "127.0.0.1")
    port = next(iter(server._sockets.values())).getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await server.close_all_connections()


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    check = fetch._check_public

    async def lenient(url: str) -> None:
        if "127.0.0.1" not in url:
            await check(url)

    monkeypatch.setattr(fetch, "_check_public", lenient)


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
            ("gone", "answers 404"),
        ],
    )
    async def test_refused(self, site: str, page: str, reason: str) -> None:
        with pytest.raises(FetchError, match=reason):
            await fetch_document(f"{site}/{page}")

    async def test_too_big(self, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fetch, "MAX_DOCUMENT_BYTES", 2_000)
        with pytest.raises(TooBigError):
            await fetch_document(f"{site}/big")


async def test_the_own_machine_is_no_public_address(site: str) -> None:
    with pytest.raises(FetchError, match="no public address"):
        await fetch_document(f"{site}/text.md")


async def test_nobody_answers() -> None:
    with pytest.raises(FetchError):
        await fetch_document("http://nowhere.invalid/x.md")
