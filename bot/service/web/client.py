"""Asking the web for one thing, and what comes back, within limits.

Only http and https, only public addresses unless said otherwise (a link must not become a way into
the network the program stands in; every redirect is checked again, and the address that was checked
is the one connected to), and no more bytes than are wanted, however they come compressed.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final, cast
from urllib.parse import urljoin, urlsplit

import httpx

from bot.errors import InputError
from bot.service.web.public_address import is_public
from bot.service.web.unpacking import ENCODINGS, CutShortError, UnpackingError, unpacked
from retrieval.distribution import program_version

Check = Callable[["Web", str], Awaitable[None]]
"""Called with each address before it is asked; raises `FetchError` where it may not be."""

PROGRAM: Final = "Wortlaut"
"""How robots.txt may name the program."""
_MAX_REDIRECTS: Final = 5
_TIMEOUT_S: Final = 30.0
_NO_TEXT: Final = frozenset({"audio", "font", "image", "video"})
_DENIED: Final = frozenset({401, 402, 403, 429, 451})
_GONE: Final = frozenset({404, 410})


class FetchError(InputError):
    """The link leads nowhere Wortlaut goes, or to nothing it takes."""


class TooBigError(FetchError):
    """What the link leads to is larger than wanted."""


@dataclass(frozen=True, slots=True)
class Received:
    """What an address gave.

    Attributes:
        url: The address, after all redirects.
        headers: Those of the answer.
        content: The body, unpacked.
        unchanged: Whether it is what was had before, as the request allowed to say; nothing is
            sent then.
    """

    url: str
    headers: httpx.Headers
    content: bytes
    unchanged: bool = False


class StatusError(FetchError):
    """The server answers with another HTTP status than that of success."""

    @property
    def status(self) -> int:
        """The status."""
        return cast(int, self.problem.fields["status"])


class Web:
    """Asks the web, without what is the operator's own: no proxy, no ~/.netrc.

    The authorities that SSL_CERT_FILE names are heeded.
    """

    def __init__(self, *, allow_private: bool) -> None:
        """Takes whether addresses that are not public are asked, too."""
        self._allow_private = allow_private
        self._client = httpx.AsyncClient(
            timeout=_TIMEOUT_S,
            trust_env=False,
            verify=httpx.create_ssl_context(),
            headers={
                # One layer, undone here, within the limit.
                "Accept-Encoding": ENCODINGS,
                "User-Agent": _program(),
            },
        )

    async def __aenter__(self) -> Web:
        """Opens it."""
        return self

    async def __aexit__(self, *error: object) -> None:
        """Closes all connections."""
        await self._client.aclose()

    async def get(
        self,
        url: str,
        max_bytes: int,
        check: Check | None = None,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Received:
        """Asks for what an address leads to, by way of at most five redirects.

        Args:
            url: The address.
            max_bytes: That the body may have when it is unpacked.
            check: Says whether an address may be asked; each redirect's, too.
            headers: Sent besides, such as If-None-Match.

        Returns:
            What was sent.

        Raises:
            FetchError: The address is not public, or what it leads to is no text or damaged.
            StatusError: The server answers with anything but the document.
            TooBigError: The body is too big.
            httpx.HTTPError: The server does not answer as servers do; `OSError`, `ValueError`
                and `httpx.InvalidURL` likewise.
        """
        for _ in range(_MAX_REDIRECTS + 1):
            if check is not None:
                await check(self, url)
            response = await self._send(url, headers)
            try:
                if response.status_code == httpx.codes.NOT_MODIFIED and headers:
                    return Received(url, response.headers, b"", unchanged=True)
                if response.is_redirect:
                    url = urljoin(url, response.headers.get("location", ""))
                    continue
                if response.status_code != httpx.codes.OK:
                    raise _refused(host_of(url), response.status_code)
                if (kind := media_type(response.headers)).partition("/")[0] in _NO_TEXT:
                    raise FetchError("fetch.no_text", host=host_of(url), kind=kind[:40])
                content = await _content(url, response, max_bytes)
                return Received(url, response.headers, content)
            finally:
                await response.aclose()
        raise FetchError("fetch.redirects", host=host_of(url), count=_MAX_REDIRECTS)

    async def _send(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        """The answer of the first of the host's addresses that can be connected to."""
        addresses = await _addresses(url, allow_private=self._allow_private)
        for address in addresses[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._client.send(self._request(url, address, headers), stream=True)
        return await self._client.send(self._request(url, addresses[-1], headers), stream=True)

    def _request(self, url: str, address: str, headers: Mapping[str, str]) -> httpx.Request:
        """The request to that very address; the host is named to the server and to TLS."""
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii")
        return self._client.build_request(
            "GET",
            parsed.copy_with(host=address),
            headers={**headers, "Host": parsed.netloc.decode("ascii").rpartition("@")[2]},
            extensions={"sni_hostname": host},
        )


def host_of(url: str) -> str:
    """The host an address names, for people to read."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:  # such as http://[::1
        return "?"


def without_login(url: str) -> str:
    """An address as it may be shown: without the name and password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def media_type(headers: httpx.Headers) -> str:
    """What the server calls the body's kind, lower-case; empty if it does not say."""
    return str(headers.get("content-type", "")).split(";")[0].strip().lower()


def _program() -> str:
    number = program_version()
    return f"{PROGRAM}/{number}" if number else PROGRAM


def _refused(host: str, status: int) -> StatusError:
    if status in _GONE:
        return StatusError("fetch.gone", host=host, status=status)
    if status in _DENIED:
        return StatusError("fetch.denied", host=host, status=status)
    return StatusError("fetch.status", host=host, status=status)


async def _content(url: str, response: httpx.Response, max_bytes: int) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    chunks, size = [], 0
    try:
        async for chunk in unpacked(response.aiter_raw(), encoding):
            size += len(chunk)
            if size > max_bytes:
                raise TooBigError("fetch.too_big", megabytes=f"{max_bytes / 1_000_000:g}")
            chunks.append(chunk)
    except KeyError:
        raise FetchError("fetch.encoding", host=host_of(url), encoding=encoding[:40]) from None
    except CutShortError:
        raise FetchError("fetch.cut_short", host=host_of(url)) from None
    except UnpackingError:
        raise FetchError("fetch.damaged", host=host_of(url), encoding=encoding) from None
    return b"".join(chunks)


async def _addresses(url: str, *, allow_private: bool) -> list[str]:
    """The host's addresses, at least one; refused unless all of them may be asked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("fetch.scheme")
    found = await _look_up(parts.hostname, parts.port)
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if not addresses or not (allow_private or all(map(is_public, addresses))):
        raise FetchError("fetch.private", host=host_of(url))
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
