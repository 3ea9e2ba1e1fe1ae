"""In a terminal: the prompt, colours, links, bars."""

import json
import re

import pytest
from rich.cells import cell_len

from tests.e2e.articles import QUESTION, SENTENCE

CODES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[\d;?]*[A-Za-z]|\x1b[=>]")
LEFT_PROMPT = "\x1b[?2004l"  # pasted text is no longer marked as such


def words(shown):
    """What a reader sees, on one line."""
    return " ".join(CODES.sub("", shown).replace("│", " ").split())


def test_an_answer_in_a_terminal(indexed):
    shown = indexed.terminal("ask", QUESTION).end()

    assert shown.status == 0
    assert SENTENCE in words(shown.out)
    assert "\x1b[1m" in shown.out
    assert "\x1b]8;" in shown.out
    assert "▶ \x1b[0m\x1b[1mDie Brücke hat" in shown.out
    assert shown.out.count("▶") == 3


def test_a_narrow_terminal(indexed):
    shown = indexed.terminal("ask", QUESTION, width=32).end()
    lines = CODES.sub("", shown.out).splitlines()

    assert max(len(line) for line in lines if "https://" not in line) <= 32


def test_no_color(indexed):
    indexed.environ["NO_COLOR"] = "1"
    shown = indexed.terminal("ask", QUESTION).end()

    assert "\x1b[1m" in shown.out
    assert not re.search(r"\x1b\[(\d+;)*3\dm", shown.out)


def test_a_dumb_terminal(indexed):
    indexed.environ["TERM"] = "dumb"
    shown = indexed.terminal("ask", QUESTION).end()

    assert "\x1b" not in shown.out
    assert f"▶ {SENTENCE}" in shown.out


def test_colours_in_a_pipe_where_forced(indexed):
    indexed.environ["FORCE_COLOR"] = "1"
    out = indexed.run("ask", QUESTION).out

    assert "\x1b[1m" in out
    assert "\x1b]8;" not in out


def test_bars_while_an_index_is_built(cli):
    shown = cli.terminal("index").end()

    assert shown.status == 0
    for stage in ("Reading files", "Embedding texts", "Writing the index"):
        assert stage in shown.out
    assert "3 articles, " in words(shown.out)
    assert shown.out.rstrip().endswith("s")


def test_articles_as_a_table(indexed):
    shown = indexed.terminal("articles", width=120).end()

    assert "Neue Brücke über die Lauter eröffnet" in words(shown.out)


@pytest.mark.parametrize("width", [24, 60, 80, 200])
def test_articles_are_a_line_each_with_their_whole_id(indexed, width):
    name = "2025-04-01-ein-sehr-langer-name-für-漢字-und-noch-mehr-worte"
    title = "Ein sehr langer Titel über 漢字 und noch viel mehr " * 3
    file = indexed.folder / "corpus" / f"{name}.md"
    file.write_text(f"---\ntitle: {title}\ndate: 2025-04-01\n---\n\nEin Satz steht hier.\n")
    (indexed.folder / "corpus" / "ohne.md").write_text("# Ohne Tag\n\nEin Satz steht hier.\n")
    assert indexed.run("index").status == 0
    shown = indexed.terminal("articles", width=width).end()
    lines = CODES.sub("", shown.out).replace("\r", "").splitlines()

    assert len(lines) == 6
    for line, id_ in zip(lines[1:], ids(indexed), strict=True):
        assert f" {id_} " in f"{line} "
        # A name longer than the terminal is the only thing that may go on beyond its edge.
        assert cell_len(line) <= width or line.endswith(id_)


def ids(cli):
    return [json.loads(cli.run("articles", "--json").out)[n]["id"] for n in range(5)]


def test_a_conversation(indexed):
    terminal = indexed.terminal("ask")
    terminal.wait_for("3 articles. Ask away")
    terminal.wait_for("Question>")
    terminal.type(f"{QUESTION}\r")
    terminal.wait_for("Talbote")
    terminal.wait_for("Question>")
    terminal.type("\r   \r")
    terminal.type("Wer ist Obmann des Imkervereins?\r")
    terminal.wait_for("paragraph 1")
    terminal.wait_for("Question>")
    terminal.type(":q\r")
    shown = terminal.end()

    assert shown.status == 0
    assert SENTENCE in words(shown.out)
    assert "Traceback" not in shown.out


def test_a_follow_up_takes_the_question_before_it_along(indexed):
    terminal = indexed.terminal("ask")
    terminal.wait_for("Question>")
    terminal.type(f"{QUESTION}\r")
    terminal.wait_for("Talbote")
    terminal.wait_for("Question>")
    terminal.type("Danke!\r")
    terminal.wait_for("Question>")
    terminal.type("Und wann?\r")
    terminal.wait_for("Searched: “Und wann? Millionen Euro hat die Brücke gekostet?”")
    terminal.wait_for("Question>")
    terminal.type(":q\r")

    assert terminal.end().status == 0


def test_history_is_kept_for_the_next_session_and_for_nobody_else(indexed):
    terminal = indexed.terminal("ask")
    terminal.wait_for("Question>")
    terminal.type(f"{QUESTION}\r")
    terminal.wait_for("Talbote")
    terminal.wait_for("Question>")
    terminal.type("\x04")
    assert terminal.end().status == 0

    again = indexed.terminal("ask", "--json")
    again.wait_for("Question>")
    again.type("\x1b[A\r")
    again.wait_for('"answered": ')
    again.wait_for("Question>")
    again.type("\x04")
    assert SENTENCE in again.end().out
    [history] = indexed.folder.rglob("history")
    assert history.stat().st_mode & 0o077 == 0
    assert history.parent.stat().st_mode & 0o077 == 0


def test_ctrl_c_drops_the_line_then_ends(indexed):
    terminal = indexed.terminal("ask")
    terminal.wait_for("Question>")
    terminal.type("halb getippt")
    terminal.wait_for("halb getippt")
    terminal.type("\x03")
    terminal.type(f"{QUESTION}\r")
    terminal.wait_for("Talbote")
    terminal.wait_for("Question>")
    terminal.type("\x03")
    shown = terminal.end()

    assert shown.status == 0
    assert SENTENCE in words(shown.out)
    assert "Traceback" not in shown.out


def test_ctrl_c_drops_the_line_without_leaving_the_prompt(indexed):
    terminal = indexed.terminal("ask")
    terminal.wait_for("Question>")
    terminal.type("halb getippt")
    terminal.wait_for("halb getippt")
    terminal.type("\x03")
    terminal.type("\x03")
    shown = terminal.end()

    assert shown.status == 0
    assert "Traceback" not in shown.out
    # Between two prompts the second Ctrl-C would be lost now and then.
    assert shown.out.count(LEFT_PROMPT) == 1


def test_a_question_that_cannot_be_asked_does_not_end_the_conversation(indexed):
    terminal = indexed.terminal("ask")
    terminal.wait_for("Question>")
    terminal.type("a" * 2500 + "\r")
    terminal.wait_for("has 2500 characters")
    terminal.wait_for("Question>")
    terminal.type(f"{QUESTION}\r")
    terminal.wait_for("Talbote")
    terminal.wait_for("Question>")
    terminal.type(":q\r")

    assert terminal.end().status == 0


def test_remove_asks_first(indexed):
    article = indexed.folder / "corpus" / "2025-02-03-imker.md"
    terminal = indexed.terminal("remove", "2025-02-03-imker", "--no-index")
    terminal.wait_for("Delete 2025-02-03-imker? [y/N]")
    terminal.type("n\r")
    assert terminal.end().status == 1
    assert article.exists()

    terminal = indexed.terminal("remove", "2025-02-03-imker", "--no-index")
    terminal.wait_for("[y/N]")
    terminal.type("y\r")
    assert terminal.end().status == 0
    assert not article.exists()
