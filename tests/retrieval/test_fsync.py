from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from retrieval.fsync import sync


def test_a_file_and_a_folder_reach_the_disk(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "a").chmod(0o400)
    sync(tmp_path / "a")
    sync(tmp_path)


def test_on_windows_a_file_is_opened_for_writing_and_a_folder_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("x")
    opened = []
    real = os.open

    def noted(path: Path, flags: int) -> int:
        opened.append((path, flags))
        return real(path, flags)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "O_BINARY", 0, raising=False)
    monkeypatch.setattr(os, "open", noted)
    sync(tmp_path)
    sync(tmp_path / "a")
    assert opened == [(tmp_path / "a", os.O_RDWR)]
