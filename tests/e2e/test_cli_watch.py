"""`wortlaut watch` as a process of its own: it follows the folder, and ends when it is told to."""

import queue
import signal
import threading
from contextlib import contextmanager

import pytest

from tests.e2e.cli import TIMEOUT_S

NEW = "# Neu\n\nAm Hafen wird ein neuer Kran gebaut, der 12 Tonnen hebt.\n"


class Lines:
    """The lines of a stream as they come."""

    def __init__(self, stream):
        self._lines = queue.Queue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream):
        for line in stream:
            self._lines.put(line.decode())
        self._lines.put(None)

    def wait_for(self, text):
        """Reads until a line holds a text; returns all that was read."""
        read = []
        while True:
            line = self._lines.get(timeout=TIMEOUT_S)
            assert line is not None, f"no {text!r} in {read}"
            read.append(line)
            if text in line:
                return read


@contextmanager
def watching(cli, *options):
    process = cli.start("watch", *options)
    try:
        yield process, Lines(process.stdout), Lines(process.stderr)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_follows_the_folder_until_it_is_told_to_end(indexed, number):
    corpus = indexed.folder / "corpus"
    with watching(indexed) as (process, out, err):
        err.wait_for("Watching corpus:")
        out.wait_for("0 new, 0 changed, 0 removed")
        (corpus / "neu.md").write_text(NEW)
        out.wait_for("1 new, 0 changed, 0 removed")
        assert "12 Tonnen" in indexed.run("ask", "Wie viele Tonnen hebt der neue Kran?").out
        process.send_signal(number)
        assert process.wait(TIMEOUT_S) == 0
        assert err.wait_for("Ended; the index stays in force.")[-1].count("Traceback") == 0


def test_it_looks_every_so_often_and_names_a_bad_file_once(indexed):
    corpus = indexed.folder / "corpus"
    with watching(indexed, "--poll", "0.2") as (_, out, err):
        err.wait_for("Looking into corpus every 0.2 s")
        out.wait_for("0 new")
        (corpus / "leer.md").write_bytes(b"")
        out.wait_for("1 skipped")
        err.wait_for("Skipped: leer.md")
        (corpus / "neu.md").write_text(NEW)
        out.wait_for("1 new")
        corpus.rename(corpus.with_name("weg"))
        said = err.wait_for("The index stays as it is: ")
        assert not any("leer.md" in line for line in said)
        assert indexed.run("ask", "Wie viele Tonnen hebt der neue Kran?").status == 0


def test_without_a_corpus_it_waits_for_one_and_builds(cli):
    with watching(cli, "--corpus", "spaeter", "--poll", "0.2") as (_, out, err):
        err.wait_for("The index stays as it is: ")
        (cli.folder / "spaeter").mkdir()
        (cli.folder / "spaeter" / "neu.md").write_text(NEW)
        err.wait_for("spaeter is there again.")
        out.wait_for("1 article, ")


@pytest.mark.parametrize("options", [("--poll", "0"), ("--poll", "bald"), ("--feeds-every", "-1")])
def test_wrong_usage_is_one_line(cli, options):
    result = cli.run("watch", *options)
    assert result.status == 2
    assert result.error_line()
