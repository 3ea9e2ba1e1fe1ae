"""What a file says and what cannot be used: it is indexed without, and that is named."""

from __future__ import annotations

import json

import pytest

from tests.e2e.cli import Cli

TEXT = "Der Kran kommt im Herbst, sagte die Hafenmeisterin am Freitag.\n"
HEADS = {
    "a.md": "---\ntitle: Kran\ndate: 1987\npublisher: Talbote\n---\n",
    "b.md": "---\ntitle: Hafen\ndate: 2025-01-18\npublisher: Talbote\nurl: /posts/x/\n---\n",
    "c.md": "---\ntitle: Kai: neu\ndate: 2025-01-18\npublisher: Talbote\n",
    "d.md": '+++\ntitle = "Mole"\ndate = 2024-02-30\npublisher = "Talbote"\n+++\n',
    "e.md": '{"title": "Dock", "date": "2025-01-18", "publisher": "Talbote", "lang": [1, 2]}\n',
}
SAID = {
    "a.md": "front matter: date is “1987”, not a day such as 2025-01-18",
    "b.md": "front matter: url is “/posts/x/”, not a whole address that begins with https://",
    "c.md": "front matter opened in line 1 is never closed; end it with a line ---",
    "d.md": "front matter: date is “2024-02-30”, not a day such as 2025-01-18",
    "e.md": "front matter: lang is a list, not one line of text",
}


@pytest.fixture
def noted(indexed: Cli) -> Cli:
    for name, head in HEADS.items():
        (indexed.folder / "corpus" / name).write_text(f"{head}\n{TEXT}")
    return indexed


def test_index_names_each_once_and_skips_no_file(noted: Cli) -> None:
    built = noted.run("index")
    lines = [line for line in built.err.splitlines() if line.startswith(("Read, but", "Skipped"))]

    assert lines == [f"Read, but: {name}: {said}" for name, said in SAID.items()]
    assert "5 new, 0 changed, 0 removed, 0 skipped" in built.out
    assert "Read, but" not in noted.run("index").err


def test_check_and_doctor_name_them_until_they_are_mended(noted: Cli) -> None:
    noted.run("index")
    found = {f["path"]: f for f in json.loads(noted.run("articles", "--check", "--json").out)}
    assert {path: each["problems"] for path, each in found.items()} == {
        path: [said] for path, said in SAID.items()
    }
    assert found["e.md"]["remedy"] == "correct corpus/e.md in an editor"
    told = noted.run("articles", "--check").out
    assert all(told.count(said) == 1 for said in SAID.values())
    assert "5 articles with something that cannot be used" in noted.run("doctor").out

    assert noted.run("edit", "a", "--date", "2025-01-18").status == 0
    assert SAID["a.md"] not in noted.run("articles", "--check").out


def test_add_shows_what_cannot_be_used(noted: Cli) -> None:
    (noted.folder / "neu.md").write_text(f"{HEADS['a.md']}\nNeues vom Kran am Hafen.\n")
    added = noted.run("add", "--no-index", "neu.md")

    assert added.status == 0
    assert f"  {SAID['a.md']}\n" in added.out
