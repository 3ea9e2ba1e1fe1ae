"""`wortlaut add --sitemap`: the pages that a site names become articles, once."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest

from bot.service.feeds import reading
from bot.service.feeds import sitemap as sitemap_reader
from tests.e2e.cli import Cli, Result
from tests.e2e.feeds import RSS, XML, news, put_page, rss, sitemap, sitemap_index
from tests.e2e.site import Site

MAP = "/sitemap.xml"


def stored(cli: Cli) -> list[str]:
    return sorted(path.name for path in cli.folder.glob("corpus/*meldung*.md"))


def last_line(result: Result) -> str:
    return result.err.splitlines()[-1]


def read(cli: Cli, site: Site, *options: str, path: str = MAP) -> Result:
    return cli.run("add", "--no-index", *options, "--sitemap", site.link(path))


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_a_sitemap_are_added_once(cli: Cli, site: Site, packed: bool) -> None:
    content = sitemap(site, [put_page(site, n) for n in (1, 2)]).encode()
    path = "/sitemap.xml.gz" if packed else MAP
    kind = "application/gzip" if packed else XML
    site.put(path, gzip.compress(content) if packed else content, kind)
    result = read(cli, site, path=path)
    assert result.status == 0, result.err
    assert last_line(result) == "2 added."
    site.asked.clear()
    assert last_line(read(cli, site, path=path)) == "Nothing new."
    assert not [path for path in site.asked if "seite" in path]


def test_a_page_that_was_changed_is_read_again(cli: Cli, site: Site) -> None:
    path = put_page(site, 1)
    site.put(MAP, sitemap(site, [(path, "<lastmod>2025-03-14</lastmod>")]), XML)
    read(cli, site)
    site.put(MAP, sitemap(site, [(path, "<lastmod>2025-03-15T08:00:00Z</lastmod>")]), XML)
    assert last_line(read(cli, site)) == "1 there already."


def test_only_of_a_day_or_later(cli: Cli, site: Site) -> None:
    pages = [
        (put_page(site, 1, day="2025-02-01"), "<lastmod>2025-02-03</lastmod>"),
        (put_page(site, 2, day="2025-02-01"), "<lastmod>2025-03-20</lastmod>"),
        (put_page(site, 3, day="2025-03-14"), news("2025-03-14")),
        (put_page(site, 4, day="2025-03-15"), ""),
        (put_page(site, 5, day="2025-02-01"), news("2025-02-01")),
        (put_page(site, 6, day="2025-03-16"), "<lastmod>9999-99-99</lastmod>"),
    ]
    site.put(MAP, sitemap(site, pages), XML)
    result = read(cli, site, "--since", "1.3.2025")
    assert last_line(result) == "3 added, 1 older than asked for."
    asked = [path[-1] for path in site.asked if "seite" in path]
    assert asked == ["2", "3", "4", "6"]  # the newest first, as far as the sitemap says
    assert last_line(read(cli, site, "--since", "2025-02-01")) == "3 added."


def test_an_index_of_sitemaps(cli: Cli, site: Site) -> None:
    site.put("/alt.xml", sitemap(site, [put_page(site, 1)]), XML)
    site.put("/neu.xml.gz", gzip.compress(sitemap(site, [put_page(site, 2)]).encode()), XML)
    site.put("/drin.xml", sitemap(site, [put_page(site, 3)]), XML)
    inner = sitemap_index(site, [("/drin.xml", "2025-03-14"), (MAP, "2025-03-14")])
    site.put("/index2.xml", inner, XML)
    known = [
        *(("/alt.xml", "2024-01-01"), ("/neu.xml.gz", "2025-03-14")),
        *(("/index2.xml", "2025-03-14"), ("/weg.xml", "2025-03-14")),
    ]
    site.put(MAP, sitemap_index(site, known), XML)
    result = read(cli, site, "--since", "2025-03-01")
    assert result.status == 1
    assert f"Not read: {site.link('/weg.xml')}: kuestenbote.example has no such page" in result.err
    assert last_line(result) == "2 added."
    assert "kuestenbote.example/alt.xml" not in site.asked
    assert site.asked.count("kuestenbote.example/sitemap.xml") == 1


def test_of_many_sitemaps_so_many_are_read(
    cli: Cli, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_MAX_SITEMAPS", 3)
    for n in range(5):
        site.put(f"/{n}.xml", sitemap(site, [put_page(site, n)]), XML)
    site.put(MAP, sitemap_index(site, [(f"/{n}.xml", f"2025-03-1{n}") for n in range(5)]), XML)
    result = read(cli, site)
    assert "more sitemaps than are read at a time (3); not read: 3" in result.err
    assert len(stored(cli)) == 2
    assert "kuestenbote.example/4.xml" in site.asked  # the newest


def test_a_list_of_addresses(cli: Cli, site: Site) -> None:
    paths = [put_page(site, n) for n in (1, 2)]
    site.put("/sitemap.txt", "\n".join(map(site.link, paths)), "text/plain")
    assert last_line(read(cli, site, path="/sitemap.txt")) == "2 added."


def test_the_sitemap_for_news_gives_the_day_that_a_page_does_not_state(
    cli: Cli, site: Site
) -> None:
    site.put(MAP, sitemap(site, [(put_page(site, 1, day=None), news("2025-03-12"))]), XML)
    read(cli, site)
    assert stored(cli) == ["2025-03-12-meldung-1-von-der-kueste.md"]


def test_no_more_than_so_many_pages_at_a_time(cli: Cli, site: Site) -> None:
    site.put(MAP, sitemap(site, [put_page(site, n) for n in range(5)]), XML)
    first = read(cli, site, "--limit", "2")
    assert "2 are read now, 3 the next time" in first.err
    assert last_line(read(cli, site)) == "3 added."


def test_a_fault_that_is_common_costs_nothing(cli: Cli, site: Site) -> None:
    path = put_page(site, 1)
    content = sitemap(site, ["/x?a=1&b=2", path]).replace("&amp;", "&")
    site.put(MAP, content, XML)
    assert last_line(read(cli, site)).startswith("1 added, 1 not readable")


BOMB = gzip.compress(b"<urlset>" + b" " * 60_000_000)
WRONG = {
    "/text": ("sends no sitemap, and the robots.txt there names none", "keine Sitemap, und die"),
    "/seite.html": ("sends no sitemap", "schickt keine Sitemap"),
    "/leer": ("sends no sitemap", "schickt keine Sitemap"),
    "/kaputt": ("a sitemap that cannot be read (", "eine Sitemap, die nicht zu lesen ist ("),
    "/feed": ("sends a feed, no sitemap; --feed", "einen Feed, keine Sitemap; --feed"),
    "/bombe.gz": ("unpacks to more than 50 MB", "die entpackt mehr als 50 MB hat"),
    "/kurz.gz": ("whose compression is damaged", "die beschädigt gepackt ist"),
    "/verboten": ("the robots.txt of kuestenbote.example", "die robots.txt von kuestenbote"),
    "/innen": ("intern.example is no public address", "intern.example ist keine öffentliche"),
}


@pytest.mark.parametrize("path", WRONG)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_no_sitemap_is_one_line(cli: Cli, site: Site, path: str, language: str) -> None:
    cli.environ["WORTLAUT_LANGUAGE"] = language
    site.put("/text", "Guten Tag", "text/plain")
    site.put("/seite.html", "<!doctype html><html><body><p>Ja", "text/html")
    site.put("/leer", "", XML)
    site.put("/kaputt", "<urlset><url", XML)
    site.put("/feed", rss(site, []), RSS)
    site.put("/bombe.gz", BOMB, "application/gzip")
    site.put("/kurz.gz", gzip.compress(b"<urlset/>")[:-9], "application/gzip")
    site.put("/robots.txt", "User-agent: *\nDisallow: /verboten\n", "text/plain")
    site.move("/innen", "http://intern.example/sitemap.xml")

    result = read(cli, site, path=path)

    line, last = result.err.splitlines()
    assert (result.status, result.out) == (1, "")
    assert line.startswith("Not read: " if language == "en" else "Nicht gelesen: ")
    assert WRONG[path][language == "de"] in line
    assert last == ("Nothing new." if language == "en" else "Nichts Neues.")


def test_the_sitemaps_that_robots_txt_names_are_named(cli: Cli, site: Site) -> None:
    site.put("/", "<!doctype html><html><body><p>Start", "text/html")
    site.put("/robots.txt", f"Sitemap: {site.link(MAP)}\n", "text/plain")
    result = read(cli, site, path="/")
    assert f"sends no sitemap; the robots.txt there names: {site.link(MAP)}" in result.err


LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi")
)


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE urlset [<!ENTITY a "ha">{LAUGHS}<!ENTITY x "&i;">]>',
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "{site}/geheim">]>',
        '<!DOCTYPE urlset SYSTEM "{site}/geheim.dtd">',
        '<!DOCTYPE urlset [<!ENTITY % x SYSTEM "{site}/geheim"> %x;]>',
    ],
)
def test_no_entity_of_a_sitemap_is_followed(cli: Cli, site: Site, head: str) -> None:
    content = sitemap(site, [put_page(site, 1), "/QQ"])
    content = content.replace("?>", f"?>{head.replace('{site}', site.link(''))}", 1)
    site.put(MAP, content.replace("QQ", "a&x;"), XML)
    result = read(cli, site)
    assert len(result.err) < 2_000
    assert "root:" not in result.out + result.err
    assert not [path for path in site.asked if "geheim" in path]


def test_a_sitemap_of_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap_reader, "_MAX_PAGES", 10)
    site = Site(port=80)
    found = sitemap_reader.read_sitemap(
        sitemap(site, [f"/{n}" for n in range(30)]).encode(), site.link(MAP)
    )
    assert len(found.pages) == 10


def test_an_image_of_a_page_is_not_the_page() -> None:
    site = Site(port=80)
    image = "<image:image xmlns:image='x'><image:loc>https://a.example/bild.jpg</image:loc></image:image>"
    content = sitemap(site, ["/1"]).replace("<url>", f"<url>{image}")
    [found] = sitemap_reader.read_sitemap(content.encode(), site.link(MAP)).pages
    assert found.address == site.link("/1")
