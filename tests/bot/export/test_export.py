"""What is exported, read back by the programs' own parsers: the same words, nothing besides."""

import csv
import dataclasses
import datetime as dt
import io
import json
import re

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pybtex.database import parse_string

from bot.escape import one_line, visible
from bot.export.formats import ExportFormat
from bot.export.markdown import escaped
from bot.export.write import export
from bot.texts.shared import DE
from retrieval.answer import Answer
from retrieval.article import Article
from tests.bot.builders import AFTER, BEFORE, SENTENCE, answered, quote, refused

ARTICLE = Article(
    "2025-01-18-vertrag",
    "Vertrag unterzeichnet",
    "…",
    "2025-01-18-vertrag.md",
    date=dt.date(2025, 1, 18),
    publisher="Tagblatt",
    url="https://tagblatt.example/a",
    authors=("Eva Lind", "Jo van der Berg und Team"),
    section="Politik",
)
HARD = [
    "100 % & 5 $ für {alle}: _kein_ #1 ~ 2^3 \\Ende",
    "Zeile eins\nZeile zwei\n\nAbsatz „zwei“",
    "- ein Spiegelstrich\n1. eine Zahl\n# kein Titel\n=== und > nichts",
    "<script>alert(1)</script> &amp; [Link](javascript:alert(1)) `code` ![Bild](x)",
    "TY  - JOUR\nER  - \n@article{x, title={y}}",
    "ein } zu viel",
    "**fett** und ~~weg~~ | Tabelle | $x$",
    "Schluss\\",
    "\x1b[31mrot\x1b[0m \u202eherum",
]


def exported(format_: ExportFormat, *answers: Answer, article: Article = ARTICLE) -> str:
    return export(answers, format_, lambda id_: dataclasses.replace(article, id=id_), DE)


def written(text: str) -> str:
    return " ".join(visible(text).split())


def shown(markdown: str) -> str:
    """The text of a page, white space folded."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    pieces = []
    for token in tokens:
        assert token.type not in ("html_block", "fence", "code_block", "table_open"), token
        for child in token.children or []:
            assert child.type in (
                *("text", "softbreak", "strong_open", "strong_close"),
                *("em_open", "em_close", "link_open", "link_close"),
            ), child
            pieces.append("\n" if child.type == "softbreak" else child.content)
        pieces.append("\n")
    return " ".join("".join(pieces).split())


@pytest.mark.parametrize("text", HARD)
def test_a_markdown_page_shows_the_words(text):
    page = exported(ExportFormat.markdown, answered(quote(text + " ", SENTENCE, " " + text)))
    assert written(f"{text} {SENTENCE} {text}") in shown(page)
    assert f"**{SENTENCE}**" in page


@given(st.text(max_size=60))
def test_whatever_is_escaped_is_shown_as_it_is(text):
    line = one_line(text)
    assert shown(f"> {escaped(line)}\n") == " ".join(line.split())


def test_the_sentence_that_answers_is_bold_and_the_source_a_link():
    page = exported(ExportFormat.markdown, answered())
    assert f"> {BEFORE}**{SENTENCE}**{AFTER}\n" in page
    link = "[Vertrag unterzeichnet](<https://tagblatt.example/a#:~:text=Der%20Vertrag>)"
    assert f"— {link}, Eva Lind, Jo van der Berg und Team, Tagblatt, 2025-01-18, Absatz 3" in page


def test_a_sentence_that_bold_cannot_mark_is_left_plain():
    page = exported(ExportFormat.markdown, answered(quote("Er sagte:", "„Nein.“", "Dann ging er.")))
    assert "**" not in page
    assert "Er sagte:„Nein.“Dann ging er." in shown(page)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.example/", "data:text/html,x"])
@pytest.mark.parametrize("format_", list(ExportFormat))
def test_no_address_but_one_of_the_web_is_handed_on(url, format_):
    text = exported(
        format_, answered(quote(url=url)), article=dataclasses.replace(ARTICLE, url=url)
    )
    assert url not in text


@pytest.mark.parametrize("format_", list(ExportFormat))
def test_what_is_not_answered_cites_nothing(format_):
    text = exported(format_, refused(quote()))
    assert SENTENCE not in text
    assert ("Photosynthese" in text) == (format_ in (ExportFormat.markdown, ExportFormat.csv))


@pytest.mark.parametrize("text", HARD)
def test_ris_is_read_back(text):
    told = dataclasses.replace(ARTICLE, title=text, publisher=text, authors=(text, "B"))
    (record,) = rispy.loads(exported(ExportFormat.ris, answered(quote(text)), article=told))
    assert record["type_of_reference"] == "NEWS"
    assert record["title"] == record["secondary_title"] == written(text)
    assert record["authors"] == [written(text), "B"]
    assert record["date"] == "2025/01/18"
    assert record["urls"] == ["https://tagblatt.example/a"]
    assert record["notes"] == [f"Absatz 3: „{written(text + SENTENCE + AFTER)}“"]


_BACK = {
    r"{\textbackslash}": "\\",
    r"{\textbraceleft}": "{",
    r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~",
    r"{\textasciicircum}": "^",
}


def untexed(value: str) -> str:
    commands = "|".join(map(re.escape, _BACK))
    return re.sub(rf"{commands}|\\(?=[$&%#_])", lambda found: _BACK.get(found[0], ""), value)


@pytest.mark.parametrize("text", HARD)
def test_bibtex_is_read_back(text):
    told = dataclasses.replace(ARTICLE, title=text, publisher=text, authors=(text, "B"))
    source = exported(ExportFormat.bibtex, answered(quote(text)), article=told)
    (entry,) = parse_string(source, "bibtex").entries.values()
    assert entry.type == "article"
    assert untexed(entry.fields["title"]) == written(text)
    assert untexed(entry.fields["journaltitle"]) == written(text)
    assert untexed(entry.fields["note"]) == f"Absatz 3: „{written(text + SENTENCE + AFTER)}“"
    assert entry.fields["date"] == "2025-01-18"
    assert len(entry.persons["author"]) == 2


@pytest.mark.parametrize("text", HARD)
def test_csl_json_is_exact(text):
    told = dataclasses.replace(ARTICLE, title=text)
    (item,) = json.loads(exported(ExportFormat.csl_json, answered(quote(text)), article=told))
    assert item["type"] == "article-newspaper"
    assert item["title"] == text
    assert item["issued"] == {"date-parts": [[2025, 1, 18]]}
    assert [author["literal"] for author in item["author"]] == list(ARTICLE.authors)


def test_where_there_are_pages_the_place_names_them():
    (record,) = rispy.loads(exported(ExportFormat.ris, answered(quote(page=4))))
    assert record["notes"][0].startswith("Seite 4, Absatz 3: ")
    (row,) = rows(exported(ExportFormat.csv, answered(quote(page=4))))
    assert (row["page"], row["paragraph"]) == ("4", "3")
    assert ", Seite 4, Absatz 3" in exported(ExportFormat.markdown, answered(quote(page=4)))


def test_what_is_not_known_is_left_out():
    bare = Article("a", "Titel", "…", "a.txt")
    (item,) = json.loads(exported(ExportFormat.csl_json, answered(), article=bare))
    assert set(item) == {"id", "type", "title", "language", "note"}
    (record,) = rispy.loads(exported(ExportFormat.ris, answered(), article=bare))
    assert set(record) == {"type_of_reference", "id", "title", "language", "notes"}
    source = exported(ExportFormat.bibtex, answered(), article=bare)
    (entry,) = parse_string(source, "bibtex").entries.values()
    assert set(entry.fields) == {"entrysubtype", "title", "langid", "note"}


def test_an_article_is_cited_once_with_each_of_its_quotes_once():
    first = answered(quote(), quote(sentence="Zweimal."), quote(article="ö/ä b"))
    text = exported(ExportFormat.ris, first, answered(quote(article="o-a-b")), answered())
    records = rispy.loads(text)
    assert [record["id"] for record in records] == ["2025-01-18-vertrag", "o-a-b", "o-a-b-2"]
    assert [len(record["notes"]) for record in records] == [2, 1, 1]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", HARD)
def test_csv_is_read_back(text):
    (row,) = rows(exported(ExportFormat.csv, answered(quote(text))))
    assert row["quote"].removeprefix("'") == visible(text + SENTENCE + AFTER)
    assert row["highlight"] == SENTENCE
    assert (row["start"], row["end"]) == ("100", str(100 + len(text + SENTENCE + AFTER)))
    assert (row["date"], row["paragraph"], row["authors"]) == (
        "2025-01-18",
        "3",
        "; ".join(ARTICLE.authors),
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", "\r"])
def test_no_cell_is_a_formula(start):
    (row,) = rows(exported(ExportFormat.csv, answered(quote(f"{start}cmd|' /C calc'!A0 "))))
    assert row["quote"].startswith(("'", "\\"))


def test_a_row_a_quote_and_one_for_what_is_not_answered():
    table = rows(exported(ExportFormat.csv, answered(quote(), quote()), refused(quote())))
    assert [(row["certainty"], row["rank"]) for row in table] == [
        ("answered", "1"),
        ("answered", "2"),
        ("not_in_corpus", ""),
    ]
