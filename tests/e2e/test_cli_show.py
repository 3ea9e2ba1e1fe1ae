"""`wortlaut show`, and what the offsets of an answer count in."""

from __future__ import annotations

import json

import pytest

from tests.e2e.articles import QUESTION
from tests.e2e.cli import Cli


def article_of(cli: Cli, question: str = QUESTION) -> dict:
    return json.loads(cli.run("ask", "--json", question).out)["quotes"][0]


def test_the_offsets_of_an_answer_count_in_what_is_shown(indexed: Cli) -> None:
    quote = article_of(indexed)
    shown = json.loads(indexed.run("show", quote["citation"]["article"], "--json").out)
    text = shown["text"]

    assert text[quote["start"] : quote["end"]] == quote["text"]
    for paragraph in shown["paragraphs"]:
        assert text[paragraph["start"] : paragraph["end"]].strip()
    marked = quote["highlight"]
    cited = shown["paragraphs"][quote["citation"]["paragraph"] - 1]
    assert cited["start"] <= marked["start"] < marked["end"] <= cited["end"]


def test_an_article_for_a_reader(indexed: Cli) -> None:
    quote = article_of(indexed)
    name = quote["citation"]["article"]
    shown = indexed.run("show", name)

    assert shown.status == 0
    assert shown.out.startswith(quote["citation"]["title"] + "\n")
    paragraphs = json.loads(indexed.run("show", name, "--json").out)["paragraphs"]
    for paragraph in paragraphs:
        one = indexed.run("show", name, "--paragraph", str(paragraph["number"])).out
        assert one in shown.out
        assert one.startswith(f"{paragraph['number']}  ")


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_paragraph_that_is_not_there(indexed: Cli, number: int) -> None:
    name = article_of(indexed)["citation"]["article"]
    result = indexed.run("show", name, "--paragraph", str(number))

    assert (result.status, result.out) == (2, "")
    assert f"there is no paragraph {number}; the article has " in result.error_line()


def test_an_article_that_is_not_there(indexed: Cli) -> None:
    result = indexed.run("show", "gibtsnicht")

    assert (result.status, result.out) == (1, "")
    assert "no article 'gibtsnicht' in the index" in result.error_line()


def test_at_the_prompt_a_number_opens_a_source(indexed: Cli) -> None:
    terminal = indexed.terminal("ask")
    terminal.wait_for("Question>")
    terminal.type(f"{QUESTION}\r")
    terminal.wait_for("paragraph 1")
    terminal.wait_for("Question>")
    terminal.type("1\r")
    terminal.wait_for("Neue Brücke über die Lauter eröffnet")
    terminal.wait_for("Question>")
    for word in ("hilfe", "Help"):
        terminal.type(f"{word}\r")
        terminal.wait_for("open the source of that number")
        terminal.wait_for("Question>")
    terminal.type("exit\r")
    assert terminal.end().status == 0


# --- what is said of an article that is added ---


def add(cli: Cli, *options: str, text: str = "Rita Kern wird neue Intendantin. Das ist alles.\n"):
    (cli.folder / "roh.txt").write_text(text, encoding="utf-8")
    return cli.run("add", "roh.txt", "--no-index", *options)


GIVEN = {
    "--title": ("Neue Intendantin", "title: Neue Intendantin"),
    "--date": ("18.01.2025", "date: 2025-01-18"),
    "--publisher": ("Tagblatt", "publisher: Tagblatt"),
    "--url": ("https://tagblatt.example/a", "url: https://tagblatt.example/a"),
}


@pytest.mark.parametrize("option", GIVEN)
def test_what_is_given_wins_over_what_is_recognised(cli: Cli, option: str) -> None:
    value, line = GIVEN[option]
    text = (
        "---\ntitle: Alt\ndate: 2020-01-01\npublisher: X\nurl: https://x.example\n---\nDas Haus.\n"
    )
    for raw in (text, "Alte Überschrift\n\nRita Kern wird neue Intendantin. Das ist alles.\n"):
        before = set((cli.folder / "corpus").glob("[!.]*"))
        source = "fertig.md" if raw == text else "roh.txt"
        (cli.folder / source).write_text(raw, encoding="utf-8")
        result = cli.run("add", source, "--no-index", "--force", option, value)
        assert result.status == 0, result.err
        [added] = set((cli.folder / "corpus").glob("[!.]*")) - before
        assert line in added.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--date", "morgen"], "'morgen' is no day"),
        (["--url", "tagblatt"], "url is “tagblatt”, not an address"),
    ],
)
def test_what_is_given_must_be_what_it_says(cli: Cli, options: list[str], said: str) -> None:
    result = add(cli, *options)
    assert result.status != 0
    assert said in result.err
    assert len(list((cli.folder / "corpus").iterdir())) == 3


def test_several_files_have_no_one_headline(cli: Cli) -> None:
    result = cli.run("add", "a.txt", "b.txt", "--title", "Titel")
    assert result.status == 2
    assert "--title and --url are of one article" in result.error_line()


def test_standard_input(cli: Cli) -> None:
    text = "Neue Intendantin\n\nRita Kern leitet ab Herbst die Oper. Das ist alles.\n"
    result = cli.run("add", "-", "--no-index", stdin=text.encode())
    assert result.status == 0, result.err
    assert (cli.folder / "corpus" / "neue-intendantin.md").is_file()


def test_after_an_edit_verify_says_that_the_corpus_has_changed(indexed: Cli) -> None:
    assert indexed.run("verify").err == ""
    (indexed.folder / "corpus" / "neu.md").write_text("# Neu\n\nEin Satz steht hier.\n")
    result = indexed.run("verify")
    assert result.status == 0
    assert "wortlaut index" in result.err


@pytest.mark.parametrize("content", [b"", b"\0\1", b"x" * 40_000_000])
def test_what_comes_in_and_is_no_article_is_named_as_it_was_typed(cli: Cli, content: bytes) -> None:
    result = cli.run("add", "-", "--no-index", stdin=content)

    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("Not added: -: is ")
    assert result.err.count("\n") == 1
