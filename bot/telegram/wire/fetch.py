"""Fetching the document behind a link an editor sends.

Only http and https, only public addresses (an editor's link must not become a way into the network
the bot stands in; every redirect is checked again), at most 20 MB, with a time limit.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from bot.errors import InputError
from bot.telegram.documents import MAX_DOCUMENT_BYTES, Document, is_readable, safe_name
from retrieval.library import Library

Fetch = Callable[[str], Awaitable[Document]]

_MAX_REDIRECTS: Final = 5
_TIMEOUT_S: Final = 30.0


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
    async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=True) as client:
        try:
            return await _follow(client, url)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise FetchError(
                "fetch.no_answer", host=_host(url), detail=type(error).__name__
            ) from None


async def _follow(client: httpx.AsyncClient, url: str) -> Document:
    for _ in range(_MAX_REDIRECTS + 1):
        await _check_public(url)
        async with client.stream("GET", url, follow_redirects=False) as response:
            if response.is_redirect:
                url = urljoin(url, response.headers.get("location", ""))
                continue
            if response.status_code != httpx.codes.OK:
                raise FetchError("fetch.status", host=_host(url), status=response.status_code)
            return Document(_name(url, response), await _content(response))
    raise FetchError("fetch.redirects", host=_host(url), count=_MAX_REDIRECTS)


async def _content(response: httpx.Response) -> bytes:
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > MAX_DOCUMENT_BYTES:
            raise TooBigError("fetch.too_big")
        chunks.append(chunk)
    return b"".join(chunks)


async def _check_public(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("fetch.scheme")
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    for *_, address in found:
        if not ipaddress.ip_address(str(address[0]).split("%")[0]).is_global:
            raise FetchError("fetch.private", host=_host(url))


def _name(url: str, response: httpx.Response) -> str:
    last = safe_name(unquote(PurePosixPath(urlsplit(url).path).name) or _host(url))
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    suffix = Library.suffix_of_media_type(media_type)
    has_suffix = PurePosixPath(last).suffix != "" and is_readable(last)
    return last if suffix is None or has_suffix else f"{last}{suffix}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or "?"
