"""What the targets of the Makefile install, read from a dry run in an empty folder."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOR_DEVELOPERS = "--editable '.[dev]'"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "slim", tmp_path / "slim")
    return tmp_path


def commands(folder: Path, target: str) -> list[str]:
    """The commands that `make TARGET` would call."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make here")
    call = [make, "--dry-run", target, "Q=x", "DATA=x", "BENCHMARK=x"]
    # `make test` hands its own flags down.
    env = {
        key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))
    }
    done = subprocess.run(  # noqa: S603
        call, cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def installs(called: list[str]) -> list[str]:
    return [line for line in called if "pip install" in line]


@pytest.mark.parametrize("target", ["ask", "chat", "bot", "index"])
def test_who_uses_it_gets_neither_torch_nor_developers_tools(fresh: Path, target: str) -> None:
    (installed,) = installs(commands(fresh, target))
    assert "--editable ./slim" in installed
    assert "torch" not in installed


def test_who_installs_it_gets_everything_but_developers_tools(fresh: Path) -> None:
    called = commands(fresh, "install")
    assert any("--editable . " in line for line in installs(called))
    assert any("torch==" in line for line in installs(called))
    assert not any(FOR_DEVELOPERS in line for line in installs(called))
    assert any("uninstall" in line and "wortlaut-slim" in line for line in called)


def test_where_everything_is_installed_it_is_used(fresh: Path) -> None:
    (fresh / ".venv" / "bin").mkdir(parents=True)
    for name in ("bin/python", ".installed"):
        (fresh / ".venv" / name).touch()
    assert not installs(commands(fresh, "ask"))
    os.utime(fresh / ".venv" / ".installed", (0, 0))
    assert not any("slim" in line for line in installs(commands(fresh, "ask")))
    assert any("--editable . " in line for line in installs(commands(fresh, "ask")))


def test_a_python_that_is_too_old_is_one_line(fresh: Path) -> None:
    (fresh / "old").write_text(
        '#!/bin/sh\nshift\nexec python3 -c "import sys\nsys.version_info = (3, 10, 2)\n$1"\n'
    )
    (fresh / "old").chmod(0o755)
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make here")
    done = subprocess.run(  # noqa: S603
        [make, "--silent", "ask", "Q=x", "PYTHON=./old"], cwd=fresh, capture_output=True, text=True
    )
    line, *rest = done.stderr.splitlines()
    assert line == (
        "Wortlaut needs Python 3.11 or newer, ./old is 3.10: name another with PYTHON=…"
    )
    assert all(other.startswith("make") for other in rest)


@pytest.mark.parametrize(
    "target", ["dev", "test", "test-fast", "check", "slim", "torture", "bench", "train"]
)
def test_who_develops_it_gets_them_before_anything_runs(fresh: Path, target: str) -> None:
    called = commands(fresh, target)
    installed = installs(called)
    assert FOR_DEVELOPERS in installed[-1]
    after = called[called.index(installed[-1]) + 1 :]
    assert any(".venv/bin/" in line for line in after) == (target != "dev")


def test_what_is_installed_is_not_installed_again_until_the_project_changes(fresh: Path) -> None:
    stamps = [fresh / ".venv" / name for name in (".installed", ".installed-dev")]
    (fresh / ".venv" / "bin").mkdir(parents=True)
    (fresh / ".venv" / "bin" / "python").touch()
    for stamp in stamps:
        stamp.touch()
    assert not installs(commands(fresh, "test"))
    stamps[1].unlink()
    assert not installs(commands(fresh, "ask"))
    (again,) = installs(commands(fresh, "test"))
    assert FOR_DEVELOPERS in again
