import io
import os
import re
import sys

import pytest

import bot.cli.main
from bot.cli.main import main
from bot.errors import BotError, InputError, SettingsError
from retrieval.errors import IndexBusyError, WortlautError

TOKEN = "1234567890:AAHabcdefghijklmnopqrstuvwxyz_012345"  # noqa: S105


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("WORTLAUT_")]:
        monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def failing(monkeypatch):
    """Makes `wortlaut verify` end with an exception."""

    def fail(error):
        def command(index: str | None = None) -> int:
            raise error

        monkeypatch.setattr("bot.cli.index.verify", command)

    return fail


def run(capsys, *arguments):
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WortlautError("question.empty"), 1),
        (IndexBusyError("index.busy", folder="index"), 1),
        (BotError("bot.stopping"), 1),
        (InputError("input.surrogate"), 2),
        (SettingsError("bot.no_token"), 2),
    ],
)
def test_an_error_is_one_line_with_its_status(failing, capsys, error, status):
    failing(error)

    assert run(capsys, "verify") == (status, "", f"wortlaut: {error}\n")


@pytest.mark.parametrize("error", [RuntimeError("a\nb"), ValueError(), KeyError("x")])
def test_what_nobody_expected_is_one_line_too(failing, capsys, error):
    failing(error)
    status, out, err = run(capsys, "verify")

    assert (status, out) == (1, "")
    assert err.startswith(f"wortlaut: unexpected {type(error).__name__}")
    assert err.endswith("(WORTLAUT_DEBUG=1 shows where)\n")
    assert err.count("\n") == 1


def test_an_error_of_the_system_names_the_file(failing, capsys):
    failing(PermissionError(13, "Permission denied", "/x/y"))

    assert run(capsys, "verify")[2].startswith("wortlaut: /x/y: Permission denied (")


def test_a_full_disk_says_so(failing, capsys):
    failing(OSError(28, "No space left on device", "/x"))

    assert "make room" in run(capsys, "verify")[2]


@pytest.mark.parametrize("how", ["environment", "file"])
def test_a_traceback_is_shown_when_asked_for(failing, capsys, monkeypatch, how):
    if how == "environment":
        monkeypatch.setenv("WORTLAUT_DEBUG", "1")
    else:
        with open(".env", "w") as file:  # noqa: PTH123
            file.write("WORTLAUT_DEBUG=true\n")
    failing(RuntimeError("hoppla"))
    err = run(capsys, "verify")[2]

    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("wortlaut: unexpected RuntimeError: hoppla")


@pytest.mark.parametrize("debug", ["0", "1"])
def test_a_token_in_an_error_is_not_shown(failing, capsys, monkeypatch, debug):
    monkeypatch.setenv("WORTLAUT_DEBUG", debug)
    failing(RuntimeError(f"POST https://api.telegram.org/bot{TOKEN}/getMe"))
    err = run(capsys, "verify")[2]

    assert TOKEN not in err
    assert "/bot***/getMe" in err


def test_control_characters_in_an_error_are_visible(failing, capsys):
    failing(WortlautError("index.missing", folder="\x1b[2Jweg"))

    assert run(capsys, "verify")[2].startswith("wortlaut: no index in \\x1b[2Jweg;")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EOFError()])
def test_an_interruption_is_quiet(failing, capsys, error):
    failing(error)
    status, out, err = run(capsys, "verify")

    assert (status, out, err.strip()) == (130, "", "")


WRONG_USAGE = [
    (["aks"], "wortlaut: No such command 'aks'. Did you mean 'ask'? (see `wortlaut --help`)"),
    (["--ask"], "wortlaut: No such option: --ask (see `wortlaut --help`)"),
    (["ask", "--jsn", "x"], "wortlaut: No such option: --jsn"),
    (["ask", "-k", "0", "x"], "wortlaut: Invalid value for '-k'"),
    (["ask", "-k", "drei", "x"], "wortlaut: Invalid value for '-k'"),
    (["ask", "--since", "31.02.2025", "x"], "wortlaut: Invalid value: '31.02.2025' is no day"),
    (["ask", "--until", "gestern", "x"], "wortlaut: Invalid value: 'gestern' is no day"),
    (["ask", "--since", "2025-02-01", "--until", "1.1.2025", "x"], "is later than --until"),
    (["ask", "--corpus", "", "x"], "Invalid value for '--corpus': is empty"),
    (["ask", "--batch", "f", "x"], "wortlaut: --batch takes its questions from a file"),
    (["eval"], "wortlaut: Missing argument 'QUESTIONS'"),
    (["add"], "wortlaut: nothing to add was named; name a FILE"),
    (["remove"], "wortlaut: Missing argument 'ARTICLE'"),
    (["verify", "x"], "wortlaut: Got unexpected extra argument"),
    (["ask", "--quotes"], "requires an argument (see `wortlaut ask --help`)"),
    (["ask", "--json=3", "x"], "Option '--json' does not take a value"),
    (["ask", "-k", "99", "x"], "wortlaut: Invalid value for '-k'"),
    (["index", "--device", "quark"], "'quark' is not one of 'auto', 'cpu', 'cuda'"),
    (["show", "x", "--paragraph", "eins"], "Invalid value for '--paragraph'"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG_USAGE)
def test_wrong_usage_is_one_line_and_status_2(capsys, arguments, message):
    status, out, err = run(capsys, *arguments)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err


@pytest.mark.parametrize("arguments", [case[0] for case in WRONG_USAGE], ids=str)
@pytest.mark.parametrize("how", ["environment", ".env"])
def test_wrong_usage_is_said_in_german(capsys, monkeypatch, tmp_path, arguments, how):
    if how == ".env":
        (tmp_path / ".env").write_text("WORTLAUT_LANGUAGE=de\n")
    else:
        monkeypatch.setenv("WORTLAUT_LANGUAGE", "de")
    status, out, err = run(capsys, *arguments)

    assert (status, out, err.count("\n")) == (2, "", 1)
    typed = "|".join(map(re.escape, (*arguments, "wortlaut")))
    said = re.sub(rf"`[^`]*`|'[^']*'|--\w+|\b(?:{typed})\b", "", err)
    english = (
        r"(?i)\b(such|no|missing|invalid|value|got|option:|requires|should|is|not|later|see)\b"
    )
    assert not re.search(english, said), err


def test_the_unexpected_is_said_in_german(failing, capsys, monkeypatch):
    monkeypatch.setenv("WORTLAUT_LANGUAGE", "de")
    failing(RuntimeError("x"))
    assert run(capsys, "verify")[2] == (
        "wortlaut: unerwartet: RuntimeError: x (WORTLAUT_DEBUG=1 zeigt, wo)\n"
    )
    failing(OSError(28, "kein Platz", "/x"))
    assert run(capsys, "verify")[2] == (
        "wortlaut: /x: kein Platz; Platz schaffen, dann noch einmal versuchen\n"
    )


def test_without_a_command_the_help_is_shown(capsys):
    status, out, err = run(capsys)

    assert (status, out) == (2, "")
    assert err.startswith("Usage: wortlaut")


def test_help_and_version_are_results(capsys):
    assert run(capsys, "--help")[:1] == (0,)
    status, out, err = run(capsys, "--version")

    assert (status, err) == (0, "")
    assert out.startswith("wortlaut ")


@pytest.mark.parametrize("command", ["ask", "index", "add", "remove", "articles", "show", "verify"])
def test_a_wrong_setting_is_one_line_and_status_2(capsys, monkeypatch, command):
    monkeypatch.setenv("WORTLAUT_MAX_QUOTES", "viele")
    needed = {"ask": ["x"], "add": ["x"], "remove": ["x"], "show": ["x"]}.get(command, [])
    status, out, err = run(capsys, command, *needed)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("wortlaut: WORTLAUT_MAX_QUOTES is 'viele': ")


def test_the_bot_without_a_token_says_where_to_get_one(capsys):
    status, out, err = run(capsys, "bot")

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "@BotFather" in err


def test_a_reader_that_went_away_is_no_error(failing, capsys):
    failing(BrokenPipeError())

    assert run(capsys, "verify") == (141, "", "")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 1, "standard output cannot be written"),
    ],
)
def test_output_that_fails_only_at_the_end(monkeypatch, capsys, error, status, said):
    class Full(io.StringIO):
        def flush(self):
            raise error

    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(bot.cli.main, "_run", lambda arguments: 0)

    assert main([]) == status
    assert said in capsys.readouterr().err


def test_a_wrong_setting_is_a_finding_of_the_doctor_and_the_rest_is_looked_at(capsys, monkeypatch):
    monkeypatch.setenv("WORTLAUT_MAX_QUOTES", "viele")
    status, out, err = run(capsys, "doctor")

    assert (status, err) == (1, "")
    assert out.startswith(
        "x settings: WORTLAUT_MAX_QUOTES is 'viele': it should be a valid integer"
    )
    for name in ("packages", "corpus", "disk", "memory"):
        assert f" {name}: " in out


def test_every_wrong_setting_is_a_finding_and_what_is_right_holds(capsys, tmp_path):
    (tmp_path / ".env").write_text(
        "WORTLAUT_LANGUAGE=de\nWORTLAUT_DEVICE=gpu\nWORTLAUT_QUOTES=3\nWORTLAUT_INDEX_DIR=fehlt\n"
    )
    status, out, err = run(capsys, "doctor", "--corpus", "anderswo")

    assert (status, err) == (1, "")
    assert [line[:30] for line in out.splitlines() if line.startswith("x settings")] == [
        "x settings: WORTLAUT_DEVICE ist"[:30],
        "x settings: die Einstellung WORTLAUT_QUOTES"[:30],
    ]
    assert "den Ordner der Artikel anderswo gibt es nicht" in out
    assert "kein Index in fehlt" in out


def test_the_doctor_says_which_file_was_read(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("WORTLAUT_LANGUAGE", "en")
    assert "+ settings: settings read (no file); set: WORTLAUT_LANGUAGE" in run(capsys, "doctor")[1]
    (tmp_path / ".env").write_text("WORTLAUT_DEBUG=0\n")
    assert f"+ settings: settings read ({tmp_path}/.env); set: " in run(capsys, "doctor")[1]


def test_a_wrong_setting_hides_no_traceback(failing, capsys, tmp_path):
    (tmp_path / ".env").write_text("WORTLAUT_DEBUG=1\nWORTLAUT_DEVICE=gpu\n")
    failing(RuntimeError("kaputt"))
    assert "Traceback" in run(capsys, "verify")[2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["Wer ist Putin?"], 'did you mean: wortlaut ask "Wer ist Putin?"\n'),
        (["Wer", "ist", "Putin?"], 'did you mean: wortlaut ask "Wer ist Putin?"\n'),
        (["Hundesteuer"], 'did you mean: wortlaut ask "Hundesteuer"\n'),
        (["--json", "Hundesteuer"], "did you mean: wortlaut ask --json Hundesteuer\n"),
        (["--since", "2025-01-01", "Wer?"], "mean: wortlaut ask --since 2025-01-01 'Wer?'\n"),
        (['Was heißt "$HOME"?'], """did you mean: wortlaut ask 'Was heißt "$HOME"?'\n"""),
        (["aks"], "No such command 'aks'. Did you mean 'ask'?"),
        (["aks", "Wer ist Putin?"], "No such command 'aks'. Did you mean 'ask'?"),
        (["--jsn", "ask", "Wer?"], "No such option: --jsn"),
    ],
)
def test_a_question_without_its_command(capsys, typed, said):
    status, out, err = run(capsys, *typed)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("where", ["environment", ".env"])
def test_the_remedy_shows_where(failing, capsys, monkeypatch, tmp_path, where):
    failing(RuntimeError("kaputt"))
    assert "Traceback" not in run(capsys, "verify")[2]
    if where == ".env":
        (tmp_path / ".env").write_text("WORTLAUT_DEBUG=1\n")
    else:
        monkeypatch.setenv("WORTLAUT_DEBUG", "1")
    assert "Traceback" in run(capsys, "verify")[2]


def test_the_doctor_s_remedy_shows_where(capsys, monkeypatch):
    monkeypatch.setattr("bot.cli.checks._available_memory", lambda: 1 / 0)
    status, out, err = run(capsys, "doctor")
    assert (status, err) == (1, "")
    assert "ZeroDivisionError" in out
    assert "WORTLAUT_DEBUG=1" in out
    monkeypatch.setenv("WORTLAUT_DEBUG", "1")
    assert "Traceback" in run(capsys, "doctor")[2]


def test_what_has_run_out_is_said_and_what_to_do(failing, capsys):
    failing(MemoryError())

    status, out, err = run(capsys, "verify")
    assert (status, out) == (1, "")
    assert err.startswith("wortlaut: there is not enough memory; close programs")
    assert err.count("\n") == 1
