"""A disk that fills up at any point of a build: one line, and the earlier index answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.errors import StorageError
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors

QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"
ROOT = Path(__file__).parents[2]
ROOM_KB = (*range(70, 320, 30), 3000)
WIDE = TinyEncoder("wide", dimension=768)  # vectors that take more room than all the rest


def can_mount() -> bool:
    """Whether this process may mount a small disk of its own."""
    unshare = shutil.which("unshare")
    if unshare is None or not sys.platform.startswith("linux"):
        return False
    return subprocess.run([unshare, "-m", "true"], capture_output=True, check=False).returncode == 0  # noqa: S603


def build_in_little_room(disk: Path, corpus: Path, index: Path, room_kb: int) -> str:
    """In a child process, which a full disk may kill: how the build ended."""
    shutil.copytree(index, disk / "index")
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "ballast").write_bytes(bytes(max(free - room_kb * 1024, 0)))
    child = os.fork()
    if child == 0:
        status = 3
        try:
            with few_impostors():
                build_index(corpus, disk / "index", WIDE)
            status = 0
        except StorageError as error:
            status = 1 if "\n" not in str(error) else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    encoder = WIDE if status == 0 else TinyEncoder()
    with Library(disk / "index", encoder=encoder) as searcher:
        answered = searcher.ask(QUESTION).answered and searcher.verify() == []
    (disk / "ballast").unlink()
    shutil.rmtree(disk / "index")
    ends = {0: "built", 1: "refused in one line"}
    end = ends.get(os.waitstatus_to_exitcode(status), f"died: {os.waitstatus_to_exitcode(status)}")
    return end if answered else f"{end}, and the index is lost"


def main(disk: Path, corpus: Path, index: Path) -> None:
    """Run in a mount namespace of its own."""
    with few_impostors():  # what the children would otherwise each load and compute
        build_index(corpus, disk.with_name("warm"), WIDE)
    options = ["-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    subprocess.run(["mount", *options], check=True)  # noqa: S603, S607
    for room_kb in ROOM_KB:
        print(build_in_little_room(disk, corpus, index, room_kb))  # noqa: T201


@pytest.mark.skipif(not can_mount(), reason="may not mount a small disk to fill up (needs root)")
def test_the_build_is_refused_in_one_line_and_the_earlier_index_answers(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(  # noqa: S603
        ["unshare", "-m", sys.executable, "-m", __name__, *map(str, (disk, corpus, index))],  # noqa: S607
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},  # a forked child has no threads
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    ends = done.stdout.splitlines()

    assert done.returncode == 0, done.stderr
    assert len(ends) == len(ROOM_KB)
    assert set(ends) == {"built", "refused in one line"}, ends
    assert ends[0] == "refused in one line"
    assert ends[-1] == "built"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
