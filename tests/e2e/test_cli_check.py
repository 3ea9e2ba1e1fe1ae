"""`wortlaut check`, from outside."""

from __future__ import annotations

import json

import pytest

from tests.e2e.articles import SENTENCE
from tests.e2e.cli import Cli

ALTERED = "Die Brücke hat nicht 15,2 Millionen Euro gekostet."
INVENTED = "Die Katze trinkt gern kalten Kaffee."


def test_found_word_for_word(indexed: Cli) -> None:
    result = indexed.run("check", SENTENCE)

    assert result.status == 0
    assert result.out.startswith("✓ Found word for word.\n")
    assert f"  │ {SENTENCE}\n  Neue Brücke über die Lauter eröffnet\n" in result.out
    assert "Talbote · 18 Jan 2025 · paragraph 1, characters " in result.out
    assert "Taken for the same is what differs only in" in result.err
    assert "Indirect speech is not checked." in result.err


def test_what_was_altered_is_told_with_the_difference(indexed: Cli) -> None:
    indexed.environ["WORTLAUT_LANGUAGE"] = "de"
    result = indexed.run("check", "-", stdin=f"{ALTERED}\n".encode())

    assert result.status == 3
    assert result.out.splitlines()[:5] == [
        "✗ Abgeändert.",
        "  Zahl: „15,2“, im Artikel „14,2“",
        "  Verneinung: „nicht“ steht nicht im Artikel",
        "  Die Brücke hat [-nicht-] [-15,2-]{+14,2+} Millionen Euro gekostet.",
        f"  │ {SENTENCE.rstrip('.')}",
    ]


def test_what_was_folded_is_shown(indexed: Cli) -> None:
    result = indexed.run("check", "die Brücke hat 14,2\nMil-\nlionen Euro gekostet!")

    assert result.status == 0
    assert (
        "Only written otherwise: white space, hyphenation, case of the first letter,"
        " punctuation at the edge." in result.out
    )


def test_json_has_slices(indexed: Cli) -> None:
    report = json.loads(indexed.run("check", "--json", f"Es heißt: «{SENTENCE}» Na?").out)
    [quotation] = report["quotations"]
    [place] = quotation["occurrences"]
    text = json.loads(indexed.run("show", place["citation"]["article"], "--json").out)["text"]

    assert report["holds"]
    assert (quotation["verdict"], quotation["text"]) == ("verbatim", SENTENCE)
    assert text[place["start"] : place["end"]] == place["text"] == SENTENCE
    assert indexed.run("quote", place["receipt"]).status == 0
    keys = {"holds", "quotations", "whole", "short", "unclosed", "took_ms", "generation"}
    assert set(report) == keys
    altered = json.loads(indexed.run("check", "--json", ALTERED).out)["quotations"][0]
    assert [(a["kind"], a["source"]) for a in altered["alterations"]] == [
        ("number", "14,2"),
        ("negation", ""),
    ]


def test_a_draft_lists_each_quotation_with_its_line(indexed: Cli) -> None:
    draft = indexed.folder / "entwurf.md"
    draft.write_text(f"# Kopf\n\nSo: „{SENTENCE}“\n\n«{INVENTED}» „Ach“ „offen\n", "utf-8")
    result = indexed.run("check", "--file", "entwurf.md")

    assert result.status == 3
    assert f"✓ Line 3: {SENTENCE}\n  Found word for word." in result.out
    assert f"✗ Line 5: {INVENTED}\n  Not in the corpus." in result.out
    assert "1 word for word, 1 not in the corpus." in result.out
    assert "One quotation has fewer than 3 words" in result.out
    assert "The quotation mark in line 5 is not closed." in result.out
    draft.write_text(f"„{SENTENCE}“", "utf-8")
    assert indexed.run("check", "--file", "entwurf.md").status == 0
    draft.write_text(SENTENCE, "utf-8")
    empty = indexed.run("check", "--file", "entwurf.md")
    assert (empty.status, empty.out[:24]) == (0, "No quotation to check: n")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("check",), 2, "name one thing to check"),
        (("check", "a b c", "--file", "x"), 2, "name one thing to check"),
        (("check", "--file", "gibtsnicht.md"), 2, "gibtsnicht.md cannot be read"),
        (("check", "--file", "."), 2, ". cannot be read"),
        (("check", "„“"), 1, "there is no word to check"),
        (("check", "das ist es"), 1, "function words alone"),
    ],
)
def test_bad_input_gets_one_line(
    indexed: Cli, arguments: tuple[str, ...], status: int, said: str
) -> None:
    result = indexed.run(*arguments)

    assert result.status == status
    assert said in result.error_line()


def test_without_an_index_it_says_what_to_run(cli: Cli) -> None:
    result = cli.run("check", SENTENCE)

    assert result.status == 1
    assert "wortlaut index" in result.error_line()


def test_what_could_steer_a_terminal_is_shown(indexed: Cli) -> None:
    result = indexed.run("check", "Die Brücke hat \x1b[31m15,2 Millionen Euro gekostet und mehr.")

    assert "\x1b" not in result.out
    assert "\\x1b" in result.out


def test_in_a_terminal_lines_are_wrapped(indexed: Cli) -> None:
    terminal = indexed.terminal("check", ALTERED, width=50)
    terminal.wait_for("✗ ")
    ended = terminal.end()

    assert ended.status == 3
    assert "14,2" in ended.out
