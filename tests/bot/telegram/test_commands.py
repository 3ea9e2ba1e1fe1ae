"""`wortlaut allow` and `wortlaut feedback`, beside a bot that may be running."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.telegram.state import AccessStore, Database, FeedbackStore
from bot.texts.telegram_en import EN
from tests.bot.telegram.state.test_state import answer

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORTLAUT_LANGUAGE", "en")

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capfd.readouterr()
        return status, out, err

    return command


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "bot-state.sqlite")
    yield opened
    opened.close()


class TestAllow:
    def test_a_code(self, run: Run, database: Database) -> None:
        store = AccessStore(database)
        code = store.request(666, "Eve (@eve)").code
        assert run("allow") == (0, "666\tEve (@eve)\twaits\n", "")
        assert run("allow", code.lower()) == (0, "Eve (@eve) (666) may ask now.\n", "")
        assert store.is_admitted(666)
        status, out, err = run("allow", code)
        assert (status, out) == (1, "")
        assert code in err

    def test_a_number_the_list_and_back(self, run: Run, database: Database) -> None:
        assert run("allow", "--", "-100500")[0] == 0
        assert run("allow") == (0, "-100500\t-100500\n", "")
        assert run("allow", "--revoke", "-100500")[0] == 0
        assert run("allow", "--revoke", "-100500")[0] == 1
        assert run("allow")[1] == ""

    @pytest.mark.parametrize("name", ["WORTLAUT_ALLOWED_IDS", "WORTLAUT_ADMIN_IDS"])
    def test_whom_the_settings_allow_is_not_said_to_be_out(
        self, run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv("WORTLAUT_ACCESS", "pairing")
        monkeypatch.setenv(name, "666")
        run("allow", "666")
        run("allow", "667")
        said = EN.revoke_allowed.format(id=666)
        assert run("allow", "--revoke", "666") == (0, f"{said}\n", "")
        assert said in run("allow", "--revoke", "666")[2]
        assert run("allow", "--revoke", "667")[1] == EN.revoke_done.format(id=667) + "\n"

    def test_a_name_cannot_steer_the_terminal(self, run: Run, database: Database) -> None:
        code = AccessStore(database).request(666, "Eve\x1b[2J\nMallory\u202e").code
        shown = "Eve\\x1b[2J Mallory\\u202e"
        assert run("allow", code)[1] == f"{shown} (666) may ask now.\n"
        assert run("allow")[1] == f"666\t{shown}\n"


class TestFeedback:
    def test_lines_for_eval(self, run: Run, database: Database) -> None:
        store = FeedbackStore(database)
        store.rate(1, answer("a1"), "Wann wurde er unterzeichnet?", "up")
        store.rate(1, answer("a2"), "Wo?", "down")
        status, out, err = run("feedback")
        assert (status, err) == (0, "")
        (line,) = map(json.loads, out.splitlines())
        assert line["question"] == "Wann wurde er unterzeichnet?"
        assert len(run("feedback", "--all")[1].splitlines()) == 2


@pytest.mark.parametrize("command", [("allow", "ABCD2345"), ("feedback",)])
def test_where_no_bot_has_run(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    status, out, err = run(*command)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "wortlaut bot" in err
    assert not (tmp_path / "bot-state.sqlite").exists()


def test_neither_command_imports_the_telegram_library() -> None:
    code = (
        "import sys; from bot.cli.main import main; main(['allow', 'X']); main(['feedback']);"
        "assert not {'telegram', 'torch', 'httpx', 'tornado'} & set(sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
