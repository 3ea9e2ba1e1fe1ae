"""Completion with Tab: what each shell is given, and what comes when it asks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.commands import COMMANDS
from bot.cli.main import main

ROOT = Path(__file__).parents[3]
SHELLS = ["bash", "zsh", "fish"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `wortlaut` is this program."""
    program = tmp_path / "wortlaut"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot.cli.main "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "WORTLAUT_LANGUAGE": "de"}


def output(call: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603
        call, env=environment, capture_output=True, text=True, check=True
    )
    assert not done.stderr
    return done.stdout


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    return status, *capsys.readouterr()


def test_bash_completes_commands_options_and_values(environment):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    script = """
    eval "$(wortlaut --show-completion bash)"
    complete_last() {
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _wortlaut_completion wortlaut
        echo "${COMPREPLY[*]}"
    }
    complete_last wortlaut ""
    complete_last wortlaut ask --s
    complete_last wortlaut ask --sort d
    """
    everything, option, value = output([bash, "--norc", "-c", script], environment).splitlines()
    assert everything.split() == list(COMMANDS)
    assert option.split() == ["--since", "--sort"]
    assert value == "date"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_commands_with_their_german_help(environment, shell):
    asked = {
        "_WORTLAUT_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "wortlaut ver",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    told = output(["wortlaut"], environment | asked)
    assert "verify" in told
    assert "Prüft, ob der Index" in told
    assert "ask" not in told


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_asks_as_its_shell(capsys, shell):
    status, script, _ = shown(capsys, "--show-completion", shell)
    assert status == 0
    assert f"_WORTLAUT_COMPLETE=complete_{shell}" in script


def test_an_unknown_shell_is_named_with_those_there_are(capsys, monkeypatch):
    monkeypatch.setenv("WORTLAUT_LANGUAGE", "de")
    status, out, err = shown(capsys, "--show-completion", "tcsh")
    assert (status, out) == (2, "")
    assert all(word in err for word in ("tcsh", *SHELLS, "`wortlaut --help`"))
    assert "wortlaut ask" not in err


def test_no_shell_at_all_leads_to_the_help_that_names_them(capsys):
    status, _, err = shown(capsys, "--show-completion")
    assert status == 2
    assert "`wortlaut --help`" in err
