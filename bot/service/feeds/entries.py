"""A feed, RSS or Atom, as the entries in it that can be read.

In: the bytes that came from an address. Out: the entries, in the feed's order, each with a key by
which it is known again. A feed that is broken is read as far as it goes.

What comes may be anything: `read_feed` takes and gives plain values, so that it can be called in a
process with limits (`retrieval.limited`). It opens nothing else: no entity, no DTD, no address.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.sax import SAXException

from bot.errors import InputError
from bot.service.web.client import host_of
from bot.service.web.fetch import FEED_TYPES

MAX_ENTRIES: Final = 10_000
"""More of a feed's entries are not taken note of."""
MAX_ADDRESS_CHARS: Final = 2_000
_MAX_TITLE_CHARS: Final = 200
_FIRST_DAY: Final = dt.date(1990, 1, 1)
"""A feed that dates an entry earlier is mistaken: there was no web to publish it in."""


class FeedError(InputError):
    """What an address gives is no feed, or no sitemap, that can be read."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that a feed or a sitemap names.

    Attributes:
        key: By which it is known again: the id that the feed gives it, else its address.
        address: Of its page; http or https.
        day: When it was published, if that is said and can be.
        updated: When it was last changed, as it is written there; empty if it is not.
    """

    key: str
    address: str
    day: dt.date | None = None
    updated: str = ""


@dataclass(frozen=True, slots=True)
class FeedListing:
    """What a feed held.

    Attributes:
        title: What the feed is called; may be empty.
        entries: Those with an address, at most `MAX_ENTRIES`, as the feed orders them.
        unaddressed: How many have none that can be fetched.
        left_off: How many there were beyond `MAX_ENTRIES`.
        is_whole: Whether it could be read to its end.
    """

    title: str
    entries: tuple[FeedEntry, ...]
    unaddressed: int = 0
    left_off: int = 0
    is_whole: bool = True


def read_feed(content: bytes, address: str, content_type: str) -> FeedListing:
    """Reads a feed.

    Args:
        content: What came.
        address: From where, after all redirects.
        content_type: What the server calls it, with its encoding; may be empty.

    Returns:
        Its entries.

    Raises:
        FeedError: It is no feed, or too broken; of a page, the feeds that it links to are named.
    """
    import feedparser

    told = {"content-type": content_type, "content-location": address}
    found = feedparser.parse(
        BytesIO(content),  # bytes would be taken for the name of a file
        response_headers=told,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.get("version"):
        raise _no_feed(content, address, _fault(found))
    entries, unaddressed, left_off = list[FeedEntry](), 0, max(0, len(found.entries) - MAX_ENTRIES)
    for entry in found.entries[:MAX_ENTRIES]:
        read = _entry(entry, address)
        if read is None:
            unaddressed += 1
        else:
            entries.append(read)
    title = " ".join(str(found.feed.get("title", "")).split())[:_MAX_TITLE_CHARS]
    return FeedListing(title, tuple(entries), unaddressed, left_off, is_whole=not _fault(found))


def web_address(link: str, base: str) -> str | None:
    """The address of a page that a link leads to.

    Args:
        link: As it is written.
        base: Where it is written.

    Returns:
        The whole address, without a place in the page; None if it is none of the web.
    """
    try:
        address = urldefrag(urljoin(base, link.strip())).url
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # such as http://[::1
        return None
    return address if is_web and len(address) <= MAX_ADDRESS_CHARS else None


def possible_day(day: dt.date) -> dt.date | None:
    """A day on which something can have been published; None if it cannot."""
    tomorrow = dt.date.today() + dt.timedelta(days=1)  # it is tomorrow already elsewhere
    return day if _FIRST_DAY <= day <= tomorrow else None


def _fault(found: Mapping[str, Any]) -> str:
    """What is wrong with the XML; empty if nothing is."""
    error = found.get("bozo_exception")
    return str(error) if isinstance(error, SAXException) else ""


def _entry(entry: Mapping[str, Any], base: str) -> FeedEntry | None:
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    address = web_address(str(link), base) if str(link).strip() else None
    if address is None:
        return None
    key = " ".join(str(entry.get("id", "")).split())[:MAX_ADDRESS_CHARS] or address
    # Asked otherwise, feedparser gives the day of publication where none of change is named.
    updated = str(dict.get(entry, "updated", ""))[:100] if isinstance(entry, dict) else ""
    return FeedEntry(key, address, _day(entry), updated)


def _day(entry: Mapping[str, Any]) -> dt.date | None:
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        when = dict.get(entry, name) if isinstance(entry, dict) else None
        if isinstance(when, time.struct_time):
            try:
                return possible_day(dt.date(when.tm_year, when.tm_mon, when.tm_mday))
            except ValueError:
                return None
    return None


def _no_feed(content: bytes, address: str, detail: str) -> FeedError:
    host, start = host_of(address), content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<urlset" in start or b"<sitemapindex" in start:
        return FeedError("feed.is_sitemap", host=host)
    if b"<html" in start or start.startswith(b"<!doctype html"):
        linked = feeds_linked(content, address)
        if linked:
            return FeedError("feed.is_page", host=host, feeds=", ".join(linked))
        return FeedError("feed.is_page_without", host=host)
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) and detail:
        return FeedError("feed.broken", host=host, detail=detail[:200])
    return FeedError("feed.none", host=host)


def feeds_linked(content: bytes, address: str) -> list[str]:
    """The feeds that a page links to, as browsers and feed readers find them; at most five.

    Args:
        content: The page.
        address: Where it was fetched.

    Returns:
        Their whole addresses, each once.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        page = document_fromstring(content, parser=HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError):
        return []
    found = [
        web_address(link.get("href") or "", address)
        for link in page.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").strip().lower() in FEED_TYPES
        and (link.get("href") or "").strip()
    ]
    return list(dict.fromkeys(filter(None, found)))[:5]
