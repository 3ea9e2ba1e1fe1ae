"""A question about one row of a long table is answered with that row, and the table's head."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.answer import Quote
from retrieval.answering.pipeline import answer
from retrieval.answering.question import Question
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors, generation_of, write_corpus

PROSE = "Die Liste der Bäder hat das Land am Montag vorgelegt, und sie gilt bis zum Jahresende."
TOWNS = [f"Dorf{number}" for number in range(1, 41)]
TOWNS[34] = "Itzehoe"


def cells(number: int) -> tuple[str, str, str]:
    return TOWNS[number - 1], f"{number * 317}", f"{number % 28 + 1}. März 2024"


def barred(rule: str = "|---|---:|---|") -> str:
    rows = (f"| {' | '.join(cells(number))} |" for number in range(1, 41))
    return "\n".join(("| Ort | Besucher | Eröffnung |", rule, *rows))


def unbarred() -> str:
    rows = (" | ".join(cells(number)) for number in range(1, 41))
    return "\n".join(("Ort | Besucher | Eröffnung", "--- | :---: | ---", *rows))


def page(head: str) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells(number))}</tr>"
        for number in range(1, 41)
    )
    paragraphs = f"<p>{PROSE}</p>" * 3
    return (
        f"<html><head><title>Bäder</title></head><body><article><h1>Bäder</h1>{paragraphs}"
        f"<table>{head}{rows}</table><p>{PROSE}</p></article></body></html>"
    )


NAMES = "<tr>{}</tr>".format("".join(f"<th>{x}</th>" for x in ("Ort", "Besucher", "Eröffnung")))
FILES = {
    "bars.md": f"# Bäder\n\n{PROSE}\n\n{barred()}\n\n{PROSE}\n",
    "caption.md": f"# Bäder\n\n{PROSE}\n\nTabelle 1: Besucher im Freibad.\n\n{barred()}\n",
    "no-bars.md": f"# Bäder\n\n{PROSE}\n\n{unbarred()}\n",
    "list.md": f"# Bäder\n\n{PROSE}\n\n- Eins\n- Zwei\n\n{barred('| :-- | --: | :-: |')}\n",
    "page.html": page(NAMES),
    "captioned.html": page(f"<caption>Besucher im Freibad</caption>{NAMES}"),
    "spanned.html": page(f"<tr><th colspan=3>Freibad</th></tr>{NAMES}"),
    "no-th.html": page(NAMES.replace("th>", "td>")),
}


def first_quote(folder: Path, name: str, question: str) -> tuple[Quote, str]:
    corpus = write_corpus(folder / "corpus", {name: FILES[name], "b.md": f"# Rat\n\n{PROSE}\n"})
    with few_impostors():
        build_index(corpus, folder / "index", TinyEncoder())
    with Library(folder / "index", encoder=TinyEncoder()) as library:
        asked = Question.embedded(question, TinyEncoder().embed_questions([question])[0])
        found = answer(generation_of(library), replace(asked, k=1), 0.0, ()).quotes[0]
        return found, library.article(found.citation.article).text


@pytest.mark.parametrize("name", FILES)
def test_the_row_and_the_head_are_quoted(tmp_path: Path, name: str) -> None:
    quote, text = first_quote(tmp_path, name, "Wie viele Besucher hatte das Freibad in Itzehoe?")
    bare = [cell.strip() for cell in quote.text.strip("| ").split("|")]

    assert bare == list(cells(35))
    assert quote.text == quote.highlight.text == text[quote.start : quote.end]
    assert quote.head is not None
    assert quote.head.text == text[quote.head.start : quote.head.end]
    assert quote.head.text.strip("| ").split(" | ") == ["Ort", "Besucher", "Eröffnung"]
    assert quote.answer_span is not None
    assert (
        quote.answer_span.text == text[quote.answer_span.start : quote.answer_span.end] == "11095"
    )


def test_the_row_right_below_the_head_is_quoted_with_it(tmp_path: Path) -> None:
    quote, _ = first_quote(tmp_path, "caption.md", "Wie viele Besucher hatte Dorf1?")
    assert quote.text.split("\n")[-3:] == [
        "| Ort | Besucher | Eröffnung |",
        "|---|---:|---|",
        "| Dorf1 | 317 | 2. März 2024 |",
    ]
    assert quote.text.startswith("Tabelle 1: Besucher im Freibad.")
    assert quote.head is None


def test_a_row_is_asked_for_by_what_its_column_is_called(tmp_path: Path) -> None:
    quote, _ = first_quote(tmp_path, "bars.md", "Eröffnung in Itzehoe")
    assert quote.answer_span is not None
    assert quote.answer_span.text == "8. März 2024"


def test_prose_beside_a_table_is_quoted_as_ever(tmp_path: Path) -> None:
    quote, _ = first_quote(tmp_path, "bars.md", "Wann hat das Land die Liste der Bäder vorgelegt?")
    assert quote.highlight.text == PROSE
    assert quote.head is None
