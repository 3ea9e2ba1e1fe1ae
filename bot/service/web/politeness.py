"""What a host asks of programs: its robots.txt (RFC 9309), and time between two requests."""

from __future__ import annotations

import asyncio
import time
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

from bot.service.web.client import PROGRAM, FetchError, StatusError, Web, host_of

_MAX_ROBOTS_BYTES: Final = 500 * 1024
"""RFC 9309, 2.5: at least so much is read."""
_REST_S: Final = 1.0
_MAX_REST_S: Final = 30.0


class Politeness:
    """Remembers what hosts ask of programs, and when each was asked last."""

    def __init__(self) -> None:
        """Knows no host yet."""
        self._rules: dict[str, Protego] = {}
        self._asked: dict[str, float] = {}

    async def check(self, web: Web, url: str) -> None:
        """Asks a host, once, what it forbids.

        Args:
            web: What asks.
            url: The address that is to be asked.

        Raises:
            FetchError: Its robots.txt forbids the address, or cannot be had.
        """
        origin = _origin(url)
        rules = self._rules.get(origin)
        if rules is None:
            rules = self._rules[origin] = await _rules_of(web, origin)
        if not rules.can_fetch(url, PROGRAM):
            raise FetchError("fetch.robots", host=host_of(url))

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of an address' host names; at most five."""
        rules = self._rules.get(_origin(url))
        return [] if rules is None else list(rules.sitemaps)[:5]

    async def rest(self, url: str) -> None:
        """Waits until the host may be asked again: a second later, or what its robots.txt says."""
        origin, now = _origin(url), time.monotonic()
        rules = self._rules.get(origin)
        wanted = max(_REST_S, (rules and rules.crawl_delay(PROGRAM)) or 0)
        due = self._asked.get(origin, -_MAX_REST_S) + min(wanted, _MAX_REST_S)
        if due > now:
            await asyncio.sleep(due - now)
        self._asked[origin] = time.monotonic()


async def _rules_of(web: Web, origin: str) -> Protego:
    try:
        content = (await web.get(f"{origin}/robots.txt", _MAX_ROBOTS_BYTES)).content
    except StatusError as error:
        # RFC 9309, 2.3.1: without a robots.txt everything is allowed; while the server is out of
        # order nothing is.
        if not 400 <= error.status < 500:
            raise
        content = b""
    return Protego.parse(content.decode("utf-8", "replace"))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
