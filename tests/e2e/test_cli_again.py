"""`wortlaut add --again`: a better reader and cleaner over the originals."""

from __future__ import annotations

import hashlib

import pytest

from retrieval.corpus.history.places import HIDDEN, HISTORY, folder_of
from tests.e2e.cli import Cli

RAW = """Der neue Kran

Der Kran im Hafen von Lautern ist neu. Er hebt vierzig Tonnen.

Bitte beachten Sie unser Gewinnspiel!

Er kostet 2,1 Millionen Euro. Bezahlt wird er aus Rücklagen.
"""
NOISE = "Bitte beachten Sie unser Gewinnspiel!"


@pytest.fixture
def added(indexed: Cli) -> Cli:
    (indexed.folder / "roh.txt").write_text(RAW, encoding="utf-8")
    result = indexed.run("add", "roh.txt", "--publisher", "Hafenblatt")
    assert result.out.startswith("Added: corpus/der-neue-kran.md"), result.err
    return indexed


@pytest.fixture
def older(added: Cli) -> Cli:
    """As if a cleaner of before had left a line in the text, and lost another."""
    path = added.folder / "corpus" / "der-neue-kran.md"
    older = path.read_text("utf-8").replace("vierzig", "40")
    folder = folder_of(added.folder / "corpus", "der-neue-kran")
    history = folder / HISTORY
    digests = [hashlib.sha256(t.encode()).hexdigest() for t in (path.read_text("utf-8"), older)]
    history.write_text(history.read_text("utf-8").replace(*digests), "utf-8")
    path.write_text(older, "utf-8")
    return added


def text(cli: Cli, article: str = "der-neue-kran") -> str:
    return (cli.folder / "corpus" / f"{article}.md").read_text("utf-8")


def test_where_nothing_is_read_otherwise_nothing_happens(added: Cli) -> None:
    before = text(added)
    result = added.run("add", "--again")
    assert (result.status, result.out) == (
        0,
        "Originals read anew: 1; of these, 0 give another article.\n",
    )
    assert text(added) == before


def test_what_would_change_is_shown_and_nothing_written(older: Cli) -> None:
    before = text(older)
    result = older.run("add", "--again", "--dry-run")
    assert result.status == 0, result.err
    assert result.out.startswith("der-neue-kran\n")
    assert "[-40-] {+vierzig+} Tonnen" in result.out
    assert "1; of these, 1 give" in result.out
    refused = older.run("add", "--again")
    assert refused.status == 2
    assert "--yes does it without asking" in refused.err
    assert text(older) == before


def test_with_yes_it_becomes_a_version_that_is_quoted(older: Cli) -> None:
    older.run("edit", "--no-index", "der-neue-kran", "--date", "2025-01-19")
    result = older.run("add", "--again", "--yes")
    assert result.status == 0, result.err
    assert "New version: corpus/der-neue-kran.md" in result.out
    assert "vierzig Tonnen" in older.run("ask", "Wie viel hebt der Kran im Hafen?").out
    assert "Hafenblatt" in text(older)
    assert "2025-01-19" in text(older)
    shown = older.run("articles", "--versions", "der-neue-kran").out
    assert [line.split(" · ")[1] for line in shown.splitlines() if line[0] != " "] == [
        "read anew from its original",
        "corrected",
        "added",
    ]
    originals = (older.folder / "corpus" / HIDDEN).glob("*/*/original-*")
    assert [path.read_text("utf-8") for path in originals] == [RAW]
    again = older.run("add", "--again", "--yes", "der-neue-kran")
    assert "of these, 0 give another" in again.out


def test_it_asks_in_a_terminal(older: Cli) -> None:
    older.environ["WORTLAUT_LANGUAGE"] = "de"
    terminal = older.terminal("add", "--again", "--no-index")
    terminal.wait_for("Als neue Fassung schreiben? [j/N]")
    terminal.type("n\n")
    terminal.wait_for("Nichts geändert.")
    assert terminal.end().status == 1
    assert "40 Tonnen" in text(older)
    terminal = older.terminal("add", "--again", "--no-index")
    terminal.wait_for("[j/N]")
    terminal.type("ja\n")
    terminal.wait_for("Neue Fassung: corpus/der-neue-kran.md")
    assert terminal.end().status == 0
    assert "vierzig Tonnen" in text(older)


def test_what_was_changed_in_an_editor_stays(added: Cli) -> None:
    path = added.folder / "corpus" / "der-neue-kran.md"
    path.write_text(text(added).replace("vierzig", "vierundvierzig"), "utf-8")
    result = added.run("add", "--again", "--yes")
    assert result.status == 0
    assert "Left as it is: der-neue-kran (changed by hand)" in result.err
    assert "vierundvierzig" in text(added)


def test_an_original_that_is_gone_or_altered_stops_no_other(older: Cli) -> None:
    (older.folder / "zwei.txt").write_text("Zweiter\n\nEin anderer Artikel ist das.", "utf-8")
    older.run("add", "--no-index", "zwei.txt")
    [original] = folder_of(older.folder / "corpus", "zweiter").glob("original-*")
    original.write_bytes(b"verbogen")
    result = older.run("add", "--again", "--yes", "--no-index")
    assert result.status == 1
    assert "Not read anew: zweiter: " in result.err
    assert "was altered since it was kept" in result.err
    assert "vierzig" in text(older)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--again", "nie"), "no article nie"),
        (("--again", "--force"), "--force does not go with --again"),
        (("--again", "--title", "x"), "--title does not go with --again"),
    ],
)
def test_wrong_usage_is_one_line(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    assert said in cli.run("add", *arguments).error_line()
