"""JSON, JSON Lines and tables: which fields are what, and what one bad record costs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.corpus.readers import decoding
from retrieval.errors import ArticleError
from tests.retrieval.corpus.collection.gathered import gather, text


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def written(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def record(number: int, **more: Any) -> dict[str, Any]:
    return {"title": f"Titel {number}", "text": text(number), **more}


NEWS_API = {
    "source": {"id": None, "name": "Tagblatt"},
    "author": "Eva Lind",
    "title": "Neues vom Hafen",
    "url": "https://tagblatt.example/hafen",
    "publishedAt": "2025-01-18T10:00:00Z",
    "content": text(1),
}
WORDPRESS = {
    "date": "2025-01-18T10:00:00",
    "link": "https://tagblatt.example/hafen",
    "title": {"rendered": "Neues &#8211; vom Hafen"},
    "content": {"rendered": f"<p>{text(1)}</p>"},
    "_links": {"self": [{"href": "https://tagblatt.example/1"}]},
}
SCHEMA_ORG = {
    "@type": "NewsArticle",
    "headline": "Neues vom Hafen",
    "articleBody": text(1),
    "datePublished": "2025-01-18",
    "publisher": {"@type": "Organization", "name": "Tagblatt"},
    "author": [{"name": "Eva Lind"}, {"name": "Tom Bach"}],
    "inLanguage": "de-DE",
}
GERMAN = {
    "Überschrift": "Neues vom Hafen",
    "Volltext": text(1),
    "Veröffentlicht am": "18. Januar 2025",
    "Zeitung": "Tagblatt",
    "Ressort": "Wirtschaft",
    "Webadresse": "https://tagblatt.example/hafen",
}
GUARDIAN = {
    "webTitle": "Neues vom Hafen",
    "webUrl": "https://tagblatt.example/hafen",
    "webPublicationDate": "2025-01-18T10:00:00Z",
    "fields": {"bodyText": text(1)},
}


@pytest.mark.parametrize(
    ("one", "publisher", "authors"),
    [
        (NEWS_API, "Tagblatt", ("Eva Lind",)),
        (WORDPRESS, None, ()),
        (SCHEMA_ORG, "Tagblatt", ("Eva Lind", "Tom Bach")),
        (GERMAN, "Tagblatt", ()),
        (GUARDIAN, None, ()),
        ({"titel": "Neues vom Hafen", "inhalt": text(1), "datum": 1737194400}, None, ()),
        ({"titel": "Neues vom Hafen", "inhalt": text(1), "datum": 1737194400000}, None, ()),
        ({"name": "Neues vom Hafen", "body": text(1), "date": "20250118"}, None, ()),
        (
            {"name": "Neues vom Hafen", "body": text(1), "pubDate": "Sat, 18 Jan 2025 9:00 GMT"},
            None,
            (),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_usual_fields_are_known(
    tmp_path: Path,
    corpus: Path,
    one: dict[str, Any],
    publisher: str | None,
    authors: tuple[str, ...],
) -> None:
    found = gather(corpus, written(tmp_path, "a.json", json.dumps([one])))

    [article] = found.added
    assert article.title in ("Neues vom Hafen", "Neues – vom Hafen")
    assert article.text.split() == text(1).split()
    assert article.date == dt.date(2025, 1, 18)
    assert (article.publisher, article.authors) == (publisher, authors)
    assert article.url in (None, "https://tagblatt.example/hafen")
    assert (one.get("Ressort"), "Tagblatt" if publisher else None) == (article.section, publisher)


def test_what_is_written_says_what_the_record_says(tmp_path: Path, corpus: Path) -> None:
    gather(corpus, written(tmp_path, "a.json", json.dumps(NEWS_API)))

    [path] = corpus.iterdir()
    assert path.name == "2025-01-18-neues-vom-hafen.md"
    assert path.read_text("utf-8").startswith(
        "---\ntitle: Neues vom Hafen\ndate: 2025-01-18\npublisher: Tagblatt\n"
        "url: https://tagblatt.example/hafen\nauthors:\n- Eva Lind\nlanguage: de\n---\n\n"
    )


@pytest.mark.parametrize(
    "whole",
    [
        [record(1), record(2)],
        {"articles": [record(1), record(2)]},
        {"status": "ok", "message": "fine", "response": {"docs": [record(1), record(2)], "n": 2}},
        {"tags": [{"name": "x"}], "items": [record(1), record(2)], "next": None},
        {"1": record(1), "2": record(2)},
    ],
    ids=["list", "list in it", "list within", "two lists", "by name"],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_wherever_the_records_are(
    tmp_path: Path, corpus: Path, whole: object, indent: int | None
) -> None:
    found = gather(corpus, written(tmp_path, "a.json", json.dumps(whole, indent=indent)))
    assert found.titles == ["Titel 1", "Titel 2"]
    assert not found.skipped


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_record_a_line(tmp_path: Path, corpus: Path, name: str, encoding: str) -> None:
    lines = "\n\n".join(json.dumps(record(i, autor="Ö"), ensure_ascii=False) for i in (1, 2))
    found = gather(corpus, written(tmp_path, name, lines.encode(encoding)))
    assert found.titles == ["Titel 1", "Titel 2"]
    assert {article.authors for article in found.added} == {("Ö",)}


def test_one_article_with_lists_in_it_is_one(tmp_path: Path, corpus: Path) -> None:
    whole = record(1, comments=[{"text": "Ein Kommentar."}], authors=[{"name": "Eva Lind"}])
    found = gather(corpus, written(tmp_path, "a.json", json.dumps(whole)))
    assert (found.titles, found.added[0].authors) == (["Titel 1"], ("Eva Lind",))


DEEP = json.dumps(record(3))[:-1] + ', "x": ' + "[" * 200 + "]" * 200 + "}"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (DEEP, "json.too_deep"),
        ('{"title": "a", "text": "b", "n": NaN}', "json.no_number"),
        ('{"title": "a", "text": "b", "n": -Infinity}', "json.no_number"),
        ('{"title": "a", "text": "b", "text": "c"}', "json.twice"),
        ('{"title": "a", "text": "b", "x": {"y": 1, "y": 2}}', "json.twice"),
        ('{"title": "a", "text": }', "json.damaged"),
        ('{"title": "a", "text": ""}', "fields.empty"),
        ('{"title": "a", "text": ["", {}]}', "fields.empty"),
        ('["a", "b"]', "json.no_object"),
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_a_bad_record_costs_itself_alone(
    tmp_path: Path, corpus: Path, bad: str, code: str, lines: bool
) -> None:
    records = [json.dumps(record(1)), json.dumps(record(5)), bad, json.dumps(record(2))]
    whole = "\n".join(records) if lines else f"[{','.join(records)}]"
    found = gather(corpus, written(tmp_path, "a.json", whole))

    assert found.titles == ["Titel 1", "Titel 5", "Titel 2"]
    assert found.skipped == {"a.json#3": code}


def test_what_is_no_object_among_records_is_counted(tmp_path: Path, corpus: Path) -> None:
    whole = f"[{json.dumps(record(1))}, 7, {json.dumps(record(2))}, null]"
    found = gather(corpus, written(tmp_path, "a.json", whole))
    assert found.skipped == {"a.json#2": "json.no_object", "a.json#4": "json.no_object"}
    assert len(found.added) == 2


@pytest.mark.parametrize("cut", [1, 10, 100, 300])
def test_what_came_before_a_break_stays(tmp_path: Path, corpus: Path, cut: int) -> None:
    whole = json.dumps([record(1), record(2), record(3)])
    found = gather(corpus, written(tmp_path, "a.json", whole[:-cut]))
    assert found.titles[:1] == ["Titel 1"]
    assert list(found.skipped.values()) == ["json.open"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file.empty"),
        ("nur Text", "json.none"),
        ("[]", "json.none"),
        ("[1, 2]", "json.none"),
        ("[" * 100_000, "json.none"),
        ('[{"id": 1, "teaser": "x"}]', "fields.no_text"),
        ('{"id": 1, "teaser": "x"}', "fields.no_text"),
        ('[{"text": NaN}]', "json.no_number"),
    ],
)
def test_what_holds_no_record_is_refused(
    tmp_path: Path, corpus: Path, content: str, code: str
) -> None:
    with pytest.raises(ArticleError) as error:
        gather(corpus, written(tmp_path, "a.json", content))
    reason = error.value.problem.fields["reason"]
    assert getattr(reason, "code", None) == code


def test_fields_can_be_said_and_are_shown(tmp_path: Path, corpus: Path) -> None:
    rows = [{"a": "Titel 1", "b": text(1), "text": "Kurz.", "date": "2025-01-18", "id": 7}]
    path = written(tmp_path, "a.json", json.dumps(rows))
    found = gather(corpus, path, fields={"title": "a", "text": "B", "date": ""})

    [article] = found.added
    assert (article.title, article.text, article.date) == ("Titel 1", text(1), None)
    assert found.fields[0].used == (("title", ("a",)), ("text", ("b",)))
    assert found.fields[0].unused == ("text", "date", "id")
    with pytest.raises(ArticleError, match="has no field teaser; it has: a, b, text, date, id"):
        gather(corpus, path, fields={"text": "teaser"})


def test_a_value_that_is_not_understood_is_named(tmp_path: Path, corpus: Path) -> None:
    bad = record(1, date="demnächst", url="/hafen", language="Deutsch")
    found = gather(corpus, written(tmp_path, "a.json", json.dumps(bad)))

    [proposal] = found.proposals
    assert (proposal.article.date, proposal.article.url) == (None, None)
    dropped = [line.text for line in proposal.dropped if line.reason == "unusable"]
    assert dropped == ["date: demnächst", "url: /hafen", "language: Deutsch"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_table_is_read_as_it_comes(
    tmp_path: Path, corpus: Path, delimiter: str, encoding: str, line_end: str
) -> None:
    body = text(1).replace("\n", line_end).replace("Plan", 'Plan, der ""Große""; er')
    rows = (("Titel", "Text", "Datum"), ("Öfter; Züge", f'"{body}"', "18.01.2025"), ("", "", ""))
    rows = tuple(tuple(f'"{v}"' if v.startswith("Öfter") else v for v in row) for row in rows)
    content = line_end.join(delimiter.join(row) for row in rows) + line_end
    found = gather(corpus, written(tmp_path, "a.csv", content.encode(encoding)))

    [article] = found.added
    assert (article.title, str(article.date)) == ("Öfter; Züge", "2025-01-18")
    assert article.text == text(1).replace("Plan", 'Plan, der "Große"; er')
    assert not found.skipped


def test_a_line_may_say_what_parts_the_fields(tmp_path: Path, corpus: Path) -> None:
    content = f"sep=;\nTitel;Text\nEins;{text(1).split(chr(10))[0]}\n"
    assert gather(corpus, written(tmp_path, "a.csv", content)).titles == ["Eins"]


def test_a_bad_row_costs_itself_alone(tmp_path: Path, corpus: Path) -> None:
    one, two, three = (text(i).split("\n")[0] for i in (1, 2, 3))
    content = (
        f"title,text\nEins,{one}\nLeer,\nViel,{two},noch,mehr\n"
        f'Falsch,"Er sagte "Ja" dazu."\nZwei,{two}\nOffen,"Ein Text\nDrei,{three}\n'
    )
    found = gather(corpus, written(tmp_path, "a.csv", content))
    assert found.titles == ["Eins", "Zwei", "Drei"]
    assert found.skipped == {
        "a.csv#3": "fields.empty",
        "a.csv#4": "table.more_fields",
        "a.csv#5": "table.quotes",
        "a.csv#7": "table.quotes",
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"id,teaser\n1,x\n", "fields.no_text"),
        (b"text,text\na,b\n", "table.twice"),
        (b"text\0\n", "file.nul"),
    ],
)
def test_what_is_no_table_of_articles_is_refused(
    tmp_path: Path, corpus: Path, content: bytes, code: str
) -> None:
    with pytest.raises(ArticleError) as error:
        gather(corpus, written(tmp_path, "a.csv", content))
    assert getattr(error.value.problem.fields["reason"], "code", None) == code


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl"])
def test_a_huge_field_costs_itself_alone(tmp_path: Path, corpus: Path, suffix: str) -> None:
    huge = "Wort " * (decoding.MAX_FILE_BYTES // 5)
    if suffix == ".csv":
        rows = [f"{one},{body}" for one, body in (("A", huge), ("B", text(2).split("\n")[0]))]
        content = "title,text\n" + "\n".join(rows)
    else:
        records = [json.dumps({"title": "A", "text": huge}), json.dumps(record(2))]
        content = "\n".join(records) if suffix == ".jsonl" else f"[{','.join(records)}]"
    found = gather(corpus, written(tmp_path, f"a{suffix}", content))
    assert len(found.added) == 1
    assert list(found.skipped.values()) == ["file.too_large"]
