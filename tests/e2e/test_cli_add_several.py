"""`wortlaut add` of folders, archives, mailboxes, JSON and CSV."""

from __future__ import annotations

import json

import pytest

from tests.retrieval.corpus.collection.gathered import text
from tests.retrieval.corpus.readers.archives import zipped

ROWS = [
    {"headline": f"Titel {i}", "body": text(i), "published": "2025-01-18", "id": i}
    for i in (1, 2, 3)
]


@pytest.fixture
def inbox(cli):
    folder = cli.folder / "inbox"
    folder.mkdir()
    (folder / "liste.json").write_text(json.dumps(ROWS), encoding="utf-8")
    raw = f"Titel 1\n\n{text(1)}\n"
    (folder / "mehr.zip").write_bytes(zipped({"a.txt": raw, "b.txt": "", "../c.txt": raw}))
    for name in ("a.png", "b.png", "c.css"):
        (folder / name).write_bytes(b"x")
    return folder


def test_each_entry_is_added_or_named_and_all_are_counted(indexed, inbox):
    result = indexed.run("add", "inbox")

    assert result.status == 1
    assert result.out.splitlines() == [f"Added: corpus/2025-01-18-titel-{i}.md" for i in (1, 2, 3)]
    lines = [line for line in result.err.splitlines() if "Reading" not in line]
    assert lines[:7] == [
        "inbox/liste.json, read as: Title ← headline; Text ← body; Date ← published. Not used: id.",
        "Not added: inbox/mehr.zip/../c.txt: has a name that leads out of the archive",
        "Not added: inbox/mehr.zip/a.txt repeats 2025-01-18-titel-1 (the same words);"
        " --force adds it all the same.",
        "Not added: inbox/mehr.zip/b.txt: is empty: it holds no text, or none beside its headline",
        "Not added: 3 files of other kinds: .css (1), .png (2).",
        "9 entries: 3 added, 1 there already, 5 skipped.",
        lines[6],
    ]
    assert "6 articles, " in lines[-1]
    assert "5 Millionen" in indexed.run("ask", "Was kostet der Plan mit der Nummer 3?").out


def test_the_same_again_adds_nothing(indexed, inbox):
    indexed.run("add", "--no-index", "inbox")
    result = indexed.run("add", "inbox")
    assert (result.status, result.out) == (1, "")
    assert "9 entries: 0 added, 4 there already, 5 skipped." in result.err


def test_it_can_be_tried_first(indexed, inbox):
    before = sorted((indexed.folder / "corpus").iterdir())
    result = indexed.run("add", "--dry-run", "inbox/liste.json", "inbox/mehr.zip")

    assert result.out.count("Would add: corpus/") == 3
    assert sorted((indexed.folder / "corpus").iterdir()) == before
    last = result.err.splitlines()[-1]
    assert last == "6 entries: 3 would be added, 1 there already, 2 skipped."


def test_fields_can_be_named(indexed):
    rows = "kopf;fließtext;wann\nEins;{};18.01.2025\n".format(text(1).split("\n")[0])
    (indexed.folder / "a.csv").write_text(rows, encoding="cp1252")
    refused = indexed.run("add", "a.csv")
    assert "a.csv: has no field that is known to hold the text" in refused.err
    assert "--field text=NAME, of: kopf, fließtext, wann" in refused.err

    options = [f"--field={one}" for one in ("titel=kopf", "text=fließtext", "date=wann")]
    result = indexed.run("add", *options, "--publisher", "Tagblatt", "--no-index", "a.csv")
    assert (result.status, result.out) == (0, "Added: corpus/2025-01-18-eins.md\n")
    file = (indexed.folder / "corpus" / "2025-01-18-eins.md").read_text("utf-8")
    assert file.startswith(
        "---\ntitle: Eins\ndate: 2025-01-18\nlanguage: de\npublisher: Tagblatt\n"
    )


@pytest.mark.parametrize("option", ["nichts", "=x", "farbe=rot"])
def test_a_field_that_is_none_is_one_line(indexed, option):
    line = indexed.run("add", "--field", option, "a.csv").error_line()
    assert f"'{option}' is no field; write e.g. title=NAME" in line


@pytest.mark.parametrize("option", ["--title", "--url"])
def test_what_is_of_one_article_is_not_given_to_many(indexed, inbox, option):
    line = indexed.run("add", option, "https://a.example/b", "inbox").error_line()
    assert "--title and --url are of one article" in line


def test_what_cannot_be_understood_is_named(indexed):
    row = ROWS[0] | {"published": "demnächst"}
    (indexed.folder / "a.json").write_text(json.dumps(row), encoding="utf-8")
    result = indexed.run("add", "--no-index", "a.json")
    assert result.out == "Added: corpus/titel-1.md\n"
    assert "a.json#1: added without what could not be understood: published: demnächst" in (
        result.err
    )


def test_in_the_corpus_folder_such_files_are_named_with_the_remedy(indexed, inbox):
    for name in ("liste.json", "mehr.zip"):
        (inbox / name).rename(indexed.folder / "corpus" / name)
    result = indexed.run("index")
    for name in ("liste.json", "mehr.zip"):
        assert f"{name}: holds several articles and is not read here; move it out of" in result.err
    added = indexed.run("add", "corpus/liste.json")
    assert added.out.count("Added: ") == 3


def test_in_german(indexed, inbox):
    indexed.environ["WORTLAUT_LANGUAGE"] = "de"
    result = indexed.run("add", "--no-index", "inbox")
    lines = result.err.splitlines()
    assert lines[0] == (
        "inbox/liste.json, gelesen als: Titel ← headline; Text ← body; Datum ← published."
        " Nicht gebraucht: id."
    )
    assert lines[-2:] == [
        "Nicht aufgenommen: 3 Dateien anderer Art: .css (1), .png (2).",
        "9 Einträge: 3 aufgenommen, 1 schon da, 5 übersprungen.",
    ]


def test_progress_is_shown_in_a_terminal(indexed, inbox):
    terminal = indexed.terminal("add", "--no-index", "inbox")
    terminal.wait_for("Percent read")
    terminal.wait_for("9 entries: 3 added")
    assert terminal.end().status == 1
