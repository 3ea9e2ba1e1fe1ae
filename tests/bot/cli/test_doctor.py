import json
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from bot.cli import checks
from bot.cli.checks import CHECKS
from bot.cli.doctor import examine, write_findings
from bot.cli.options import Session
from bot.finding import Finding
from bot.settings import Settings
from bot.texts.languages import texts_for
from retrieval.corpus.readers.formats import UNREAD_SUFFIXES
from retrieval.embedding import open as opening
from retrieval.index import manifest
from retrieval.index.in_force import current_generation
from tests.fakes import TinyEncoder, build_index

ROOT = Path(__file__).parents[3]
EN = texts_for("en")


def session(tmp_path, **values):
    folders = {"corpus_dir": tmp_path / "corpus", "index_dir": tmp_path / "index"}
    return Session(Settings(_env_file=None, **(folders | values)), EN)


def ask_for_help(session):
    yield Finding("a", "warning", "not so good", "do better")


def break_down(session):
    raise RuntimeError("kaputt\nganz")


def import_nothing(session):
    import gibtsnicht  # noqa: F401


def findings_of(check, session):
    return [(finding.severity, finding.message) for finding in check(session)]


def test_a_check_that_breaks_is_a_finding_and_the_others_still_run(tmp_path):
    findings = examine(session(tmp_path), [break_down, import_nothing, ask_for_help])

    assert [(finding.name, finding.severity) for finding in findings] == [
        ("break_down", "error"),
        ("import_nothing", "error"),
        ("a", "warning"),
    ]
    assert findings[0].message == "RuntimeError: kaputt ganz"


def test_every_check_exists_and_reports(tmp_path):
    found = examine(session(tmp_path), CHECKS)

    assert len(CHECKS) >= 9
    assert len({finding.name for finding in found}) >= 7
    assert [f for f in found if "Error:" in f.message] == []
    assert [f for f in found if f.severity in ("warning", "error") and not f.remedy] == []


@pytest.mark.parametrize(("severity", "status"), [("note", 0), ("warning", 0), ("error", 1)])
def test_only_an_error_is_a_failure(capsys, severity, status):
    finding = Finding("x", severity, "seen", "do")

    assert write_findings([finding], EN, as_json=False) == status
    assert capsys.readouterr().out.splitlines()[1] == "    → do"


def test_findings_as_json(capsys):
    write_findings([Finding("x", "note", "\x1b", None)], EN, as_json=True)

    assert json.loads(capsys.readouterr().out) == [
        {"name": "x", "severity": "note", "message": "\x1b", "remedy": None}
    ]


def test_a_message_cannot_steer_the_terminal(capsys):
    write_findings([Finding("x", "note", "\x1b[2J\nweg", "\x1b")], EN, as_json=False)

    assert capsys.readouterr().out == "i x: \\x1b[2J weg\n    → \\x1b\n"


def test_settings_that_lock_everybody_out(tmp_path):
    found = findings_of(checks.settings, session(tmp_path, access="allowed"))

    assert ("warning", "WORTLAUT_ACCESS=allowed, but nobody is listed") in found
    found = findings_of(checks.settings, session(tmp_path, access="pairing"))
    assert any("no admin" in message for _, message in found)
    assert (
        len(findings_of(checks.settings, session(tmp_path, access="pairing", admin_ids=[1]))) == 1
    )


def test_secrets_that_anyone_may_read_are_a_warning(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("WORTLAUT_TELEGRAM_TOKEN=123:geheim\n")
    secret = session(tmp_path, telegram_token="123:geheim")  # noqa: S106
    for mode, severities in ((0o600, ["ok"]), (0o640, ["ok"]), (0o644, ["ok", "warning"])):
        (tmp_path / ".env").chmod(mode)
        assert [severity for severity, _ in findings_of(checks.settings, secret)] == severities
    assert [severity for severity, _ in findings_of(checks.settings, session(tmp_path))] == ["ok"]


def test_of_two_files_that_anyone_may_read_the_one_with_the_secret_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    users = tmp_path / "config" / "wortlaut" / "settings.env"
    users.parent.mkdir(parents=True)
    users.write_text("WORTLAUT_TELEGRAM_TOKEN=123:geheim\n")
    (tmp_path / ".env").write_text("WORTLAUT_MAX_QUOTES=5\n")
    for file in (users, tmp_path / ".env"):
        file.chmod(0o644)
    secret = session(tmp_path, telegram_token="123:geheim")  # noqa: S106
    (_, read), (severity, warned) = findings_of(checks.settings, secret)
    assert f"({users}, {tmp_path / '.env'})" in read
    assert severity == "warning"
    assert str(users) in warned
    assert ".env can be read" not in warned.replace(str(users), "")


def test_a_token_is_told_of_and_not_shown(tmp_path):
    secret = session(tmp_path, telegram_token="123:geheim")  # noqa: S106

    assert findings_of(checks.telegram_token, secret) == [("ok", "set (not shown)")]
    assert "geheim" not in str(examine(secret, [c for c in CHECKS if c is not checks.telegram]))


def test_a_missing_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "_PACKAGES", ("json", "gibtsnicht"))

    assert findings_of(checks.dependencies, session(tmp_path)) == [("error", "missing: gibtsnicht")]


def test_every_package_the_project_names_is_looked_for():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "dependencies"
    ]
    named = (re.match(r"[\w.-]+", line)[0] for line in declared if ";" not in line)
    everywhere = {name.replace("_", "-").lower() for name in named}
    for module, owners in packages_distributions().items():
        if module in checks._PACKAGES:
            everywhere -= {owner.replace("_", "-").lower() for owner in owners}
    assert not everywhere


def test_a_file_that_is_no_article_is_a_warning(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# A\n\nText.\n")
    unread = f"b{min(UNREAD_SUFFIXES)}"
    (tmp_path / "corpus" / unread).write_text("x")
    found = findings_of(checks.corpus, session(tmp_path))

    assert found[0] == ("ok", f"1 article in {tmp_path / 'corpus'}")
    assert found[1][0] == "warning"
    assert unread in found[1][1]


def test_little_room_and_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "_LOW_DISK_BYTES", 10**18)
    monkeypatch.setattr(checks, "_available_memory", lambda: 50_000_000)

    assert findings_of(checks.disk, session(tmp_path))[0][0] == "warning"
    assert findings_of(checks.memory, session(tmp_path)) == [
        (
            "warning",
            "only 50 MB available; answering takes about 250 MB,"
            " compiling the embedded model 600 MB, another 2 GB",
        )
    ]


def test_memory_where_it_cannot_be_told(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "_available_memory", lambda: None)

    assert findings_of(checks.memory, session(tmp_path))[0][0] == "note"


def test_an_index_folder_that_is_a_file_is_an_error(tmp_path):
    (tmp_path / "index").write_text("")
    [finding] = checks.index(session(tmp_path))

    assert finding.severity == "error"
    assert "is a file" in finding.message
    assert "WORTLAUT_INDEX_DIR" in finding.remedy


def test_no_index_is_no_error(tmp_path):
    found = findings_of(checks.index, session(tmp_path))

    assert [severity for severity, _ in found] == ["note"]


@pytest.mark.parametrize(
    ("built_with", "found"),
    [("embedded-1-v9", ["ok", "note"]), ("embedded-1-v8", ["ok", "note", "error"])],
)
def test_an_index_whose_encoder_is_gone_is_an_error(tmp_path, monkeypatch, built_with, found):
    monkeypatch.setattr(opening, "fingerprint_of", lambda _: "embedded-1-v9")
    asked = session(tmp_path, cache_dir=tmp_path / "cache")
    folder = asked.settings.corpus_dir
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nText.\n")
    build_index(folder, asked.settings.index_dir, TinyEncoder(built_with))
    findings = list(checks.index(asked))

    assert [finding.severity for finding in findings] == found
    assert (findings[-1].remedy == "run `wortlaut index`") == (len(found) > 2)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_large_index_is_read_whole_and_what_is_not_checked_is_said(
    tmp_path, monkeypatch, language
):
    monkeypatch.setattr(manifest, "HASHED_BELOW_BYTES", 0)
    monkeypatch.setattr(manifest, "READ_BELOW_BYTES", 0)
    asked = session(tmp_path, cache_dir=tmp_path / "cache")
    asked = Session(asked.settings, texts_for(language))
    folder = asked.settings.corpus_dir
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nText.\n")
    build_index(folder, asked.settings.index_dir, TinyEncoder())
    said = texts_for(language).doctor
    assert said["index_read"] in [finding.message for finding in checks.index(asked)]
    assert "wortlaut verify" in said["index_read"]

    for name in ("sentences.npy", "catalog.sqlite"):
        file = current_generation(asked.settings.index_dir) / name
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    found = list(checks.index(asked))
    assert said["index_read"] not in [finding.message for finding in found]
    damaged = [finding for finding in found if str(tmp_path) in finding.message]
    assert [Path(finding.message.split()[0]).name for finding in damaged] == [
        "catalog.sqlite",
        "sentences.npy",
    ]
    assert {finding.severity for finding in damaged} == {"error"}
    assert {finding.remedy for finding in damaged} == {said["index_damaged_do"]}
