"""What comes from outside is worked on in a process that may take only so much."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from retrieval import limited
from retrieval.corpus.readers import parse_article
from retrieval.errors import ArticleError
from retrieval.library import Library
from retrieval.limited import LimitedProcess

FOR_EVER = "(a+)+b", "a" * 80
"""What a regular expression tries for longer than the sun will shine, the interpreter locked."""


@pytest.fixture
def process() -> Iterator[LimitedProcess]:
    made = LimitedProcess(seconds=1, megabytes=200)
    yield made
    made.close()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_for_end(pid: int) -> None:
    while is_alive(pid):
        time.sleep(0.01)


def test_a_value_comes_back_from_another_process_which_is_kept(process: LimitedProcess) -> None:
    pid = process.call(os.getpid)
    assert pid != os.getpid()
    assert process.call(divmod, 7, 2) == (3, 1)
    assert process.call(os.getpid) == pid


def test_what_is_raised_comes_back(process: LimitedProcess) -> None:
    with pytest.raises(ArticleError) as refused:
        process.call(parse_article, b"---\na: b\n---\n", "a.md")
    assert refused.value.problem.code == "file.empty_below"
    with pytest.raises(ZeroDivisionError):
        process.call(divmod, 7, 0)
    assert process.call(divmod, 7, 2) == (3, 1)


def test_what_takes_too_long_is_ended(process: LimitedProcess) -> None:
    with pytest.raises(ArticleError, match=r"^could not be read within 1 s; ") as refused:
        process.call(re.fullmatch, *FOR_EVER)
    assert refused.value.problem.code == "file.takes_too_long"
    assert process.call(divmod, 7, 2) == (3, 1)


def test_the_limit_is_of_each_call(process: LimitedProcess) -> None:
    burn = partial(sum, range(30_000_000))  # a third of a second or more
    before = process.call(time.process_time)
    while process.call(time.process_time) - before < 3:
        process.call(burn)


def test_what_waits_for_ever_is_ended(
    process: LimitedProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "_PATIENCE", 1)
    with pytest.raises(ArticleError, match=r"^could not be read within 1 s; "):
        process.call(time.sleep, 1_000)


def test_what_takes_too_much_memory_is_ended(process: LimitedProcess) -> None:
    with pytest.raises(ArticleError, match=r"^could not be read within 200 MB of memory; "):
        process.call(bytes, 250_000_000)
    for _ in range(5):
        assert process.call(bytes, 50_000_000) == bytes(50_000_000)


@pytest.mark.parametrize("death", [os.abort, sys.exit, partial(os._exit, 3)])
def test_what_kills_the_process_costs_that_call_alone(
    process: LimitedProcess, death: partial[None]
) -> None:
    with pytest.raises(ArticleError, match="the process that read it died"):
        process.call(death)
    assert process.call(divmod, 7, 2) == (3, 1)


def test_what_a_library_prints_is_no_answer(process: LimitedProcess) -> None:
    assert process.call(print, "x" * 100_000) is None
    assert process.call(os.write, 1, b"x") == 1
    assert process.call(divmod, 7, 2) == (3, 1)


def test_one_that_has_ended_meanwhile_is_started_anew(process: LimitedProcess) -> None:
    pid = process.call(os.getpid)
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)
    assert process.call(os.getpid) != pid


def test_nothing_is_left_behind() -> None:
    process = LimitedProcess()
    closed = process.call(os.getpid)
    process.close()
    forgotten = process.call(os.getpid)
    del process
    assert not is_alive(closed)
    assert not is_alive(forgotten)


@pytest.mark.parametrize("busy", [True, False])
def test_it_ends_with_the_process_that_started_it(busy: bool) -> None:
    work = f"process.call(re.fullmatch, *{FOR_EVER!r})" if busy else "time.sleep(1_000)"
    code = (
        "import os, re, time; from retrieval.limited import LimitedProcess; "
        "process = LimitedProcess(seconds=1_000); "
        f"print(process.call(os.getpid), flush=True); {work}"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(  # noqa: S603 (our own code)
        command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as caller:
        assert caller.stdout
        pid = int(caller.stdout.readline())
        while busy and not _has_worked(pid):
            time.sleep(0.01)
        caller.kill()
    wait_for_end(pid)


def _has_worked(pid: int) -> bool:
    """Whether a process has taken more time than it takes to start, 0.5 seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK") > 0.5


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def test_a_file_that_takes_too_much_is_refused_by_its_name(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "LimitedProcess", partial(LimitedProcess, megabytes=5))
    source = tmp_path / "riese.txt"
    source.write_text("Überschrift\n\n" + "Ein Satz steht hier. " * 90_000)
    with (
        closing(Library(tmp_path / "index", corpus_dir=corpus)) as library,
        pytest.raises(ArticleError, match=r"riese\.txt: could not be read within 5 MB"),
    ):
        library.corpus.propose(source)
    assert list(corpus.iterdir()) == []
