"""What the documents say is what the program knows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.commands import COMMANDS
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[3]
UNIT = (ROOT / "deploy" / "wortlaut-bot.service").read_text()
PAGE = (ROOT / "docs" / "small-server.md").read_text()
KNOWN = {variable(name) for name in Settings.model_fields}


@pytest.mark.parametrize("text", [UNIT, PAGE], ids=["unit", "page"])
def test_every_setting_named_exists(text: str) -> None:
    named = set(re.findall(r"WORTLAUT_[A-Z_]+", text))
    assert named
    assert named <= KNOWN


def test_every_command_named_exists() -> None:
    named = set(re.findall(r"`wortlaut (\w+)", PAGE)) | set(re.findall(r"bin/wortlaut (\w+)", UNIT))
    assert named
    assert named <= set(COMMANDS)


def test_files_named_exist() -> None:
    for path in re.findall(r"(?:deploy|docs)/[\w./-]+\w", PAGE + UNIT):
        assert (ROOT / path).exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_one_and_well_shut_in() -> None:
    unit = str(ROOT / "deploy" / "wortlaut-bot.service")

    def analyze(*arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 - systemd's own checker
            [shutil.which("systemd-analyze") or "", *arguments, unit],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    complaints = [
        line
        for line in analyze("verify").splitlines()
        if "wortlaut-bot" in line and "is not executable" not in line
    ]
    assert complaints == []
    exposure = re.search(r"exposure level for .*?: ([\d.]+)", analyze("security", "--offline=true"))
    if exposure is None:
        pytest.skip("this systemd cannot judge a unit that is not installed")
    assert float(exposure[1]) < 2
