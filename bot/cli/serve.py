"""`wortlaut serve`: the pages and the JSON API."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.streams import notice, write_line
from bot.errors import InputError


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port; 0: any free one.")
    ] = 8321,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TOKEN",
            help="What readers must show; better in WORTLAUT_WEB_TOKEN, where no one sees it.",
        ),
    ] = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Serves pages to ask, read and check on, and a JSON API.

    A missing index is built first; a new one is taken up without a restart. It listens on this
    machine alone, unless --host says otherwise. /api/openapi.json describes the API.
    """
    from bot.cli.index import open_library
    from bot.web.server import serve as serve_until_stopped
    from bot.web.server import services_of

    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    settings, texts = session.settings, session.texts
    if token is None and settings.web_token is not None:
        token = settings.web_token.get_secret_value()
    if token is not None and not re.fullmatch(r"[\w-]{16,256}", token, re.ASCII):
        raise InputError("input.web_token")
    if token is None and not _is_loopback(host):
        notice(texts.serve["open"].format(host=host))
    services = services_of(settings, open_library(session), host=host, token=token)

    def ready(number: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        write_line(texts.serve["ready"].format(address=f"http://{shown}:{number}/"))

    try:
        asyncio.run(serve_until_stopped(services, host, port, ready))
    finally:
        services.engine.close()
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
