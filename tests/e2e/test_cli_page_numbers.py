"""The source of a quote from a document with pages says the page, whichever way it came."""

from __future__ import annotations

import json

import pytest

from tests.e2e.cli import Cli
from tests.retrieval.corpus.readers.pages import BODY, TITLE
from tests.retrieval.corpus.readers.pdfs import Type, pdf, set_lines

QUESTION = "Wer dankte den Fischern für den Verzicht auf Fangtage?"


@pytest.mark.parametrize("added", [False, True])
@pytest.mark.parametrize(("language", "page"), [("de", "Seite 3"), ("en", "page 3")])
def test_the_page_is_cited(indexed: Cli, added: bool, language: str, page: str) -> None:
    indexed.environ["WORTLAUT_LANGUAGE"] = language
    folder = indexed.folder if added else indexed.folder / "corpus"
    headline = Type(TITLE, size=20, above=40)
    pages = [[headline, *set_lines(BODY[0])], set_lines(BODY[1]), set_lines(BODY[2])]
    (folder / "faehre.pdf").write_bytes(pdf(pages))
    assert indexed.run(*(["add", "faehre.pdf"] if added else ["index"])).status == 0

    told = json.loads(indexed.run("ask", "--json", QUESTION).out)["quotes"][0]
    assert "dankte den Fischern" in told["highlight"]["text"]
    assert told["citation"]["page"] == 3
    assert f"{page} · " in indexed.run("ask", QUESTION).out
