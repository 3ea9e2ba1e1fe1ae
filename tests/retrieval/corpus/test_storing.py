import errno
import os
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

from retrieval.corpus.storing import store_new
from retrieval.errors import StorageError


def names():
    return (f"a-{number}.md" for number in count(1))


def test_the_first_free_name_is_taken(tmp_path):
    (tmp_path / "a-1.md").write_text("alt")
    assert store_new(tmp_path, names(), b"neu") == tmp_path / "a-2.md"
    assert (tmp_path / "a-1.md").read_text() == "alt"
    assert (tmp_path / "a-2.md").read_bytes() == b"neu"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-1.md", "a-2.md"]


def test_a_dangling_link_is_not_written_through(tmp_path):
    (tmp_path / "a-1.md").symlink_to(tmp_path / "anderswo")
    assert store_new(tmp_path, names(), b"neu") == tmp_path / "a-2.md"
    assert not (tmp_path / "anderswo").exists()


def test_the_file_has_the_usual_permissions(tmp_path):
    before = os.umask(0o027)
    try:
        path = store_new(tmp_path, names(), b"neu")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_without_hard_links_no_file_is_overwritten_either(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    (tmp_path / "a-1.md").write_text("alt")
    assert store_new(tmp_path, names(), b"neu") == tmp_path / "a-2.md"
    assert (tmp_path / "a-1.md").read_text() == "alt"
    assert (tmp_path / "a-2.md").read_bytes() == b"neu"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "the disk is full; free some space"),
        (errno.EDQUOT, "the disk quota is used up; free some space"),
        (errno.EROFS, "the folder is read-only; choose another or remount it"),
        (errno.EACCES, "permission denied; check who owns the folder"),
        (errno.EIO, "Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_refusing_disk_leaves_nothing_behind(tmp_path, monkeypatch, number, remedy, step):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(StorageError) as refused:
        store_new(tmp_path, names(), b"neu")
    assert str(refused.value) == f"cannot write to {tmp_path}: {remedy}"
    assert list(tmp_path.iterdir()) == []


def test_a_really_full_disk(tmp_path):
    """A process that may write no more than 1,000 bytes to a file stands in for a full disk."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from retrieval.corpus.storing import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: store_new(Path(sys.argv[1]), ['a.md'], b'x' * 5000)\n"
        "except StorageError as error: print(error)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"cannot write to {tmp_path}: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(StorageError, match="No such file or directory"):
        store_new(tmp_path / "nix", names(), b"neu")


def test_what_a_killed_one_left_is_removed_an_hour_later(tmp_path):
    left, under_way = tmp_path / ".wortlaut-0a.tmp", tmp_path / ".wortlaut-0b.tmp"
    other = tmp_path / ".anderes.tmp"
    for path in (left, under_way, other):
        path.write_bytes(b"halb")
    for path in (left, other):
        os.utime(path, (time.time() - 4000,) * 2)
    store_new(tmp_path, names(), b"neu")
    assert not left.exists()
    assert under_way.exists()
    assert other.exists()
