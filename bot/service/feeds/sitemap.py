"""A sitemap (sitemaps.org, and Google's for news): the pages that a site names, or more sitemaps.

`read_sitemap` takes and gives plain values, so that it can be called in a process with limits. No
entity is expanded, and nothing is opened that a sitemap names.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from bot.service.feeds.entries import FeedError, possible_day, web_address
from bot.service.web.client import host_of
from bot.service.web.unpacking import UnpackingError, gunzipped

MAX_SITEMAP_BYTES: Final = 52_428_800
"""Unpacked; sitemaps.org lets none be larger."""
_MAX_PAGES: Final = 50_000
"""Likewise."""
_ROOTS: Final = ("urlset", "sitemapindex")
_GZIP: Final = b"\x1f\x8b"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """What a sitemap names: a page, or another sitemap.

    Attributes:
        address: http or https.
        published: The day, as a sitemap for news says it.
        modified: The day of the last change.
        updated: Of the last change, as it is written there; empty if it is not.
    """

    address: str
    published: dt.date | None = None
    modified: dt.date | None = None
    updated: str = ""

    @property
    def latest(self) -> dt.date | None:
        """The last day on which it can have been published, if anything is said."""
        return self.published or self.modified


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap held, as it orders it: pages, and sitemaps where it is an index of such."""

    pages: tuple[SitemapEntry, ...]
    sitemaps: tuple[SitemapEntry, ...]


def read_sitemap(content: bytes, address: str) -> Sitemap:
    """Reads a sitemap.

    Args:
        content: What came: XML or a list of addresses, as it is or as a gzip file.
        address: From where, after all redirects.

    Returns:
        What it names, at most 50,000 addresses; what is none of the web is passed over.

    Raises:
        FeedError: It is no sitemap, or damaged, or unpacks to more than 50 MB.
    """
    host = host_of(address)
    if content.startswith(_GZIP):
        try:
            content = gunzipped(content, MAX_SITEMAP_BYTES)
        except OverflowError:
            raise FeedError("sitemap.too_big", host=host) from None
        except UnpackingError:
            raise FeedError("sitemap.damaged", host=host) from None
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"http"):
        return Sitemap(_from_list(content, address), ())
    return _from_xml(content, address)


def _from_list(content: bytes, address: str) -> tuple[SitemapEntry, ...]:
    lines = content.decode("utf-8-sig", "replace").split()
    found = (web_address(line, address) for line in lines if line.startswith("http"))
    pages = dict.fromkeys(filter(None, found))
    return tuple(SitemapEntry(page) for page in list(pages)[:_MAX_PAGES])


def _from_xml(content: bytes, address: str) -> Sitemap:
    from lxml import etree

    pages: dict[str, SitemapEntry] = {}
    sitemaps: dict[str, SitemapEntry] = {}
    root = ""
    events = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,  # an & that stands for itself is a common fault
    )
    try:
        for event, element in events:
            name = _local(element)
            if event == "start":
                root = root or name
                if root not in _ROOTS:
                    break
                continue
            if name not in ("url", "sitemap"):
                continue
            entry = _read(element, address)
            element.clear()
            kept = pages if name == "url" else sitemaps
            if entry is not None and len(kept) < _MAX_PAGES:
                kept.setdefault(entry.address, entry)
    except etree.XMLSyntaxError:  # there is nothing in it, or nothing more
        pass
    if root not in _ROOTS:
        is_feed = root in ("rss", "feed", "RDF")
        raise FeedError("sitemap.is_feed" if is_feed else "sitemap.none", host=host_of(address))
    faults = list(events.error_log)
    if faults and not (pages or sitemaps):
        detail = faults[0].message[:200]
        raise FeedError("sitemap.broken", host=host_of(address), detail=detail)
    return Sitemap(tuple(pages.values()), tuple(sitemaps.values()))


def _read(element: object, base: str) -> SitemapEntry | None:
    said: dict[str, str] = {}
    # Its own address first: an image of the page has one, too.
    for child in (*element, *element.iter()):  # type: ignore[misc,attr-defined]
        said.setdefault(_local(child), (child.text or "").strip())
    address = web_address(said.get("loc", ""), base) if said.get("loc") else None
    if address is None:
        return None
    updated = said.get("lastmod", "")[:100]
    return SitemapEntry(address, _day(said.get("publication_date", "")), _day(updated), updated)


def _local(element: object) -> str:
    tag = getattr(element, "tag", "")
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    try:
        return possible_day(dt.date.fromisoformat(found[0])) if found else None
    except ValueError:
        return None
