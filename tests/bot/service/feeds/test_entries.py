"""A feed gives its entries, whatever its dialect, encoding and faults."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.service.feeds.entries import (
    MAX_ENTRIES,
    FeedEntry,
    FeedError,
    feeds_linked,
    read_feed,
    web_address,
)

URL = "https://kuestenbote.example/feeds/alle.xml"
DAY = dt.date(2025, 3, 14)


def read(text: str | bytes, content_type: str = "application/rss+xml") -> tuple[FeedEntry, ...]:
    content = text.encode() if isinstance(text, str) else text
    return read_feed(content, URL, content_type).entries


def rss(items: str, head: str = "") -> str:
    return f"<rss version='2.0'><channel><title>Küstenbote</title>{head}{items}</channel></rss>"


ITEM = (
    "<item><guid isPermaLink='false'>a-1</guid><link>https://kuestenbote.example/a</link>"
    "<pubDate>Fri, 14 Mar 2025 06:30:00 +0100</pubDate></item>"
)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (rss(ITEM), FeedEntry("a-1", "https://kuestenbote.example/a", DAY)),
        (
            rss("<item><guid>https://kuestenbote.example/b</guid></item>"),
            FeedEntry("https://kuestenbote.example/b", "https://kuestenbote.example/b"),
        ),
        (
            rss("<item><link>/c?x=1#kommentare</link></item>"),
            FeedEntry("https://kuestenbote.example/c?x=1", "https://kuestenbote.example/c?x=1"),
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title><entry><id>urn:1</id>'
            '<link rel="enclosure" href="/ton.mp3"/><link rel="alternate" href="../d"/>'
            "<published>2025-03-14T23:30:00Z</published><updated>2025-03-15T01:00:00Z</updated>"
            "</entry></feed>",
            FeedEntry("urn:1", "https://kuestenbote.example/d", DAY, "2025-03-15T01:00:00Z"),
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<channel><title>K</title></channel><item rdf:about='urn:e'>"
            "<link>https://kuestenbote.example/e</link><dc:date>2025-03-14</dc:date></item></rdf:RDF>",
            FeedEntry("urn:e", "https://kuestenbote.example/e", DAY, "2025-03-14"),
        ),
    ],
)
def test_dialects(text: str, entry: FeedEntry) -> None:
    assert read(text) == (entry,)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("named_in", ["header", "file"])
def test_encodings(encoding: str, named_in: str) -> None:
    head = f"<?xml version='1.0' encoding='{encoding}'?>" if named_in == "file" else ""
    kind = f"text/xml; charset={encoding}" if named_in == "header" else "application/xml"
    found = read_feed((head + rss(ITEM)).encode(encoding), URL, kind)
    assert found.title == "Küstenbote"
    assert found.is_whole


@pytest.mark.parametrize(
    "day",
    [
        *("Fri, 14 Mar 1825 10:00:00 GMT", "Fri, 14 Mar 9025 10:00:00 GMT", "99.99.9999", ""),
        *("-1", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Feb 2025 10:00:00 GMT", "9" * 5_000),
    ],
)
def test_absurd_days_are_none(day: str) -> None:
    [entry] = read(rss(f"<item><link>/a</link><pubDate>{day}</pubDate></item>"))
    assert entry.day is None or 1990 <= entry.day.year <= dt.date.today().year + 1


def test_what_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = rss(ITEM + ITEM.replace("a-1", "a-2"))
    found = read_feed(whole[: whole.index("a-2")].encode(), URL, "")
    assert [entry.key for entry in found.entries][:1] == ["a-1"]
    assert not found.is_whole
    assert read_feed(whole.encode(), URL, "").is_whole


def test_a_bare_ampersand_costs_nothing() -> None:
    text = rss("<item><title>Kind & Kegel</title><link>/a</link></item>")
    assert [entry.address for entry in read(text)] == ["https://kuestenbote.example/a"]


def test_more_than_is_taken_note_of() -> None:
    items = "".join(f"<item><link>/{n}</link></item>" for n in range(MAX_ENTRIES + 3))
    found = read_feed(rss(items).encode(), URL, "")
    assert (len(found.entries), found.left_off) == (MAX_ENTRIES, 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "feed.none"),
        (b"\0\xff\xfe" * 50, "feed.none"),
        (b"{}", "feed.none"),
        (b"/etc/passwd", "feed.none"),
        (b"https://kuestenbote.example/x", "feed.none"),
        (b"<?xml version='1.0'?><note>Ja</note>", "feed.none"),
        (b"<?xml version='1.0'?><rss", "feed.broken"),
        (b"<!DOCTYPE html><title>Ja</title>", "feed.is_page_without"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "feed.is_sitemap"),
    ],
)
def test_what_is_no_feed(content: bytes, code: str) -> None:
    with pytest.raises(FeedError) as refused:
        read_feed(content, URL, "text/html")
    assert refused.value.problem.code == code
    assert "\n" not in str(refused.value)


def test_feeds_that_a_page_links_to() -> None:
    page = "".join(
        f'<link rel="alternate" type="application/atom+xml" href="/f{n % 7}">' for n in range(20)
    )
    assert feeds_linked(f"<head>{page}".encode(), URL) == [
        f"https://kuestenbote.example/f{n}" for n in range(5)
    ]
    for nothing in (b"", b"\0", b"<html>", b"<link href='x'>", b"\xff" * 99):
        assert feeds_linked(nothing, URL) == []


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://a.example/x#y", "https://a.example/x"),
        (" //a.example/x ", "https://a.example/x"),
        ("x", "https://kuestenbote.example/feeds/x"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("http://[::1", None),
        ("https://a.example/" + "x" * 2_000, None),
    ],
)
def test_addresses(link: str, address: str | None) -> None:
    assert web_address(link, URL) == address
