import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from bot.cli.terminal import BAR, MARK, answer_rows
from bot.cli.terminal_colour import print_styled, styled_console
from bot.texts.languages import texts_for
from retrieval.answer import Highlight
from tests.bot.builders import BEFORE, SENTENCE, answered, quote

BOLD = re.compile(r"\x1b\[1m(.*?)\x1b\[0m")
CODES = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;.*?\x1b\\")


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")


def styled(*quotes, links=True):
    stream = io.StringIO()
    rows = answer_rows(answered(*quotes), texts_for("de"), lambda path: f"file:///{path}")
    print_styled(rows, styled_console(stream), links=links)
    return stream.getvalue()


def test_the_highlight_is_bold_and_nothing_else_of_the_quote():
    bold = " ".join(piece for piece in BOLD.findall(styled()) if not piece.strip().isdigit())

    assert " ".join(bold.split()) == SENTENCE


@pytest.mark.parametrize("before", [BEFORE, "", "  \u202e Steuerzeichen. \n"])
def test_what_is_of_the_kind_asked_for_is_underlined_in_it(before):
    found = quote(before=before)
    start = found.highlight.start + SENTENCE.index("17.")
    shown = styled(replace(found, answer_span=Highlight("17. Januar", start, start + 10)))
    assert re.findall(r"\x1b\[1;4m(.*?)\x1b\[0m", shown) == ["17. Januar"]


@pytest.mark.parametrize("width", [24, 40, 60, 80])
def test_no_line_of_a_quote_is_wider_than_the_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    text = quote(before="Ein Satz mit Wörtern und 漢字漢字漢字. " * 5)
    lines = [CODES.sub("", line) for line in styled(text).splitlines()]
    quoted = [line.replace(MARK, BAR) for line in lines if BAR in line or MARK in line]

    assert max(map(cell_len, quoted)) <= width
    words = " ".join(line.split(BAR, 1)[1] for line in quoted)
    assert "".join(words.split()) == "".join(text.text.split())


def test_a_source_links_to_the_sentence():
    shown = styled()

    assert "\x1b]8;" in shown
    assert ";https://tagblatt.example/a#:~:text=Der%20Vertrag\x1b\\" in shown
    assert "https://tagblatt.example/a" in CODES.sub("", shown)


def test_a_file_is_linked_where_there_is_no_address():
    assert ";file:///corpus/2025" in styled(quote(url=None, plain_url=None))


def test_links_can_be_left_out():
    assert "\x1b]8;" not in styled(links=False)


def test_an_address_cannot_break_out_of_its_link():
    evil = "https://x.example/\x1b\\\x1b[2J\x07a b"
    shown = styled(quote(url=evil, plain_url=evil))

    assert "\x1b[2J" not in shown
    assert "\x07" not in shown
    assert "https://x.example/%1B%5C%1B[2J%07a%20b" in shown


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ssh://x", "data:text/html,x"])
def test_only_web_and_file_addresses_are_linked(address):
    assert "\x1b]8;" not in styled(quote(url=address, plain_url=address))


def test_article_text_is_no_markup():
    shown = CODES.sub("", styled(quote(before="[red]Rot[/red] :smile: [link=x]y[/link] ")))

    assert "[red]Rot[/red] :smile: [link=x]y[/link]" in shown


def test_no_color_leaves_bold(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    shown = styled(links=False)

    assert BOLD.search(shown)
    assert not re.search(r"\x1b\[[\d;]*3\dm", shown)


def test_a_long_address_is_not_broken():
    address = "https://x.example/" + "a" * 200

    assert address in CODES.sub("", styled(quote(url=address, plain_url=address)))
