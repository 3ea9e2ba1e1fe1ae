"""Feeds are read on from where a process was stopped, and by one process at a time."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.e2e.cli import TIMEOUT_S, Cli, interrupt
from tests.e2e.feeds import RSS, put_page, rss
from tests.e2e.site import Answer, Site


@dataclass
class Held:
    """A feed of four pages on this machine, the second of which is held back.

    Attributes:
        site: The newspaper.
        feed: Its feed.
        asked: The second page has been asked for.
        let_go: It may be sent.
    """

    site: Site
    feed: str
    asked: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def held(site: Site) -> Iterator[Held]:
    paths = [put_page(site, n) for n in range(1, 5)]
    items = [site.link(path, "127.0.0.1") for path in paths]
    site.put("/feed.xml", rss(site, items), RSS)
    found = Held(site, site.link("/feed.xml", "127.0.0.1"))
    page = site.answers[paths[1]]
    assert not callable(page)

    def answer(_: dict[str, str]) -> Answer:
        found.asked.set()
        found.let_go.wait(TIMEOUT_S)
        return page

    site.answers[paths[1]] = answer
    yield found
    found.let_go.set()


def start(cli: Cli, held: Held) -> subprocess.Popen[bytes]:
    return cli.start("add", "--no-index", "--allow-private", "--feed", held.feed)


def stored(cli: Cli) -> list[str]:
    return sorted(path.name for path in cli.folder.glob("corpus/*meldung*.md"))


def last_line(err: bytes) -> str:
    return err.decode().splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_process_has_not_read_the_next_one_reads(
    cli: Cli, held: Held, number: signal.Signals
) -> None:
    process = start(cli, held)
    assert held.asked.wait(TIMEOUT_S)
    process.send_signal(number)
    process.communicate(timeout=TIMEOUT_S)
    assert len(stored(cli)) == 1
    held.let_go.set()
    held.site.asked.clear()

    _, err = start(cli, held).communicate(timeout=TIMEOUT_S)
    assert last_line(err) == "3 added."
    assert len(stored(cli)) == 4
    assert "127.0.0.1/seite-1" not in held.site.asked


def test_ctrl_c_says_what_was_done(cli: Cli, held: Held) -> None:
    process = start(cli, held)
    assert held.asked.wait(TIMEOUT_S)
    interrupt(process)
    out, err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert out.count(b"Added: ") == 1
    *_, summed, stopped = err.decode().splitlines()
    assert summed == "1 added."
    assert stopped.startswith("Stopped. What is added stays, `wortlaut index` takes it")


def test_a_second_process_waits_and_reads_nothing_twice(cli: Cli, held: Held) -> None:
    first = start(cli, held)
    assert held.asked.wait(TIMEOUT_S)
    second = start(cli, held)
    assert second.stderr is not None
    assert second.stderr.readline() == (
        b"Another process is reading the feeds; this one comes after it.\n"
    )
    held.let_go.set()
    _, err = first.communicate(timeout=TIMEOUT_S)
    assert last_line(err) == "4 added."
    _, err = second.communicate(timeout=TIMEOUT_S)
    assert last_line(err) == "Nothing new."
    assert held.site.asked.count("127.0.0.1/seite-1") == 1


def test_the_list_can_be_changed_while_feeds_are_read(cli: Cli, held: Held) -> None:
    reading = start(cli, held)
    assert held.asked.wait(TIMEOUT_S)
    added = cli.run("feeds", "add", "--allow-private", held.feed)
    assert added.status == 0, added.err
    assert cli.run("feeds", "drop", held.feed).status == 0
    held.let_go.set()
    _, err = reading.communicate(timeout=TIMEOUT_S)
    assert last_line(err) == "4 added."


def test_a_place_that_is_taken(cli: Cli, held: Held) -> None:
    (cli.folder / "corpus" / ".wortlaut").write_text("")
    result = cli.run("feeds", "add", "--allow-private", held.feed)
    assert ".wortlaut/feeds.sqlite, where Wortlaut keeps" in result.error_line()
    assert held.site.asked == []
