"""Answers from the sample articles, wherever one is."""

import pytest

from bot.cli import demo
from bot.cli.main import main
from retrieval.embedding import open as opening
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty folder to stand in, a cache folder, and a tiny model in place of the real."""
    monkeypatch.setattr(opening, "open_encoder", lambda *_, **__: TinyEncoder())
    monkeypatch.setattr(opening, "is_compiled", lambda *_: True)
    (here := tmp_path / "here").mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("WORTLAUT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("WORTLAUT_LANGUAGE", "de")
    return tmp_path


def test_an_example_is_answered_in_an_empty_folder_which_stays_empty(home, capsys):
    assert main(["demo"]) == 0
    out, err = capsys.readouterr()
    assert "Kooperationsvertrag" in out
    assert "Beispiel: Wann wurde der Kooperationsvertrag unterzeichnet?" in err
    assert "\n  wortlaut demo 'Wie hoch ist die Hundesteuer?'\n" in err
    assert list((home / "here").iterdir()) == []
    assert (home / "cache" / "demo").is_dir()


def test_a_question_of_ones_own_is_asked_of_the_same_index(home, capsys):
    main(["demo"])
    before = sorted((home / "cache" / "demo").iterdir())
    capsys.readouterr()
    assert main(["demo", "Wer", "ist", "Viktor", "Bout?"]) in (0, 3)
    out, err = capsys.readouterr()
    assert "Bout" in out
    assert err == ""
    assert sorted((home / "cache" / "demo").iterdir()) == before


def test_a_damaged_index_is_built_anew(home, capsys):
    main(["demo"])
    for file in (home / "cache" / "demo").rglob("*.json"):
        file.write_bytes(b"no head")
    capsys.readouterr()
    assert main(["demo"]) == 0
    assert "Kooperationsvertrag" in capsys.readouterr().out


def test_an_empty_question_is_one_line(home, capsys):
    assert main(["demo", " "]) == 1
    assert "\nwortlaut: die Frage ist leer" in capsys.readouterr().err


def test_an_installation_without_sample_articles_says_so(home, monkeypatch, capsys):
    monkeypatch.setattr(demo, "__file__", str(home / "bot" / "cli" / "demo.py"))
    monkeypatch.setattr(demo.metadata, "files", lambda name: [])
    assert main(["demo"]) == 2
    assert "neu installieren" in capsys.readouterr().err
