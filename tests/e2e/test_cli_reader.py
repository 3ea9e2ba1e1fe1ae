"""`wortlaut` with a cross-encoder: compiled once, asked without torch or network, or refused."""

import subprocess
import sys

import pytest

from tests import models
from tests.e2e.articles import QUESTION

# What runs may open no socket, and says at the end what it has loaded.
WATCHED = """
import sys
from tests.e2e.no_sockets import forbid_sockets
forbid_sockets()
from bot.cli.main import main
status = main(sys.argv[1:])
print("loaded:", *{"torch", "transformers", "sentence_transformers"} & set(sys.modules))
sys.exit(status)
"""
LONG = "Was hat die Brücke gekostet und wer hat das bezahlt? " * 40


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return models.build_cross_encoder(tmp_path_factory.mktemp("reader"))


def watched(cli, *arguments):
    done = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=cli.folder,
        env=cli.environment(),
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.skipif(sys.platform != "linux", reason="the guard is Linux's")
def test_it_is_compiled_once_and_answers_without_torch_or_network(indexed, reader):
    named = indexed.environ | {"WORTLAUT_READER_MODEL": str(reader)}
    cli = type(indexed)(indexed.folder, named)
    built = watched(cli, "index")
    assert built.returncode == 0, built.stderr
    for question in (QUESTION, LONG[:2000]):
        asked = watched(cli, "ask", "--json", question)
        assert asked.returncode in (0, 3), asked.stderr
        assert asked.stderr == ""
        assert asked.stdout.endswith("loaded:\n")
        assert '"text"' in asked.stdout
    assert watched(cli, "verify").returncode == 0
    told = cli.run("doctor").out
    assert f"+ reader: {reader} is compiled, in" in told
    assert "x index" not in told

    other = indexed.run("ask", QUESTION)
    assert other.status == 1
    assert "was built for the stages reader-model-" in other.error_line()
    told = indexed.run("doctor").out
    assert "reader:" not in told
    assert "x index: built for the reader reader-model-" in told
    assert "the settings say embedded" in told


@pytest.mark.parametrize(
    ("kind", "command", "language", "said"),
    [
        ("embedding model", "index", "de", "ist kein Cross-Encoder (sondern BertModel)"),
        ("empty folder", "ask", "en", "holds no model that sentence-transformers can load"),
        ("nowhere", "index", "de", "das Modell nobody/no-reader ist nicht auf diesem Rechner"),
        ("no name", "ask", "en", "the model 'kein Modell' is neither a folder nor a hub name"),
    ],
)
def test_what_is_none_is_one_line(cli, tiny_model, tmp_path, kind, command, language, said):
    (tmp_path / "empty").mkdir()
    named = {
        "embedding model": str(tiny_model),
        "empty folder": str(tmp_path / "empty"),
        "nowhere": "nobody/no-reader",
        "no name": "kein Modell",
    }[kind]
    cli.environ |= {"WORTLAUT_LANGUAGE": language, "HF_HUB_OFFLINE": "1"}
    result = cli.spawn(command, *[QUESTION][: command == "ask"], "--reader", named)
    assert result.status == 1
    assert result.out == ""
    assert "Traceback" not in result.err
    [line] = [line for line in result.err.splitlines() if line.startswith("wortlaut: ")]
    assert line == result.err.splitlines()[-1]
    assert said in line
    assert not list((cli.folder / "index").glob("0*"))


def test_doctor_tells_of_a_reader_that_is_not_there(indexed):
    told = indexed.run("doctor", "--reader", "nobody/no-reader")
    assert "! reader: nobody/no-reader has to be fetched" in told.out
    told = indexed.run("doctor", "--reader", "kein Modell")
    assert "x reader: the model 'kein Modell' is neither a folder nor a hub name" in told.out
    assert told.status == 1
