"""Whatever goes wrong is said in German, from the first word to the last."""

from __future__ import annotations

import errno
import os
import re

import pytest

from tests.e2e.cli import Cli

ENGLISH = re.compile(
    r"\b(the|is|are|was|not|no|cannot|with|from|and|run|has|file|index file|there|did)\b"
)

WRONG: dict[str, tuple[list[str], str]] = {
    "unknown article": (["remove", "--yes", "brücke"], "kein Artikel brücke in corpus"),
    "unknown article shown": (["show", "gibtsnicht"], "kein Artikel gibtsnicht im Index"),
    "no such file": (["add", "fehlt.txt"], "fehlt.txt: ist nicht (mehr) da"),
    "a picture": (["add", "bild.md"], "bild.md: ist ein PNG-Bild, kein Text"),
    "an address": (["add", "ftp://x.example/a"], "ist eine Webadresse"),
    "a private address": (["add", "http://10.0.0.1/a"], "ist keine öffentliche Adresse"),
    "no corpus": (["index", "--corpus", "fehlt"], "den Ordner der Artikel fehlt gibt es nicht"),
    "no index": (["verify", "--index", "leer"], "kein Index in leer"),
    "too long": (["ask", "Brücke " * 400], "die Frage hat 2800 Zeichen"),
    "no questions": (["eval", "fehlt.jsonl"], "fehlt.jsonl: nicht lesbar"),
    "bad questions": (["eval", "schlecht.jsonl"], "schlecht.jsonl, Zeile 1: kein JSON"),
    "no run": (["eval", "gut.jsonl", "--against", "fehlt.json"], "fehlt.json: nicht lesbar"),
    "a bad run": (
        ["eval", "gut.jsonl", "--against", "schlecht.jsonl"],
        "schlecht.jsonl: kein JSON",
    ),
    "a run of others": (["eval", "gut.jsonl", "--against", "leer.json"], "keine dieser Fragen"),
    "another model": (["ask", "--model", "x/y", "Brücke?"], "ist mit dem Modell"),
    "a batch that is not there": (["ask", "--batch", "fehlt"], "fehlt ist nicht lesbar (nicht"),
    "a batch that is a folder": (["ask", "--batch", "corpus"], "(ein Ordner)"),
    "a batch in a file": (["ask", "--batch", "leer.json/x"], "(kein Ordner)"),
    "a batch with a long name": (["ask", "--batch", "x" * 300], "(Name zu lang)"),
    "links in a circle": (["ask", "--batch", "kreis"], "(Verweise im Kreis)"),
    "questions in a circle": (["eval", "kreis"], "Verweise im Kreis"),
    "an article in a circle": (["add", "kreis"], "kreis: "),
    "an index in a file": (["verify", "--index", "leer.json/x"], "leer.json"),
    "articles in a file": (["index", "--corpus", "leer.json/x"], "leer.json/x"),
    "a question alone": (["Wer ist Obmann der Imker?"], "gemeint vielleicht: wortlaut ask"),
}


@pytest.fixture
def german(indexed: Cli) -> Cli:
    indexed.environ["WORTLAUT_LANGUAGE"] = "de"
    (indexed.folder / "bild.md").write_bytes(b"\x89PNG x")
    (indexed.folder / "schlecht.jsonl").write_text("{nein\n")
    (indexed.folder / "gut.jsonl").write_text('{"question": "Wo?"}\n')
    (indexed.folder / "leer.json").write_text('{"outcomes": []}\n')
    (indexed.folder / "kreis").symlink_to("kreis")
    return indexed


@pytest.mark.parametrize("name", WRONG)
def test_an_error_is_german_throughout(german: Cli, name: str) -> None:
    arguments, said = WRONG[name]
    result = german.run(*arguments)
    line = result.err.strip().splitlines()[-1]

    assert result.status in (1, 2)
    assert said in line
    for other in result.err.strip().splitlines():
        assert not ENGLISH.search(re.sub(r"`[^`]*`", "", other)), other
        assert not any(os.strerror(number) in other for number in errno.errorcode), other


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WORTLAUT_MAX_QUOTES", "viele", "ist „viele“: erwartet wird eine ganze Zahl"),
        ("WORTLAUT_MAX_QUOTES", "99", "ist „99“: erwartet wird höchstens 20"),
        ("WORTLAUT_LOG_QUESTIONS", "vielleicht", "erwartet wird true oder false"),
        ("WORTLAUT_DEVICE", "gpu", "erwartet wird „auto“, „cpu“, „cuda“"),
        ("WORTLAUT_TELEGRAM_TOKEN", "x", "erwartet wird etwas wie 123456:ABC-DEF…"),
        ("WORTLAUT_WEBHOOK_URL", "x", "erwartet wird https:// oder http:// und ein Rechnername"),
        ("WORTLAUT_WEBHOOK_SECRET", "ä", "erwartet werden 1 bis 256 der Zeichen"),
        ("WORTLAUT_CORPUS", "x", "gemeint vielleicht WORTLAUT_CORPUS_DIR?"),
        ("WORTLAUT_GIBTSNICHT", "x", "die Einstellung WORTLAUT_GIBTSNICHT gibt es nicht"),
    ],
)
def test_a_wrong_setting_is_german(german: Cli, name: str, value: str, said: str) -> None:
    german.environ[name] = value
    result = german.run("verify")
    assert result.status == 2
    assert said in result.error_line()
    assert not ENGLISH.search(result.err), result.err


def test_a_contradiction_is_german(german: Cli) -> None:
    german.environ |= {"WORTLAUT_ACCESS": "everyone", "WORTLAUT_ALLOWED_IDS": "1"}
    assert "widerspricht WORTLAUT_ALLOWED_IDS" in german.run("verify").error_line()


def test_a_skipped_file_is_german(german: Cli) -> None:
    corpus = german.folder / "corpus"
    (corpus / "bild.md").write_bytes(b"\x89PNG x")
    (corpus / "leer.md").write_text("")
    (corpus / "kopf.md").write_text("---\ntitle: [a\n---\nText.\n")
    (corpus / "tag.md").write_text("---\ndate: gestern\n---\nText.\n")
    lines = german.run("index").err.splitlines()
    said = "\n".join(line for line in lines if line.startswith("Übersprungen: "))
    noted = "\n".join(line for line in lines if line.startswith("Gelesen, aber: "))

    assert "bild.md: ist ein PNG-Bild, kein Text" in said
    assert "leer.md: ist leer: kein Text darin" in said
    assert "kopf.md: Front Matter, Zeile 2: kein gültiges YAML" in noted
    assert "tag.md: Front Matter: date ist „gestern“; erwartet wird ein Tag wie 2025-01-18" in noted
    assert not ENGLISH.search(said + noted), said + noted
