"""Fetching the document behind a link an editor sends.

Only http and https, only public addresses (an editor's link must not become a way into the network
the bot stands in; every redirect is checked again, and the address that was checked is the one
connected to), at most 20 MB however they come compressed, with one time limit over all of it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from bot.errors import InputError
from bot.telegram.documents import MAX_DOCUMENT_BYTES, Document, is_readable, safe_name
from bot.telegram.wire.public_address import is_public
from retrieval.library import Library

Fetch = Callable[[str], Coroutine[Any, Any, Document]]

_MAX_REDIRECTS: Final = 5
_TIMEOUT_S: Final = 30.0
_WHOLE_TIMEOUT_S: Final = 120.0
# gzip alone is asked for: one layer, undone here, within the limit.
_HEADERS: Final = {"Accept-Encoding": "gzip"}
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


class FetchError(InputError):
    """The link leads nowhere Wortlaut goes, or to nothing it takes."""


class TooBigError(FetchError):
    """What the link leads to is over 20 MB."""


async def fetch_document(url: str) -> Document:
    """Fetches what a public http or https link leads to.

    The document is named after the last part of its address, with a suffix that fits its type.
    Raises `FetchError` if the address is not public, does not answer, or refuses, `TooBigError` if
    the document is too big.
    """
    try:
        async with (
            asyncio.timeout(_WHOLE_TIMEOUT_S),
            # A proxy, or a name and password from ~/.netrc, is for the operator's own errands; the
            # authorities that SSL_CERT_FILE names are heeded.
            httpx.AsyncClient(
                timeout=_TIMEOUT_S,
                trust_env=False,
                verify=httpx.create_ssl_context(),
                headers=_HEADERS,
            ) as client,
        ):
            return await _follow(client, url)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, zlib.error) as error:
        raise FetchError("fetch.no_answer", host=_host(url), detail=type(error).__name__) from None


async def _follow(client: httpx.AsyncClient, url: str) -> Document:
    for _ in range(_MAX_REDIRECTS + 1):
        response = await _send(client, url)
        try:
            if response.is_redirect:
                url = urljoin(url, response.headers.get("location", ""))
                continue
            if response.status_code != httpx.codes.OK:
                raise FetchError("fetch.status", host=_host(url), status=response.status_code)
            return Document(_name(url, response), await _content(url, response))
        finally:
            await response.aclose()
    raise FetchError("fetch.redirects", host=_host(url), count=_MAX_REDIRECTS)


async def _send(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """The answer of the first of the host's addresses that can be connected to."""
    addresses = await _public_addresses(url)
    for address in addresses[:-1]:
        with suppress(httpx.ConnectError, httpx.ConnectTimeout):
            return await client.send(_request(client, url, address), stream=True)
    return await client.send(_request(client, url, addresses[-1]), stream=True)


def _request(client: httpx.AsyncClient, url: str, address: str) -> httpx.Request:
    """The request to that very address; the host is named to the server and in its certificate."""
    parsed = httpx.URL(url)
    host = parsed.raw_host.decode("ascii")
    return client.build_request(
        "GET",
        parsed.copy_with(host=address),
        headers={"Host": parsed.netloc.decode("ascii").rpartition("@")[2]},
        extensions={"sni_hostname": host},
    )


async def _content(url: str, response: httpx.Response) -> bytes:
    chunks, size = [], 0
    async for chunk in _decoded(url, response):
        size += len(chunk)
        if size > MAX_DOCUMENT_BYTES:
            raise TooBigError("fetch.too_big")
        chunks.append(chunk)
    return b"".join(chunks)


async def _decoded(url: str, response: httpx.Response) -> AsyncIterator[bytes]:
    """The body in pieces, none of which is larger than a document may be."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if encoding not in ("gzip", "x-gzip"):
        raise FetchError("fetch.encoding", host=_host(url), encoding=encoding[:40])
    gzip = zlib.decompressobj(_GZIP_WINDOW)
    async for chunk in response.aiter_raw():
        waiting = chunk
        while waiting:
            if gzip.eof:  # what follows is another member, as in a file that was appended to
                gzip = zlib.decompressobj(_GZIP_WINDOW)
            yield gzip.decompress(waiting, MAX_DOCUMENT_BYTES)
            waiting = gzip.unconsumed_tail or gzip.unused_data
    if not gzip.eof:
        raise FetchError("fetch.cut_short", host=_host(url))


async def _public_addresses(url: str) -> list[str]:
    """The host's addresses, at least one; refused unless all of them are public."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("fetch.scheme")
    found = await _look_up(parts.hostname, parts.port)
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if not addresses or not all(map(is_public, addresses)):
        raise FetchError("fetch.private", host=_host(url))
    return addresses


def _look_up(host: str, port: int | None) -> asyncio.Future[list[tuple[Any, ...]]]:
    """The host's addresses, as `socket.getaddrinfo` gives them.

    Asked in a thread that nobody waits for at the end of the process: a name server may take half
    a minute not to answer.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

    def look_up() -> None:
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            settle = partial(found.set_result, addresses)
        except Exception as error:
            settle = partial(found.set_exception, error)
        with suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(lambda: found.done() or settle())

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    return found


def _name(url: str, response: httpx.Response) -> str:
    last = safe_name(unquote(PurePosixPath(urlsplit(url).path).name) or _host(url))
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    suffix = Library.suffix_of_media_type(media_type)
    has_suffix = PurePosixPath(last).suffix != "" and is_readable(last)
    return last if suffix is None or has_suffix else f"{last}{suffix}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:  # such as http://[::1
        return "?"
