"""What runs leaves files where it says, and asks the system for no socket to elsewhere."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.cli import Cli
from tests.retrieval.corpus.readers.archives import docx, p
from tests.retrieval.corpus.readers.pages import BODY, TITLE, article, page
from tests.retrieval.corpus.readers.pdfs import pdf, set_lines

# The program, watched: its first socket that could leave the machine ends it.
WATCHED = """
import sys
from tests.e2e.no_sockets import forbid_sockets
forbid_sockets()
import bot.cli.main
sys.exit(bot.cli.main.main(sys.argv[1:]))
"""


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


class Watched(Cli):
    def command(self, *arguments: str | bytes) -> list[str | bytes]:
        return [sys.executable, "-c", WATCHED, *arguments]


@pytest.fixture
def watched(indexed: Cli, tmp_path: Path) -> Watched:
    home = tmp_path / "home"
    home.mkdir()
    # Compiled anew, so that compiling is watched, too.
    own = {"HOME": str(home), "WORTLAUT_CACHE_DIR": str(tmp_path / "cache")}
    return Watched(indexed.folder, indexed.environ | own)


@pytest.mark.skipif(sys.platform != "linux", reason="the guard is Linux's")
@pytest.mark.parametrize(
    ("doing", "status"),
    [
        ("socket.socket(socket.AF_UNIX)", 0),
        ("socket.socket(socket.AF_INET)", -signal.SIGSYS),
        ("socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)", -signal.SIGSYS),
        ("socket.getaddrinfo('beispiel.invalid', 80)", -signal.SIGSYS),
    ],
)
def test_the_guard_ends_what_it_is_to_end(watched: Watched, doing: str, status: int) -> None:
    code = f"import socket, tests.e2e.no_sockets as guard; guard.forbid_sockets(); {doing}"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env=watched.environment(), stderr=subprocess.DEVNULL
    )
    assert done.returncode == status


@pytest.mark.skipif(sys.platform != "linux", reason="the guard is Linux's")
def test_no_socket_and_no_file_but_those_asked_for(watched: Watched, tmp_path: Path) -> None:
    home = Path(watched.environ["HOME"])
    (watched.folder / "corpus" / "neu.md").write_text("# Neu\n\nDie Brücke wurde rot.\n", "utf-8")
    (watched.folder / "roh.txt").write_text("Roh\n\nDer Bus fährt wieder.\n", "utf-8")
    (watched.folder / "fragen.jsonl").write_text('{"question": "Was hat die Brücke gekostet?"}\n')
    for name, raw in {
        "seite.html": page('<link rel="canonical" href="http://192.0.2.1/a">', article()).encode(),
        "brief.docx": docx(p(TITLE) + p(BODY[0])),
        "plan.pdf": pdf([set_lines(BODY[0])]),
        "mail.eml": f"Subject: Fähre\nFrom: a@b.example\n\n{BODY[0]}\n".encode(),
    }.items():
        (watched.folder / name).write_bytes(raw)
    elsewhere = {path for path in files_below(watched.folder) if not path.startswith("index/")}
    for arguments in (
        ("index",),
        ("ask", "Was hat die Brücke gekostet?"),
        ("add", "roh.txt"),
        ("add", "--dry-run", "--force", "seite.html", "brief.docx", "plan.pdf", "mail.eml"),
        ("show", "roh"),
        ("remove", "roh", "--yes"),
        ("eval", "fragen.jsonl"),
        ("verify",),
        ("articles",),
        ("feeds",),
        ("doctor",),
    ):
        done = watched.spawn(*arguments)
        assert done.status == 0, (arguments, done.err)
    assert files_below(home) == set()
    now = {path for path in files_below(watched.folder) if not path.startswith("index/")}
    left = {path for path in now - elsewhere if not path.startswith(("cache/", "home/"))}
    # Of the article that was removed a day and a hash stay, and when that was last tidied.
    assert {path for path in left if not path.startswith("corpus/.wortlaut/")} == set()
    said = "".join((watched.folder / path).read_text("utf-8") for path in left)
    assert "roh" not in said
    assert "Bus" not in said
