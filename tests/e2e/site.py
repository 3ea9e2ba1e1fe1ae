"""A newspaper on this machine, by whatever name it is asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.service.web import client, politeness
from tests.retrieval.corpus.readers.pages import article, ld, page

HTML = "text/html; charset=utf-8"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A newspaper on this machine, by whatever name it is asked for.

    Attributes:
        answers: By path: status, headers, body; or what makes them of the request's headers.
        asked: The paths that were asked for, each with its host.
        programs: What asked, as it calls itself.
    """

    port: int = 0
    answers: dict[str, Answer | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    programs: set[str | None] = field(default_factory=set)

    def link(self, path: str, host: str = "kuestenbote.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: bytes | str, kind: str = HTML, status: int = 200) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, {"Content-Type": kind}, content)

    def move(self, path: str, to: str) -> None:
        self.answers[path] = (302, {"Location": to}, b"")


@pytest.fixture(name="site")
def a_newspaper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """It alone is public; `intern.example` is in a private network."""
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = str(self.headers["Host"]).partition(":")[0]
            found.asked.append(host + self.path)
            found.programs.add(self.headers["User-Agent"])
            answer = found.answers.get(self.path, (404, {}, b""))
            status, headers, body = answer(dict(self.headers)) if callable(answer) else answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    def resolve(host: str, *_: object, **__: object) -> object:
        address = {"intern.example": "10.0.0.1"}.get(host, "127.0.0.1")
        return [(2, 1, 6, "", (address, found.port))]

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    is_public = client.is_public
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(client, "is_public", lambda a: a == "127.0.0.1" or is_public(a))
    monkeypatch.setattr(politeness, "_REST_S", 0.0)
    found.put("/faehre", page(ld(), article()))
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
