"""The real thing: the repository's articles, the default model, nothing set."""

import json
import os
import shlex
from pathlib import Path

import pytest

from tests.e2e.cli import REPOSITORY, Cli

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """What ships, indexed; the compiled model is kept where the user's own is."""
    folder = tmp_path_factory.mktemp("shipped")
    (folder / "corpus").symlink_to(REPOSITORY / "corpus")
    cli = Cli(folder, _cache())
    result = cli.spawn("index")
    assert result.status == 0, result.err
    return cli


def _cache() -> dict[str, str]:
    from retrieval.embedding.open import default_models_dir

    chosen = os.environ.get("WORTLAUT_CACHE_DIR")
    models = default_models_dir(Path(chosen) if chosen else None)
    return {"WORTLAUT_CACHE_DIR": str(models.parent)}


def test_the_first_question_of_a_newcomer(shipped):
    result = shipped.spawn("ask", "Wann wurde der Kooperationsvertrag unterzeichnet?")

    assert result.status == 0
    assert "Kooperationsvertrag" in result.out
    assert "Januar 2025" in result.out
    assert "▶" in result.out
    assert result.err == ""


def test_every_quote_is_verbatim(shipped):
    questions = [
        "Wann war die erste Begegnung?",
        "Who signed the treaty?",
        "Was will Teheran kaufen?",
    ]
    out = shipped.run("ask", "--batch", "-", stdin="\n".join(questions).encode()).out
    answers = [json.loads(line) for line in out.splitlines()]

    assert [len(answer["quotes"]) for answer in answers] == [3, 3, 3]
    for quote in (quote for answer in answers for quote in answer["quotes"]):
        source = (shipped.folder / quote["citation"]["path"]).read_text(encoding="utf-8")
        assert quote["text"] in source
        assert quote["highlight"]["text"] in quote["text"]


def test_the_examples_of_demo_are_answered_but_for_the_last(tmp_path):
    cli = Cli(tmp_path, _cache() | {"WORTLAUT_LANGUAGE": "de"})
    said = cli.spawn("demo").err.splitlines()
    *answered, refused = [line.split("demo ", 1)[1] for line in said if "demo " in line]
    for question in answered:
        assert cli.spawn("demo", *shlex.split(question)).status == 0, question
    assert cli.spawn("demo", *shlex.split(refused)).status == 3
