"""`wortlaut feeds` and `wortlaut add --feed`: what is new in feeds becomes articles, once."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from bot.service.feeds import reading
from tests.e2e.cli import Cli, Result
from tests.e2e.feeds import ATOM, RSS, atom, pub_date, put_page, rss, sitemap, story
from tests.e2e.site import Answer, Site

FEED = "/feed.xml"


def stored(cli: Cli) -> list[str]:
    return sorted(path.name for path in cli.folder.glob("corpus/*meldung*.md"))


def last_line(result: Result) -> str:
    return result.err.splitlines()[-1]


def pages_asked(site: Site) -> list[str]:
    return [path for path in site.asked if "/seite" in path]


@pytest.fixture
def feed(site: Site) -> str:
    """A feed of three pages."""
    site.put(FEED, rss(site, [put_page(site, n) for n in (1, 2, 3)]), RSS)
    return site.link(FEED)


def test_what_is_new_in_a_feed_is_added_once(indexed: Cli, site: Site, feed: str) -> None:
    result = indexed.run("add", "--feed", feed)
    assert result.status == 0, result.err
    assert result.out.count("Added: ") == 3
    assert result.err.splitlines()[-1] == "3 added."
    assert len(stored(indexed)) == 3
    assert "Meldung 2 von der Küste" in indexed.run("articles").out  # the index is up to date
    site.asked.clear()

    again = indexed.run("add", "--feed", feed)
    assert (again.status, again.out) == (0, "")
    assert again.err == "Nothing new.\n"
    assert pages_asked(site) == []

    site.put(FEED, rss(site, [put_page(site, n) for n in (4, 3, 2)]), RSS)
    more = indexed.run("add", "--no-index", "--feed", feed)
    assert last_line(more) == "1 added."
    assert pages_asked(site) == ["kuestenbote.example/seite-4"]
    assert len(stored(indexed)) == 4


def test_a_server_is_asked_whether_the_feed_has_changed(cli: Cli, site: Site) -> None:
    content = rss(site, [put_page(site, 1)]).encode()
    seen = list[tuple[str | None, str | None]]()

    def answer(headers: dict[str, str]) -> Answer:
        seen.append((headers.get("If-None-Match"), headers.get("If-Modified-Since")))
        said = {"ETag": '"eins"', "Last-Modified": "Fri, 14 Mar 2025 10:00:00 GMT"}
        if headers.get("If-None-Match") == '"eins"':
            return 304, said, b""
        return 200, {"Content-Type": RSS, **said}, content

    site.answers[FEED] = answer
    for said in ("1 added.", "Nothing new.", "Nothing new."):
        assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == said
    known = ('"eins"', "Fri, 14 Mar 2025 10:00:00 GMT")
    assert seen == [(None, None), known, known]


def test_what_waits_is_read_also_where_the_feed_has_not_changed(cli: Cli, site: Site) -> None:
    content, said = rss(site, [put_page(site, 1)]).encode(), {"Content-Type": RSS, "ETag": '"1"'}
    page = site.answers.pop("/seite-1")
    site.answers[FEED] = lambda headers: (
        (304, said, b"") if "If-None-Match" in headers else (200, said, content)
    )
    assert "1 not readable" in last_line(cli.run("add", "--no-index", "--feed", site.link(FEED)))
    site.answers["/seite-1"] = page
    assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == "1 added."


def test_atom_is_read_and_an_entry_that_was_updated_is_read_again(cli: Cli, site: Site) -> None:
    path = put_page(site, 1)
    site.put("/atom", atom(site, [(path, "2025-03-14T08:00:00Z")]), ATOM)
    assert last_line(cli.run("add", "--no-index", "--feed", site.link("/atom"))) == "1 added."
    site.put("/atom", atom(site, [(path, "2025-03-15T08:00:00Z")]), ATOM)
    again = cli.run("add", "--no-index", "--feed", site.link("/atom"))
    assert last_line(again) == "1 there already."

    put_page(site, 1, text=story(1) + " Am Freitag kam noch ein Kutter in den Hafen zurück.")
    site.put("/atom", atom(site, [(path, "2025-03-16T08:00:00Z")]), ATOM)
    newer = cli.run("add", "--no-index", "--feed", site.link("/atom"))
    assert newer.out.startswith("New version: corpus/2025-03-14-meldung-1-von-der-kueste.md")
    assert last_line(newer) == "new versions: 1."
    assert len(pages_asked(site)) == 3
    assert len(stored(cli)) == 1


def test_an_entry_is_known_by_its_id_and_by_its_address(cli: Cli, site: Site) -> None:
    one, two = put_page(site, 1), put_page(site, 2)
    site.put(FEED, rss(site, [(one, "<guid>a</guid>"), (two, "<guid>b</guid>")]), RSS)
    cli.run("add", "--no-index", "--feed", site.link(FEED))
    moved = [("/anderswo", "<guid>a</guid>"), (two, "<guid>c</guid>")]
    site.put(FEED, rss(site, moved), RSS)
    assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == "Nothing new."
    other = rss(site, [one, two], title="Ein anderer Feed")
    site.put("/zwei.xml", other, RSS)
    assert (
        last_line(cli.run("add", "--no-index", "--feed", site.link("/zwei.xml"))) == "Nothing new."
    )
    assert len(pages_asked(site)) == 2


def test_what_cannot_be_read_is_tried_again_five_times_in_all(cli: Cli, site: Site) -> None:
    site.put(FEED, rss(site, [put_page(site, 1), "/weg"]), RSS)
    first = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert first.status == 0
    assert (
        f"Not added: {site.link('/weg')}: kuestenbote.example has no such page (404)" in first.err
    )
    assert first.err.splitlines()[-1] == (
        "1 added, 1 not readable (1 × kuestenbote.example has no such page (404)). What was not"
        " readable is tried again the next time, five times in all."
    )
    for _ in range(3):
        cli.run("add", "--no-index", "--feed", site.link(FEED))
    fifth = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert "five times" not in fifth.err
    assert "1 not readable" in fifth.err
    assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == "Nothing new."
    assert site.asked.count("kuestenbote.example/weg") == 5


def test_what_can_be_read_the_next_time_is_added_then(cli: Cli, site: Site, feed: str) -> None:
    page = site.answers.pop("/seite-2")
    assert "2 added, 1 not readable" in cli.run("add", "--no-index", "--feed", feed).err
    site.answers["/seite-2"] = page
    assert last_line(cli.run("add", "--no-index", "--feed", feed)) == "1 added."


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_has_enough_is_left_alone(cli: Cli, site: Site, status: int) -> None:
    paths = [put_page(site, n) for n in range(1, 6)]
    page = site.answers["/seite-2"]
    site.put("/seite-2", "", status=status)
    site.put(FEED, rss(site, paths), RSS)
    result = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert "pages that wait for the next time: 4" in result.err
    assert result.err.splitlines()[-1] == "1 added, 4 left for the next time."
    assert len(pages_asked(site)) == 2
    site.answers["/seite-2"] = page
    assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == "4 added."


def test_no_more_than_so_many_pages_at_a_time(cli: Cli, site: Site) -> None:
    site.put(FEED, rss(site, [put_page(site, n) for n in range(1, 6)]), RSS)
    first = cli.run("add", "--no-index", "--limit", "2", "--feed", site.link(FEED))
    assert "2 are read now, 3 the next time" in first.err
    assert first.err.splitlines()[-1] == "2 added, 3 left for the next time."
    assert pages_asked(site) == ["kuestenbote.example/seite-1", "kuestenbote.example/seite-2"]
    rest = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert last_line(rest) == "3 added."


def test_a_dry_run_shows_what_would_be_read_and_notes_nothing(
    cli: Cli, site: Site, feed: str
) -> None:
    result = cli.run("add", "--dry-run", "--feed", feed)
    assert result.out.splitlines() == [f"Would read: {site.link(f'/seite-{n}')}" for n in (1, 2, 3)]
    assert last_line(result) == "3 to be read."
    assert pages_asked(site) == []
    assert not (cli.folder / "corpus" / ".wortlaut").exists()


def test_only_of_a_day_or_later(cli: Cli, site: Site) -> None:
    items = [
        (put_page(site, 1, day="2025-03-14"), pub_date("2025-03-14")),
        (put_page(site, 2, day="2025-02-01"), pub_date("2025-02-01")),
        (put_page(site, 3, day="2025-02-01"), ""),
        (put_page(site, 4, day="2025-03-15"), pub_date("0001-01-01")),
    ]
    site.put(FEED, rss(site, items), RSS)
    result = cli.run("add", "--no-index", "--since", "1.3.2025", "--feed", site.link(FEED))
    assert last_line(result) == "2 added, 2 older than asked for."
    assert "kuestenbote.example/seite-2" not in pages_asked(site)
    rest = cli.run("add", "--no-index", "--since", "2025-02-01", "--feed", site.link(FEED))
    assert last_line(rest) == "2 added."


def test_the_feed_gives_the_day_that_a_page_does_not_state(cli: Cli, site: Site) -> None:
    site.put(FEED, rss(site, [(put_page(site, 1, day=None), pub_date("2025-03-12"))]), RSS)
    cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert stored(cli) == ["2025-03-12-meldung-1-von-der-kueste.md"]


class TestTheList:
    def test_feeds_are_listed_read_and_dropped(self, indexed: Cli, site: Site, feed: str) -> None:
        assert indexed.run("feeds").err == (
            "No feed is on the list; `wortlaut feeds add URL` puts one on it.\n"
        )
        added = indexed.run("feeds", "add", feed)
        assert added.status == 0, added.err
        assert added.out == (
            f"On the list: Küstenbote ({feed}); entries it has now: 3."
            " `wortlaut feeds fetch` reads them.\n"
        )
        assert stored(indexed) == []
        assert indexed.run("feeds", "add", feed).out.startswith("On the list already: ")

        fetched = indexed.run("feeds", "fetch")
        assert fetched.status == 0, fetched.err
        assert fetched.err.splitlines()[-1] == "3 added."

        head, row = indexed.run("feeds").out.splitlines()
        assert head.split("\t")[:2] == ["feed", "title"]
        assert row.split("\t")[:2] == [feed, "Küstenbote"]
        assert row.split("\t")[3:] == ["3", "0", "0", ""]
        [record] = json.loads(indexed.run("feeds", "--json").out)
        assert (record["address"], record["read"], record["problem"]) == (feed, 3, None)

        assert indexed.run("feeds", "drop", feed).out.startswith(f"Off the list: {feed}")
        assert indexed.run("feeds").out == ""
        assert len(stored(indexed)) == 3

    def test_one_that_cannot_be_read_does_not_hold_up_the_others(
        self, cli: Cli, site: Site, feed: str
    ) -> None:
        site.put("/weg.xml", rss(site, []), RSS)
        cli.run("feeds", "add", site.link("/weg.xml"), feed)
        site.put("/weg.xml", "", status=500)
        result = cli.run("feeds", "fetch", "--no-index")
        assert result.status == 1
        reason = "kuestenbote.example answers 500"
        assert f"Not read: {site.link('/weg.xml')}: {reason}" in result.err
        assert result.err.splitlines()[-1] == "3 added."
        assert reason in cli.run("feeds").out

    def test_one_of_them(self, cli: Cli, site: Site, feed: str) -> None:
        site.put("/zwei.xml", rss(site, [put_page(site, 9)]), RSS)
        cli.run("feeds", "add", feed, site.link("/zwei.xml"))
        result = cli.run("feeds", "fetch", "--no-index", site.link("/zwei.xml"))
        assert last_line(result) == "1 added."

    @pytest.mark.parametrize("action", ["drop", "fetch"])
    def test_what_is_not_on_the_list(self, cli: Cli, feed: str, action: str) -> None:
        result = cli.run("feeds", action, feed)
        assert result.status == 2
        assert result.error_line() == (
            f"wortlaut: {feed} is not on the list; `wortlaut feeds` shows it\n"
        )

    def test_a_feed_of_ones_own_network_stays_allowed(
        self, cli: Cli, site: Site, feed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from bot.service.web import client

        monkeypatch.setattr(client, "is_public", lambda _: False)
        refused = cli.run("feeds", "add", feed)
        assert refused.status == 1
        assert "is no public address" in refused.err
        assert cli.run("feeds", "add", "--allow-private", feed).status == 0
        assert last_line(cli.run("feeds", "fetch", "--no-index")) == "3 added."

    def test_a_name_and_a_password_are_not_shown(self, cli: Cli, site: Site, feed: str) -> None:
        secret = feed.replace("//", "//ich:geheim@")
        shown = cli.run("feeds", "add", secret)
        assert shown.status == 0, shown.err
        listed = cli.run("feeds").out + cli.run("feeds", "--json").out
        assert "geheim" not in shown.out + shown.err + listed


WRONG = {
    "/seite.html": (
        "sends a page, no feed; the feeds it links to: {base}/feed.xml, {base}/atom",
        "eine Seite, keinen Feed; Feeds, auf die sie verweist: {base}/feed.xml, {base}/atom",
    ),
    "/leer.html": ("and it links to none; `wortlaut add`", "und sie verweist auf keinen"),
    "/text": ("sends no feed (RSS or Atom)", "schickt keinen Feed (RSS oder Atom)"),
    "/leer": ("sends no feed (RSS or Atom)", "schickt keinen Feed (RSS oder Atom)"),
    "/kaputt": ("sends a feed that cannot be read (", "einen Feed, der nicht zu lesen ist ("),
    "/sitemap.xml": ("sends a sitemap, no feed; `wortlaut add", "eine Sitemap, keinen Feed;"),
    "/weg": ("has no such page (404)", "hat diese Seite nicht (404)"),
    "/innen": ("intern.example is no public address", "intern.example ist keine öffentliche"),
    "/verboten": ("the robots.txt of kuestenbote.example", "die robots.txt von kuestenbote"),
    "/gross": ("has more than 20 MB", "hat mehr als 20 MB"),
}


@pytest.mark.parametrize("path", WRONG)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_no_feed_is_one_line(cli: Cli, site: Site, path: str, language: str) -> None:
    cli.environ["WORTLAUT_LANGUAGE"] = language
    links = (
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '<link rel="ALTERNATE home" type="application/atom+xml " href="atom">'
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        '<link rel="stylesheet" type="text/css" href="/x.css">'
    )
    site.put("/seite.html", f"<!doctype html><html><head>{links}</head><body><p>Ja</body></html>")
    site.put("/leer.html", "<html><body><p>Nein</p></body></html>")
    site.put("/text", "Guten Tag", "text/plain")
    site.put("/leer", "", RSS)
    site.put("/kaputt", '<?xml version="1.0"?><kanal><<<', RSS)
    site.put("/sitemap.xml", sitemap(site, ["/seite-1"]), RSS)
    site.move("/innen", "http://intern.example/feed.xml")
    site.put("/robots.txt", "User-agent: *\nDisallow: /verboten\n", "text/plain")
    site.put("/verboten", rss(site, []), RSS)
    site.put("/gross", b"<rss>" + b"x" * 20_000_000, RSS)
    before = sorted(cli.folder.glob("corpus/*.md"))

    result = cli.run("add", "--feed", link := site.link(path))

    said = "Not read" if language == "en" else "Nicht gelesen"
    line, last = result.err.splitlines()
    assert (result.status, result.out) == (1, "")
    assert line.startswith(f"{said}: {link}: ")
    assert WRONG[path][language == "de"].format(base=site.link("")) in line
    assert last == ("Nothing new." if language == "en" else "Nichts Neues.")
    assert sorted(cli.folder.glob("corpus/*.md")) == before


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes_and_whole_the_next_time(
    cli: Cli, site: Site
) -> None:
    whole = rss(site, [put_page(site, n) for n in (1, 2)])
    cut = whole[: whole.index("</item>") + 12]
    said = {"Content-Type": RSS, "ETag": '"gleich"'}

    def answer(headers: dict[str, str]) -> Answer:
        return (304, said, b"") if "If-None-Match" in headers else (200, said, cut.encode())

    site.answers[FEED] = answer
    assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == "1 added."
    cut = whole
    assert last_line(cli.run("add", "--no-index", "--feed", site.link(FEED))) == "1 added."


HOSTILE = {
    "laughs": '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    '<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">'
    '<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">]>',
    "file": '<!DOCTYPE rss [<!ENTITY h SYSTEM "file:///etc/passwd">]>',
    "web": '<!DOCTYPE rss [<!ENTITY h SYSTEM "{site}/geheim">]>',
    "dtd": '<!DOCTYPE rss SYSTEM "{site}/geheim.dtd">',
    "parameter": '<!DOCTYPE rss [<!ENTITY % h SYSTEM "{site}/geheim"> %h;]>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_entity_of_a_feed_is_followed(cli: Cli, site: Site, kind: str) -> None:
    head = HOSTILE[kind].format(site=site.link(""))
    feed = rss(site, [put_page(site, 1)], title="Titel &h;").replace("?>", f"?>{head}", 1)
    site.put(FEED, feed, RSS)
    added = cli.run("feeds", "add", site.link(FEED))
    assert "root:" not in added.out + added.err
    assert len(added.out) < 500
    assert not [path for path in site.asked if "geheim" in path]


def test_a_feed_that_redirects_is_followed(cli: Cli, site: Site, feed: str) -> None:
    site.move("/alt.xml", feed)
    assert last_line(cli.run("add", "--no-index", "--feed", site.link("/alt.xml"))) == "3 added."


def test_addresses_that_are_none_of_the_web_are_passed_over_and_counted(
    cli: Cli, site: Site
) -> None:
    items = [put_page(site, 1), "mailto://x", "ftp://x.example/y", "file:///etc/passwd"]
    site.put(FEED, rss(site, [*items, "http://[::1/x"]), RSS)
    result = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert "entries that name no page of the web, and are passed over: 4" in result.err
    assert result.err.splitlines()[-1] == "1 added."


def test_pages_on_private_addresses_are_refused(cli: Cli, site: Site) -> None:
    inside = site.link("/faehre", "intern.example")
    site.put(FEED, rss(site, [inside, put_page(site, 1)]), RSS)
    result = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert "intern.example is no public address" in result.err
    assert "1 added, 1 not readable" in result.err


def test_a_feed_of_ten_thousand_entries(
    cli: Cli, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [f"/seite-{n}" for n in range(1, 10_102)]
    put_page(site, 1)
    site.put(FEED, rss(site, paths), RSS)
    monkeypatch.setattr(reading, "MAX_PAGES", 1)
    result = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert "has more than 10000 entries; the last ones are passed over (101)" in result.err
    assert "1 are read now, 9999 the next time" in result.err
    assert result.err.splitlines()[-1] == "1 added, 9999 left for the next time."


def test_absurd_days_of_entries_are_none(cli: Cli, site: Site) -> None:
    days = (
        "Fri, 99 Foo 99999 10:00:00 GMT",
        "0000-00-00",
        "Mon, 14 Mar 3025 10:00:00 GMT",
        "gestern",
    )
    items = [
        (put_page(site, n, day=None), f"<pubDate>{day}</pubDate>") for n, day in enumerate(days)
    ]
    site.put(FEED, rss(site, items), RSS)
    result = cli.run("add", "--no-index", "--feed", site.link(FEED))
    assert last_line(result) == "4 added."
    assert not [name for name in stored(cli) if re.match(r"(3025|0000|1970)", name)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add",), "nothing to add was named"),
        (("add", "--since", "1.3.2025", "x.txt"), "--since goes with --feed or --sitemap"),
        (("add", "--limit", "5", "x.txt"), "--limit goes with --feed or --sitemap"),
        (("add", "--feed", "http://x.example/", "y.txt"), "FILE does not go with --feed"),
        (("add", "--feed", "http://x.example/", "--title", "T"), "--title does not go with --feed"),
        (("add", "--feed", "http://x.example/", "--force"), "--force does not go with --feed"),
        (("add", "--again", "--since", "1.3.2025"), "--since goes with --feed or --sitemap"),
        (("add", "--again", "--feed", "http://x.example/"), "--again does not go with --feed"),
        (("add", "--feed", "feed.xml"), '"feed.xml" is no address'),
        (("add", "--sitemap", "ftp://x.example/"), '"ftp://x.example/" is no address'),
        (("feeds", "add"), "`wortlaut feeds add` takes the address of a feed"),
        (("feeds", "drop"), "`wortlaut feeds drop` takes the address of a feed"),
        (("feeds", "add", "x"), '"x" is no address'),
        (("feeds", "lies"), "'lies' is not one of"),
        (("add", "--limit", "0", "--feed", "http://x.example/"), "--limit"),
    ],
)
def test_wrong_usage_is_one_line(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    result = cli.run(*arguments)
    assert result.status == 2
    assert said in result.error_line()


@pytest.mark.parametrize("arguments", [("feeds", "add"), ("add", "--feed")])
def test_without_a_corpus_nothing_is_asked(
    cli: Cli, site: Site, feed: str, arguments: tuple[str, str]
) -> None:
    result = cli.run(*arguments, feed, "--corpus", "nirgends")
    assert result.status == 1
    assert "nirgends" in result.error_line()
    assert site.asked == []


def test_a_damaged_memory_is_one_line(cli: Cli, feed: str) -> None:
    cli.run("feeds", "add", feed)
    path = cli.folder / "corpus/.wortlaut/feeds.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5_000)
    for arguments in (("feeds",), ("feeds", "fetch"), ("add", "--feed", feed)):
        assert "feeds.sqlite, where Wortlaut keeps" in cli.run(*arguments).error_line()


def test_a_memory_of_another_version_is_one_line(cli: Cli, feed: str) -> None:
    cli.run("feeds", "add", feed)
    with sqlite3.connect(cli.folder / "corpus/.wortlaut/feeds.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    assert "has schema 99, this program knows 1" in cli.run("feeds").error_line()


def test_the_list_is_no_article(indexed: Cli, feed: str) -> None:
    indexed.run("feeds", "add", feed)
    assert "skipped" not in indexed.run("index").err


def test_the_doctor_tells_of_feeds_that_cannot_be_read(indexed: Cli, site: Site, feed: str) -> None:
    def seen() -> list[tuple[str, str]]:
        found = json.loads(indexed.run("doctor", "--json").out)
        return [(f["severity"], f["message"]) for f in found if f["name"] == "feeds"]

    assert seen() == []
    indexed.run("feeds", "add", feed)
    assert seen() == [("ok", "on the list: 1")]
    site.put(FEED, "", status=404)
    indexed.run("feeds", "fetch", "--no-index")
    reason = "kuestenbote.example has no such page (404)"
    said = f"not readable the last time: 1 of 1, first {feed}: {reason}"
    assert seen() == [("warning", said)]
    (indexed.folder / "corpus/.wortlaut/feeds.sqlite").write_text("kein SQLite" * 100)
    assert [severity for severity, _ in seen()] == ["warning"]
