"""`wortlaut mcp`: the server for agents."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.streams import notice
from bot.errors import InputError

HOST = "127.0.0.1"


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve HTTP on this machine instead of a pipe.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port for --http.")
    ] = 8322,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Serves agents by the Model Context Protocol.

    It can return nothing but slices of the articles; tools: ask, check_quote, read, quote,
    articles. An agent starts it itself and talks to it over a pipe; with --http it serves
    http://127.0.0.1:8322/mcp. Needs the extra `mcp`.
    """
    try:
        from bot.mcp_server.server import HTTP_PATH, build_server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "bot":
            raise
        raise InputError("input.no_mcp", package=error.name) from None
    from bot.cli.index import open_library
    from bot.engine import AsyncEngine

    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    if http:
        from bot.service.sockets import listen

        listen(HOST, port, "--port").close()  # one line if it is taken
    engine = AsyncEngine(open_library(session))
    server = build_server(engine, session.settings.public_url)
    try:
        if http:
            address = f"http://{HOST}:{port}{HTTP_PATH}"
            notice(session.texts.serve["ready"].format(address=address))
            asyncio.run(
                server.run_streamable_http_async(
                    host=HOST,
                    port=port,
                    streamable_http_path=HTTP_PATH,
                    json_response=True,
                    stateless_http=True,
                )
            )
        else:
            asyncio.run(server.run_stdio_async())
    finally:
        engine.close()
    return 0
