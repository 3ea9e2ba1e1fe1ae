"""Over TLS, a link is held to the name it holds: in the certificate, in SNI, in the Host header."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.service.web import client
from bot.service.web.client import FetchError
from bot.service.web.fetch import fetch_document

NAME = "zeitung.example"
OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="makes its certificates with openssl")


@dataclass
class Site:
    """A server on this machine, whatever name the resolver gives it.

    Attributes:
        port: Where it listens.
        certificate: What it shows, which certifies itself.
        names: What clients asked for by SNI.
        hosts: What they asked for in their requests.
    """

    port: int
    certificate: Path
    names: list[str | None] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    def url(self, name: str = NAME) -> str:
        return f"https://{name}:{self.port}/text.md"


def certify(folder: Path, subject: str) -> tuple[Path, Path]:
    """Makes a certificate for a subject (`DNS:…` or `IP:…`), and its key."""
    certificate, key = folder / "site.pem", folder / "site.key"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=Test"
    subprocess.run(  # noqa: S603
        [
            str(OPENSSL),
            *made.split(),
            *("-addext", f"subjectAltName={subject}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
async def site(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    certificate, key = certify(tmp_path, getattr(request, "param", f"DNS:{NAME}"))
    found = Site(0, certificate)

    class Page(RequestHandler):
        def get(self) -> None:
            found.hosts.append(self.request.host)
            self.write("# Titel\n\nText.")

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _, name, __: found.names.append(name)
    server = HTTPServer(
        Application([(r"/.*", Page)], log_function=lambda _: None), ssl_options=context
    )
    server.listen(0, "127.0.0.1")
    found.port = next(iter(server._sockets.values())).getsockname()[1]

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", found.port))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr(client, "is_public", lambda _: True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    yield found
    server.stop()
    await server.close_all_connections()


async def test_the_name_is_asked_for_and_certified_at_the_address(site: Site) -> None:
    document = await fetch_document(site.url())
    assert document.content == b"# Titel\n\nText."
    assert site.names == [NAME]
    assert site.hosts == [f"{NAME}:{site.port}"]


async def test_a_certificate_for_another_name_is_refused(site: Site) -> None:
    with pytest.raises(FetchError, match=r"other\.example does not answer"):
        await fetch_document(site.url("other.example"))
    assert (site.names, site.hosts) == (["other.example"], [])


@pytest.mark.parametrize("site", ["IP:127.0.0.1"], indirect=True)
async def test_a_certificate_for_the_address_is_not_one_for_the_name(site: Site) -> None:
    with pytest.raises(FetchError):
        await fetch_document(site.url())
    assert site.hosts == []


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FetchError):
        await fetch_document(site.url())
    assert site.hosts == []
