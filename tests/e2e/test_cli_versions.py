"""`wortlaut add` of the same address again, and `wortlaut articles --versions`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.cli import Cli
from tests.e2e.site import HTML, Site
from tests.retrieval.corpus.readers.pages import BODY, article, ld, page

FERRY = "2025-03-14-die-faehre-nach-elmsand-faehrt-wieder"
OLD, NEW = "1,3 Millionen Euro", "1,4 Millionen Euro"


@pytest.fixture
def updated(indexed: Cli, site: Site) -> Cli:
    """A page that was added twice, with another sum in between."""
    assert OLD in "".join(BODY)
    first = indexed.run("add", "--no-index", site.link("/faehre"))
    assert first.out.startswith(f"Added: corpus/{FERRY}.md\n"), first.err
    site.put("/faehre", page(ld(), article()).replace(OLD, NEW), HTML)
    again = indexed.run("add", site.link("/faehre"))
    assert again.status == 0, again.err
    assert again.out.startswith(
        f"New version: corpus/{FERRY}.md (the same address, another text;"
        f" `wortlaut articles --versions {FERRY}` shows what has changed)\n"
    )
    return indexed


def test_answers_quote_the_newest_only(updated: Cli) -> None:
    said = updated.run("ask", "Was kostete die Reparatur der Welle?").out
    assert NEW in said
    assert OLD not in said
    listed = updated.run("articles", "--json").out
    assert sum(FERRY in record["id"] for record in json.loads(listed)) == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_versions_at_80_columns(updated: Cli, language: str) -> None:
    updated.environ["WORTLAUT_LANGUAGE"] = language
    result = updated.run("articles", "--versions", FERRY)
    assert result.status == 0, result.err
    assert "[-1,3-] {+1,4+} Millionen Euro" in result.out
    assert max(map(len, result.out.splitlines())) <= 80
    second, first = result.out.split("\n1  ")
    assert ("new text · in force" if language == "en" else "neuer Text · gilt") in second
    assert ("added" if language == "en" else "aufgenommen") in first
    assert "http://kuestenbote.example" in first


def test_versions_in_colour(updated: Cli) -> None:
    terminal = updated.terminal("articles", "--versions", FERRY)
    terminal.wait_for("\x1b[31m[-1,3-]")
    terminal.wait_for("\x1b[32m{+1,4+}")
    assert terminal.end().status == 0


def test_versions_as_json(updated: Cli) -> None:
    new, old = json.loads(updated.run("articles", "--json", "--versions", FERRY).out)
    assert (new["version"], new["in_force"], new["how"]) == (2, True, "new_text")
    assert (old["version"], old["in_force"], old["how"]) == (1, False, "added")
    assert old["changes"] is None
    [change] = new["changes"]
    assert (change["before"], change["after"]) == ("1,3", "1,4")
    assert new["text"][change["start"] : change["end"]] == "1,4"
    assert OLD in old["text"]
    assert new["fields"] == {}
    for version in (new, old):
        assert (updated.folder / version["original"]["path"]).exists()
        assert version["original"]["address"].startswith("http://kuestenbote.example")
        assert version["original"]["fetched"]


def test_the_original_is_what_the_server_sent(cli: Cli, site: Site) -> None:
    html = page(ld(), article("Паром снова ходит. " + BODY[0].replace("„", "").replace("“", "")))
    sent = html.encode("iso-8859-5", "xmlcharrefreplace")
    site.put("/faehre", sent, "text/html;charset=iso-8859-5")
    assert cli.run("add", "--no-index", site.link("/faehre")).status == 0
    [original] = (cli.folder / "corpus" / ".wortlaut").glob("*/*/original-*.html")
    assert original.read_bytes() == sent


def test_what_cannot_be_shown_is_one_line(cli: Cli) -> None:
    assert "no article nie" in cli.run("articles", "--versions", "nie").error_line()
    both = cli.run("articles", "--versions", "nie", "--doubles")
    assert "name one" in both.error_line()


def test_a_dry_run_says_that_it_would_be_a_version(updated: Cli, site: Site) -> None:
    site.put("/faehre", page(ld(), article()).replace(OLD, "1,5 Millionen Euro"), HTML)
    result = updated.run("add", "--dry-run", site.link("/faehre"))
    assert result.out.startswith(f"Would be a new version: corpus/{FERRY}.md")


def test_without_originals_only_hashes_are_noted(cli: Cli, tmp_path: Path) -> None:
    cli.environ["WORTLAUT_KEEP_ORIGINALS"] = "false"
    (cli.folder / "roh.txt").write_text("Der Kran\n\nDer Kran im Hafen ist neu.", "utf-8")
    assert cli.run("add", "--no-index", "roh.txt").status == 0
    kept = [p.name for p in (cli.folder / "corpus" / ".wortlaut").glob("*/*/*")]
    assert kept == ["history.json"]


def test_a_version_whole(updated: Cli) -> None:
    old = updated.run("show", FERRY, "--version", "1")
    assert old.status == 0, old.err
    assert OLD in old.out
    assert old.out.startswith("Die Fähre nach Elmsand fährt wieder\n")
    record = json.loads(updated.run("show", FERRY, "--version", "2", "--json").out)
    assert (record["id"], record["version"]) == (FERRY, 2)
    assert NEW in record["text"]
    assert (
        "no version 3; the article has 2"
        in updated.run("show", FERRY, "--version", "3").error_line()
    )
    [kept] = (updated.folder / "corpus" / ".wortlaut").glob("*/*/version-*")
    kept.unlink()
    assert "is not kept" in updated.run("show", FERRY, "--version", "1").error_line()
    both = updated.run("show", FERRY, "--version", "1", "--paragraph", "1")
    assert both.status == 2
