"""Every benchmark runs to its end on a handful of articles, with the cheap encoder."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

_PARAGRAPHS = (
    ("Die Fabrik in Linz baut seit 2019 Drohnen für die Feuerwehr.", "Linz"),
    ("Der Bürgermeister eröffnete am Montag die neue Schwimmhalle.", "Montag"),
    ("Forscher aus Graz fanden im Moor eine unbekannte Libelle.", "Graz"),
    ("Der Zug nach Villach fährt ab Dezember jede halbe Stunde.", "Dezember"),
    ("Die Opernpremiere endete mit langem Beifall für den Chor.", "Beifall"),
    ("Das Gericht verurteilte den Händler zu einer Geldstrafe.", "Geldstrafe"),
)
_QUESTIONS = ("Wo baut die Fabrik Drohnen?", "Wann eröffnete der Bürgermeister die Schwimmhalle?")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    articles = [
        {"id": id_, "title": id_, "text": "\n\n".join(text for text, _ in chosen)}
        for id_, chosen in [
            ("xquad-00", _PARAGRAPHS[:2]),
            ("xquad-01", _PARAGRAPHS[2:4]),
            ("news-00", _PARAGRAPHS[4:]),
            ("news-01", _PARAGRAPHS[1:5]),
        ]
    ]
    questions = [
        {
            "question": question,
            "lang": "de",
            "article": "xquad-00",
            "paragraph": number + 1,
            "answer": _PARAGRAPHS[number][1],
        }
        for number, question in enumerate(_QUESTIONS)
    ]
    questions.append({"question": "Wo war die Libelle?", "lang": "de", "article": "xquad-01"})
    for name, records in (("articles", articles), ("questions", questions)):
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"dev-{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "more", "tables"),
    [
        ("quality", ["--only", "found"], 1),
        ("quality", ["--only", "refused"], 1),
        ("nouns", [], 2),
        ("warm_latency", [], 1),
        ("indexing", [], 1),
        ("rebuild", [], 2),
        ("scale", [], 1),
        ("checking", [], 1),
        ("concurrency", [], 2),
    ],
)
def test_it_runs(name, more, tables, data, tmp_path, capsys):
    out = tmp_path / "tables.json"
    module = importlib.import_module(f"benchmarks.{name}")
    common = ["--quick", "--model", "hashed", "--peers", "bm25", "--data", str(data)]
    module.main([*common, "--work", str(tmp_path / "work"), "--json", str(out), *more])
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["quick"] is True
    assert len(found["tables"]) == tables
    assert all(table["rows"] for table in found["tables"])
    printed = capsys.readouterr().out
    assert all(f"**{table['title']}**" in printed for table in found["tables"])
    assert "the figures mean nothing" in printed


def test_missing_data_is_told_in_one_line(tmp_path):
    module = importlib.import_module("benchmarks.quality")
    with pytest.raises(SystemExit) as raised:
        module.main(["--data", str(tmp_path / "nirgends"), "--work", str(tmp_path)])
    assert "dev-articles.jsonl" in str(raised.value)
    assert "--data" in str(raised.value)
    assert "\n" not in str(raised.value)
