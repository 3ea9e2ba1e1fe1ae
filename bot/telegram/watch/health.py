"""`/healthz` and `/metrics`, for whoever watches the bot.

`/healthz` is 200 while messages come in, and 503 with the reason from the moment they do not, and
while the bot is starting.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.service.metrics import Metrics
from bot.service.sockets import listen
from bot.settings import Settings


@asynccontextmanager
async def health(metrics: Metrics, settings: Settings) -> AsyncIterator[None]:
    """Serves them where the settings name a port.

    Args:
        metrics: What to show.
        settings: Address and port.

    Yields:
        Once it listens; it stops at the end.

    Raises:
        PortTakenError: The address or port cannot be had.
    """
    if settings.metrics_port is None:
        yield
        return
    server = HealthServer(metrics, settings.metrics_host, settings.metrics_port)
    server.start()
    try:
        yield
    finally:
        await server.stop()


class HealthServer:
    """A small HTTP server on the bot's own event loop."""

    def __init__(self, metrics: Metrics, host: str, port: int) -> None:
        """Prepares the server.

        Args:
            metrics: What to show.
            host: Address to listen on.
            port: Port to listen on.
        """
        self._metrics = metrics
        self._host = host
        self._port = port
        self._server: HTTPServer | None = None

    def start(self) -> None:
        """Listens.

        Raises:
            PortTakenError: The address or port cannot be had.
        """
        routes: list[Any] = [
            ("/healthz", _Health, {"metrics": self._metrics}),
            ("/metrics", _Metrics, {"metrics": self._metrics}),
        ]
        server = HTTPServer(Application(routes, log_function=lambda _: None))
        server.add_socket(listen(self._host, self._port, "WORTLAUT_METRICS_PORT"))
        self._server = server

    async def stop(self) -> None:
        """Stops listening."""
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None


class _Page(RequestHandler):
    def initialize(self, metrics: Metrics) -> None:
        self.metrics = metrics


class _Health(_Page):
    def get(self) -> None:
        silence = self.metrics.silence()
        self.set_status(200 if silence is None else 503)
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps({"ok": silence is None, "reason": silence}) + "\n")


class _Metrics(_Page):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self.metrics.exposition())
