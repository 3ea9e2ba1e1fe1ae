"""Feeds, sitemaps and the pages they name, written for the tests."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.e2e.site import Site
from tests.retrieval.corpus.readers.pages import article, ld, page

RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml"
XML = "application/xml"

_WORDS = re.findall(
    r"\w+",
    """
    Hafen Deich Kutter Fähre Rathaus Schule Brücke Markt Bahnhof Museum Kirche Leuchtturm Wehr Wald
    Mühle Werft Garten Theater Klinik Straße Platz Bücherei Sporthalle Feuerwehr Verein Orgel Turm
    Speicher Schleuse Strand Insel Weg Haus Boot Netz Fang Flut Sturm Winter Sommer
    """,
)
_VERBS = ("bekommt", "verliert", "sucht", "findet", "baut", "plant", "prüft", "zeigt", "feiert")


def story(number: int, *, sentences: int = 30) -> str:
    """A text of its own for each number."""
    chosen = random.Random(number)  # noqa: S311
    return " ".join(
        f"Der {chosen.choice(_WORDS)} {chosen.choice(_VERBS)} seit {chosen.randrange(1900, 2020)}"
        f" {chosen.randrange(2, 99)} {chosen.choice(_WORDS)}-{chosen.choice(_WORDS)}."
        for _ in range(sentences)
    )


def put_page(site: Site, number: int, *, day: str | None = "2025-03-14", text: str = "") -> str:
    """Puts a page into a newspaper; returns its path."""
    path = f"/seite-{number}"
    url = f"https://kuestenbote.example{path}"
    said = ld(
        headline=f"Meldung {number} von der Küste",
        datePublished=day,
        dateModified=None,
        mainEntityOfPage={"@type": "WebPage", "@id": url},
    )
    site.put(path, page(said, article(text or story(number))))
    return path


def rss(site: Site, items: Iterable[str | tuple[str, str]], title: str = "Küstenbote") -> str:
    """An RSS feed; an item is the path of its page, or what stands in it, with that."""
    parts = []
    for item in items:
        path, more = item if isinstance(item, tuple) else (item, "")
        link = escape(path if "://" in path else site.link(path))
        parts.append(f"<item><title>{escape(path)}</title><link>{link}</link>{more}</item>")
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title>{''.join(parts)}</channel></rss>"
    )


def pub_date(day: str) -> str:
    when = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return f"<pubDate>{format_datetime(when)}</pubDate>"


def atom(site: Site, entries: Iterable[tuple[str, str]]) -> str:
    """An Atom feed; an entry is the path of its page, and when it was updated."""
    parts = [
        f"<entry><id>tag:kuestenbote.example,2025:{path}</id><title>{path}</title>"
        f'<link rel="self" href="/api{path}"/><link href="{path}"/><updated>{updated}</updated>'
        "</entry>"
        for path, updated in entries
    ]
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Küstenbote</title>'
        f"<id>tag:kuestenbote.example,2025:feed</id>{''.join(parts)}</feed>"
    )


def sitemap(site: Site, pages: Iterable[str | tuple[str, str]]) -> str:
    """A sitemap; a page is its path, or that and what else is said of it."""
    parts = []
    for entry in pages:
        path, more = entry if isinstance(entry, tuple) else (entry, "")
        parts.append(f"<url><loc>{escape(site.link(path))}</loc>{more}</url>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{''.join(parts)}</urlset>"
    )


def sitemap_index(site: Site, sitemaps: Iterable[tuple[str, str]]) -> str:
    """An index of sitemaps: their paths, and when they were changed last."""
    parts = [
        f"<sitemap><loc>{site.link(path)}</loc><lastmod>{day}</lastmod></sitemap>"
        for path, day in sitemaps
    ]
    return (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{''.join(parts)}</sitemapindex>"
    )


def news(day: str) -> str:
    return (
        "<news:news><news:publication><news:name>Küstenbote</news:name></news:publication>"
        f"<news:publication_date>{day}T08:00:00+01:00</news:publication_date></news:news>"
    )
