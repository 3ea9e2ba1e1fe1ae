"""Serving the pages and the API: from the settings to a graceful end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, StaticFileHandler

from bot.engine import AsyncEngine
from bot.service.ratelimit import RateLimits
from bot.service.sockets import listen
from bot.settings import Settings
from bot.web import api, pages
from bot.web.guard import WebServices
from retrieval.library import Library

_MAX_BODY_BYTES: Final = 5 << 20
_MAX_HEADER_BYTES: Final = 32 << 10
_IDLE_S: Final = 60
_BODY_S: Final = 30
_STOP_S: Final = 10.0
_HERE: Final = Path(__file__).parent


def application(services: WebServices) -> Application:
    """The routes.

    Args:
        services: What the handlers use.

    Returns:
        What Tornado serves.
    """
    given = {"services": services}
    return Application(
        [
            (r"/", pages.SearchPage, given),
            (r"/export", pages.ExportPage, given),
            (r"/articles", pages.ArticlesPage, given),
            (r"/a/(.+)", pages.ArticlePage, given),
            (r"/q/([^/]+)", pages.QuotePage, given),
            (r"/check", pages.CheckPage, given),
            (r"/static/(style\.css)", _Static, {"path": str(_HERE / "static")}),
            (r"/api/ask", api.AskApi, given),
            (r"/api/check", api.CheckApi, given),
            (r"/api/quote/([^/]+)", api.QuoteApi, given),
            (r"/api/articles", api.ArticlesApi, given),
            (r"/api/article/(.+)", api.ArticleApi, given),
            (r"/api/openapi\.json", api.OpenApi, given),
            (r"/api(?:/.*)?", api.NoApi, given),
        ],
        default_handler_class=pages.NotFound,
        default_handler_args=given,
        template_path=str(_HERE / "templates"),
        autoescape="xhtml_escape",
        compress_response=True,
        log_function=lambda _: None,  # its lines hold what was asked
    )


def services_of(
    settings: Settings, library: Library, *, host: str, token: str | None
) -> WebServices:
    """What the handlers use.

    Args:
        settings: All settings.
        library: Open; the engine takes it over.
        host: What is listened on.
        token: What must be shown to be let in, if anything.

    Returns:
        The services; whoever has them closes the engine.
    """
    names = {host.lower()}
    if settings.public_url:
        names.add((urlsplit(settings.public_url).hostname or "").lower())
    rate = settings.web_rate_limit_per_minute
    limits = RateLimits(rate, rate)
    return WebServices(AsyncEngine(library), settings, limits, token, frozenset(names - {""}))


async def serve(services: WebServices, host: str, port: int, ready: Any = None) -> None:  # noqa: ANN401
    """Serves until SIGTERM or SIGINT; what is being answered is answered.

    Args:
        services: What the handlers use.
        host: Address to listen on.
        port: Port; 0 for any that is free.
        ready: Called with the port once it listens.

    Raises:
        PortTakenError: The address or port cannot be had.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(number, stop.set)
    server = HTTPServer(
        application(services),
        xheaders=False,
        max_body_size=_MAX_BODY_BYTES,
        max_header_size=_MAX_HEADER_BYTES,
        idle_connection_timeout=_IDLE_S,
        body_timeout=_BODY_S,
    )
    opened = listen(host, port, "--port")
    server.add_socket(opened)
    try:
        if ready is not None:
            ready(opened.getsockname()[1])
        await stop.wait()
    finally:
        server.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.close_all_connections(), _STOP_S)


class _Static(StaticFileHandler):
    """The style sheet; it holds nothing of anybody's."""

    def set_default_headers(self) -> None:
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Server", "wortlaut")

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "public, max-age=3600")
