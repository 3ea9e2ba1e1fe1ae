"""A file for the while: gone afterwards, also after a kill."""

from __future__ import annotations

import io
import os
import tempfile
import time
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.laid_out import laid_out
from bot.service.document import Document
from bot.telegram.documents import examine
from retrieval.library import Library


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_by_a_kill(hours: float) -> Path:
    """What is there while a file is looked at, as it would stay."""
    with laid_out("roh.txt", b"Geheimes") as path:
        kept = path.parent.with_name(path.parent.name + "-geblieben")
        kept.mkdir()
        path.rename(kept / path.name)
        then = time.time() - hours * 3600
        os.utime(kept, (then, then))
    return kept


def test_it_holds_the_bytes_and_is_gone_afterwards(temporary: Path) -> None:
    with laid_out("roh.txt", b"\xff\0") as path:
        assert (path.name, path.read_bytes()) == ("roh.txt", b"\xff\0")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(("hours", "stays"), [(0.5, True), (1.5, False), (1000, False)])
def test_what_a_kill_left_goes_an_hour_later(hours: float, stays: bool) -> None:
    kept = left_by_a_kill(hours)
    with laid_out("roh.txt", b""):
        assert kept.exists() == stays


def test_a_link_of_that_name_is_not_followed(temporary: Path, tmp_path: Path) -> None:
    (tmp_path / "anderes").mkdir()
    (temporary / "wortlaut-given-x").symlink_to(tmp_path / "anderes")
    os.utime(temporary / "wortlaut-given-x", (0, 0), follow_symlinks=False)
    with laid_out("roh.txt", b""):
        assert (tmp_path / "anderes").exists()


def test_both_faces_clear_it(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(tmp_path / "index", corpus_dir=corpus)
    kept = left_by_a_kill(2)
    examine(Document("a.txt", b"Ein Titel\n\nEin Satz steht hier.\n"), library)
    assert not kept.exists()

    kept = left_by_a_kill(2)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    assert main(["add", "-", "--dry-run", "--corpus", str(corpus)]) == 1  # nothing on it
    assert not kept.exists()
