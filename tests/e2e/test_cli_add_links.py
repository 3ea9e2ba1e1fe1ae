"""`wortlaut add URL`: a page of the web becomes an article, where it may be had."""

from __future__ import annotations

import socket

import pytest

from bot.service.web import client
from tests.e2e.cli import Cli
from tests.e2e.site import HTML, Site
from tests.retrieval.corpus.readers.pages import BODY, TITLE, URL, article, ld, page


def stored(cli: Cli) -> str:
    return "".join(path.read_text("utf-8") for path in cli.folder.glob("corpus/*elmsand*.md"))


def test_a_page_becomes_an_article_that_is_quoted(indexed: Cli, site: Site) -> None:
    result = indexed.run("add", site.link("/faehre"))

    assert result.status == 0, result.err
    assert f"url: {URL}" in stored(indexed)
    assert "1,3 Millionen Euro" in indexed.run("ask", "Was kostete die Reparatur der Welle?").out
    again = indexed.run("add", site.link("/faehre"))
    assert again.status == 1
    assert "repeats 2025-03-14-die-faehre-nach-elmsand-faehrt-wieder (the same words)" in again.err


def test_the_program_says_who_it_is(cli: Cli, site: Site) -> None:
    cli.run("add", "--no-index", site.link("/faehre"))
    [program] = site.programs
    assert program is not None
    assert program.startswith("Wortlaut/")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/text.txt?x=1", "/text.txt?x=1"),
        ("/text.txt#:~:text=Kran", "/text.txt"),
        ("/text.txt", "/text.txt"),
    ],
)
def test_the_address_of_what_names_none_is_the_link(
    cli: Cli, site: Site, link: str, address: str
) -> None:
    body = "Die Fähre nach Elmsand\n\n" + "\n\n".join(BODY)
    site.put(address, body, "text/plain; charset=utf-8")
    result = cli.run("add", "--no-index", site.link(link).replace("//", "//ich:geheim@"))
    assert result.status == 0, result.err
    assert f"url: {site.link(address)}\n" in stored(cli)
    assert "geheim" not in stored(cli)


def test_given_values_win(cli: Cli, site: Site) -> None:
    cli.run("add", "--no-index", site.link("/faehre"), "--url", "https://x.example/elmsand")
    assert "url: https://x.example/elmsand\n" in stored(cli)


def test_the_server_may_name_the_encoding(cli: Cli, site: Site) -> None:
    """No byte of Cyrillic in ISO 8859-5 is wrong in another encoding; the page does not say."""
    html = page(ld(), article("Паром снова ходит. " + BODY[0].replace("„", "").replace("“", "")))
    site.put(
        "/faehre", html.encode("iso-8859-5", "xmlcharrefreplace"), "text/html;charset=iso-8859-5"
    )
    result = cli.run("add", "--no-index", site.link("/faehre"))
    assert result.status == 0, result.err
    assert "Паром снова ходит." in stored(cli)


REFUSED = {
    "/weg": ("kuestenbote.example has no such page (404)", "hat diese Seite nicht (404)"),
    "/bezahlt": ("does not let programs read this (403); save", "nicht lesen (403); die Seite"),
    "/kaputt": ("kuestenbote.example answers 500", "kuestenbote.example antwortet mit 500"),
    "/verboten/faehre": (
        "the robots.txt of kuestenbote.example does not let programs read this; save the page",
        "die robots.txt von kuestenbote.example lässt das Programme nicht lesen; die Seite",
    ),
    "/bild": ("kuestenbote.example sends image/png, no text", "schickt image/png, keinen Text"),
    "/archiv.zip": ("is a .zip file; Wortlaut takes", "ist eine .zip-Datei; aufgenommen werden"),
    "/gross": ("has more than 20 MB", "hat mehr als 20 MB"),
    "/innen": (
        "intern.example is no public address; --allow-private",
        "intern.example ist keine öffentliche Adresse; --allow-private",
    ),
    "/datei": ("only links that begin with http://", "nur Links, die mit http://"),
    "/feed": (
        "kuestenbote.example sends a feed; `wortlaut add --feed` with its address",
        "schickt einen Feed; `wortlaut add --feed` mit seiner Adresse",
    ),
    "/kreis": ("redirects more than 5 times", "leitet mehr als 5-mal weiter"),
    "/kurz": ("compression (gzip) is damaged", "beschädigt gepackt ist (gzip)"),
}


@pytest.mark.parametrize("path", REFUSED)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_cannot_be_had_is_one_line(cli: Cli, site: Site, path: str, language: str) -> None:
    cli.environ["WORTLAUT_LANGUAGE"] = language
    site.put("/robots.txt", "User-agent: *\nDisallow: /verboten/\n", "text/plain")
    site.put("/verboten/faehre", page(ld(), article()))
    site.put("/bezahlt", "", status=403)
    site.put("/kaputt", "", status=500)
    site.put("/bild", b"\x89PNG", "image/png")
    site.put("/archiv.zip", b"PK\x03\x04", "application/zip")
    site.put("/gross", b"x" * 20_000_001, "text/plain")
    site.move("/innen", "http://intern.example/x.html")
    site.move("/datei", "file:///etc/passwd")
    site.move("/kreis", "/kreis")
    site.put("/feed", "<rss version='2.0'></rss>", "application/rss+xml")
    site.answers["/kurz"] = (200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, b"<p>")
    before = sorted(cli.folder.glob("corpus/*"))

    result = cli.run("add", "--no-index", link := site.link(path))

    assert (result.status, result.out) == (1, "")
    assert result.err.count("\n") == 1
    said = "Not added" if language == "en" else "Nicht aufgenommen"
    assert result.err.startswith(f"{said}: {link}: ")
    assert REFUSED[path][language == "de"] in result.err
    assert sorted(cli.folder.glob("corpus/*")) == before
    assert "kuestenbote.example/verboten/faehre" not in site.asked


def test_ones_own_network_is_asked_where_that_is_wanted(
    cli: Cli, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "is_public", lambda _: False)
    link = site.link("/faehre", "127.0.0.1")
    assert "--allow-private" in cli.run("add", "--no-index", link).err
    assert site.asked == []
    assert cli.run("add", "--no-index", "--allow-private", link).status == 0
    assert TITLE in stored(cli)


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    cli: Cli, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise each second time leads nowhere else."""
    answers = iter(["127.0.0.1", "10.0.0.1"] * 2)
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), site.port))]
    )
    result = cli.run("add", "--no-index", site.link("/faehre"))
    assert "is no public address" in result.err  # robots.txt was asked at the first, and no more
    assert site.asked == ["kuestenbote.example/robots.txt"]


@pytest.mark.parametrize(("status", "added"), [(404, 0), (403, 0), (503, 1)])
def test_where_there_is_no_robots_txt(cli: Cli, site: Site, status: int, added: int) -> None:
    site.put("/robots.txt", "", status=status)
    assert cli.run("add", "--no-index", site.link("/faehre")).status == added


def test_a_redirect_is_held_to_the_robots_txt_of_where_it_leads(cli: Cli, site: Site) -> None:
    site.put("/robots.txt", "User-agent: Wortlaut\nDisallow: /faehre\n", "text/plain")
    site.move("/kurz", site.link("/faehre", "anderswo.example"))
    result = cli.run("add", "--no-index", site.link("/kurz"))
    assert "the robots.txt of anderswo.example" in result.err
    assert "anderswo.example/faehre" not in site.asked


def test_of_several_the_last_line_says_what_became_of_them(cli: Cli, site: Site) -> None:
    result = cli.run(
        "add", "--no-index", *map(site.link, ("/faehre", "/faehre", "/weg", "/wegweiser"))
    )
    assert result.status == 1
    assert result.err.splitlines()[-1] == "1 added, 1 there already, 2 not readable."
    assert site.asked.count("kuestenbote.example/robots.txt") == 1
