"""`deploy/wortlaut` hands on what the unit says, by systemd's rules, on no command line."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

WRAPPER = Path(__file__).parents[3] / "deploy" / "wortlaut"
TOKEN = "123456:ABC-DEF_ghi'\"$HOME"  # noqa: S105 - opens nothing


@pytest.fixture(scope="module")
def wrapper() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("wrapper", str(WRAPPER))
    spec = importlib.util.spec_from_loader("wrapper", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    dont_write, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = dont_write
    return module


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("A=x", "x"),
        ("A=", ""),
        ("A=x\r\nB=y\r\n", "x"),
        ("  A = x y \t\n", "x y"),
        ("A=x # no comment", "x # no comment"),
        ("A=x=y", "x=y"),
        ("A='x y' ", "x y"),
        ("A=' x ' ", " x "),
        ("A='x\\n\"$y`'", 'x\\n"$y`'),
        ('A=" x "', " x "),
        ('A="x\\"y\\\\z\\$HOME\\`"', 'x"y\\z$HOME`'),
        ('A="x\\ny"', "x\\ny"),
        ("A=$HOME", "$HOME"),
        ('A="$HOME ${HOME} `id` $(id)"', "$HOME ${HOME} `id` $(id)"),
        ("A=x\\y", "xy"),
        ("A=x\\\\y", "x\\y"),
        ("A=x'y'", "x'y'"),
        ('A=x"y z"', 'x"y z"'),
        ("A='x'\"y\"z", "xyz"),
        ("A=x\\\ny", "xy"),
        ('A="x\\\ny"', "xy"),
        ("A='x\ny'", "x\ny"),
        ("A=1\nA=2", "2"),
        ("# A=1\n; A=1\nA=2", "2"),
        ("# \\\nA=1\nA=2", "2"),
        ("nonsense\nA=2\n3B=3", "2"),
        ("A='ä ß 漢'", "ä ß 漢"),
        ("A=123456:ABC-DEF_ghi", "123456:ABC-DEF_ghi"),
    ],
)
def test_values_as_systemd_reads_them(wrapper: ModuleType, source: str, value: str) -> None:
    found = wrapper.environment(source)
    assert found["A"] == value
    assert set(found) <= {"A", "B"}


@pytest.fixture
def deployed(tmp_path: Path) -> Path:
    """The wrapper beside a unit for this user, whose program is `env`."""
    user = pwd.getpwuid(os.getuid()).pw_name
    env = shutil.which("env")
    (tmp_path / "wortlaut-bot.service").write_text(
        f"[Unit]\nDescription=x\n\n[Service]\nUser={user}\nUMask=0077\n"
        f"EnvironmentFile={tmp_path}/bot.env\nEnvironment=WORTLAUT_CORPUS_DIR={tmp_path}/corpus\n"
        f"Environment=WORTLAUT_LOG_LEVEL=DEBUG\nWorkingDirectory={tmp_path}\n"
        f"ExecStart={env} bot\n\n[Install]\nUser=nobody-at-all\n"
    )
    single, quoted = TOKEN.split("'"), "'{}'"
    written = '"\'"'.join(quoted.format(part) for part in single)
    (tmp_path / "bot.env").write_text(
        f"WORTLAUT_TELEGRAM_TOKEN={written}\nWORTLAUT_LOG_LEVEL=ERROR\n"
    )
    copy = tmp_path / "wortlaut"
    copy.write_text(WRAPPER.read_text().replace("/etc/systemd/system", f"{tmp_path}/installed"))
    return copy


def run(deployed: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(deployed), *arguments],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_gets_the_settings_of_the_unit_and_its_file(deployed: Path) -> None:
    done = run(deployed, LANG="C.UTF-8", SECRET="x", WORTLAUT_DEBUG="true", HOME="/root")  # noqa: S106
    found = dict(line.split("=", 1) for line in done.stdout.splitlines())
    user = pwd.getpwuid(os.getuid())
    assert found == {
        "WORTLAUT_TELEGRAM_TOKEN": TOKEN,
        "WORTLAUT_LOG_LEVEL": "ERROR",
        "WORTLAUT_CORPUS_DIR": f"{deployed.parent}/corpus",
        "LANG": "C.UTF-8",
        "HOME": user.pw_dir,
        "USER": user.pw_name,
        "LOGNAME": user.pw_name,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }


def test_no_command_line_holds_a_secret_on_the_way(deployed: Path) -> None:
    seen = "tr '\\0' ' ' < /proc/$$/cmdline; echo; echo $PPID; pwd; umask"
    done = run(deployed, "sh", "-c", seen, "a b")
    line, parent, folder, mask = done.stdout.splitlines()
    assert TOKEN not in line
    assert line.startswith("sh -c")
    assert line.rstrip().endswith("a b")
    # It became the program, so no other command line was there on the way.
    assert int(parent) == os.getpid()
    assert (folder, mask) == (str(deployed.parent), "0077")


def test_it_ends_as_the_program_does(deployed: Path) -> None:
    assert run(deployed, "sh", "-c", "exit 3").returncode == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_becomes_the_user_of_the_unit(deployed: Path) -> None:
    unit = deployed.with_name("wortlaut-bot.service")
    said = unit.read_text().replace("User=root", "User=nobody", 1)
    unit.write_text(said.replace(f"WorkingDirectory={deployed.parent}", "WorkingDirectory=/"))
    done = run(deployed, "sh", "-c", "id -un; id -G; echo $WORTLAUT_LOG_LEVEL")
    nobody = pwd.getpwnam("nobody")
    assert done.stdout.splitlines()[::2] == ["nobody", "ERROR"]
    assert set(done.stdout.splitlines()[1].split()) == {
        str(group) for group in os.getgrouplist("nobody", nobody.pw_gid)
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("User=", "User=nobody-at-all-", "nobody-at-all-"),
        ("bot.env", "no.env", "no.env: No such file"),
        ("ExecStart=/", "ExecStart=/nowhere/", "nowhere"),
        ("UMask=0077\n", "", "UMask"),
    ],
)
def test_what_is_missing_is_one_line(deployed: Path, old: str, new: str, said: str) -> None:
    unit = deployed.with_name("wortlaut-bot.service")
    unit.write_text(unit.read_text().replace(old, new, 1))
    done = run(deployed, "doctor")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert said in done.stderr
    assert TOKEN not in done.stderr


def test_the_unit_that_is_installed_counts(deployed: Path) -> None:
    (deployed.parent / "installed").mkdir()
    unit = deployed.with_name("wortlaut-bot.service")
    changed = unit.read_text().replace("UMask=0077", "UMask=0027")
    (deployed.parent / "installed" / unit.name).write_text(changed)
    assert run(deployed, "sh", "-c", "umask").stdout == "0027\n"


def test_the_unit_of_the_repository_says_all_that_is_needed(wrapper: ModuleType) -> None:
    says = wrapper.service(wrapper.BESIDE.read_text())
    for name in ("User", "UMask", "WorkingDirectory", "ExecStart", "EnvironmentFile"):
        assert len(says[name]) == 1
    assert says["ExecStart"] == ["/opt/wortlaut/.venv/bin/wortlaut bot"]


def test_what_the_page_says_to_run_is_there() -> None:
    page = (WRAPPER.parents[1] / "docs" / "small-server.md").read_text()
    assert f"/opt/wortlaut/deploy/{WRAPPER.name} doctor" in page
    assert os.access(WRAPPER, os.X_OK)
