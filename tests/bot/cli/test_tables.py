import datetime as dt
import io
import json
import sys

from bot.cli.tables import write_articles, write_json_articles, write_table
from bot.texts.languages import texts_for
from retrieval.article import ArticleSummary

EVIL = ArticleSummary(
    id="a\x1b[2J",
    title="[red]Titel[/red]\t:smile:\nzwei",
    publisher=None,
    date=dt.date(2025, 1, 18),
    section="\u202eLokales",
    path="a.md",
    url=None,
    words=350,
    passages=7,
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_cell_cannot_break_its_line_or_steer_the_terminal(capsys):
    write_articles([EVIL], texts_for("de"))
    head, line = capsys.readouterr().out.splitlines()

    assert head.split("\t")[0] == "Datum"
    assert line.split("\t") == [
        "18.01.2025",
        "",
        "\\u202eLokales",
        "[red]Titel[/red] :smile: zwei",
        "a\\x1b[2J",
        "350",
        "7",
    ]


def test_in_a_terminal_no_word_is_cut_off_and_none_is_markup(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "30")
    write_table(["A", "B"], [["[red]rot[/red] " * 4, "\x1b"]], numeric={1})
    shown = terminal.getvalue()

    assert shown.count("[red]rot[/red]") == 4
    assert "\\x1b" in shown
    assert "…" not in shown


def test_json_is_exact(capsys):
    write_json_articles([EVIL])

    [article] = json.loads(capsys.readouterr().out)
    assert article["id"] == EVIL.id
    assert article["title"] == EVIL.title
    assert article["date"] == "2025-01-18"
