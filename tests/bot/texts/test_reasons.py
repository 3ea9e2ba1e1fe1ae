"""What systems and libraries say is German where the texts are."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.texts.problems import in_words
from bot.texts.reasons import in_german
from retrieval.errors import Problem

SYSTEM = sorted(errno.errorcode)


@pytest.mark.parametrize("number", SYSTEM)
def test_no_error_of_the_system_stays_english(number: int) -> None:
    said = in_german(str(OSError(number, os.strerror(number), "/tmp/x")))  # noqa: S108
    assert not any(os.strerror(each) in said for each in SYSTEM)
    assert "Errno" not in said
    assert said.endswith(": „/tmp/x“")


def no_database(folder: Path) -> None:
    (folder / "x").write_text("kein SQLite, aber lang genug" * 40)
    sqlite3.connect(folder / "x").execute("SELECT * FROM sqlite_master")


def unopenable(folder: Path) -> None:
    sqlite3.connect(folder / "gibt" / "es" / "nicht")


def no_json(_: Path) -> None:
    json.loads("{nein")


@pytest.mark.parametrize(
    ("fail", "said"),
    [
        (no_database, "keine Datenbank"),
        (unopenable, "nicht zu öffnen"),
        (no_json, "Zeile 1, Spalte 2"),
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed database")
def test_libraries_speak_german(tmp_path: Path, fail: Callable[[Path], None], said: str) -> None:
    with pytest.raises((sqlite3.Error, ValueError)) as failed:
        fail(tmp_path)
    assert in_german(str(failed.value)) == said


def test_a_name_is_no_reason() -> None:
    name = f"{os.strerror(errno.ENOENT)}.md"
    problem = Problem("storage.refused", {"path": name, "reason": Problem("disk.full")})
    assert name in in_words(problem, "de")


def test_a_decimal_comma() -> None:
    fields = {"megabytes": 20.54, "max_megabytes": 20.0}
    said = in_words(Problem("file.too_large", fields), "de")
    assert "hat 20,5 MB" in said
    assert "höchstens 20 MB" in said
    assert "20.5 MB" in in_words(Problem("file.too_large", fields), "en")
