"""A quotation shows words, and no mark by which Markdown makes a heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index

MARK = re.compile(r"^\s*(#{1,6}\s|={3,}\s*$|-{3,}\s*$)", re.MULTILINE)
HEADINGS = {
    "between paragraphs": "Der Steg war alt.\n\n## Neuer Steg\n\nEr kostete vier Millionen Euro.",
    "without blank lines": "Der Steg war alt.\n## Der neue Steg\nEr kostete vier Millionen Euro.",
    "closed": "Der Steg war alt.\n\n### Der Steg ###\n\nEr kostete vier Millionen Euro.",
    "a question": "Herr Maier sprach.\n\n## Was kostete der Steg?\n\nVier Millionen Euro.",
    "above a list": "Der Steg.\n\n#### Kosten:\n\n- Vier Millionen Euro\n- Zwei Jahre Bauzeit",
    "speech goes on": "„Der Steg ist da“, sagte er.\n\n## Kosten\n\n„Er kostete vier Millionen.“",
    "underlined": "Der Steg war alt.\n\nDer neue Steg\n---\n\nEr kostete vier Millionen Euro.",
    "two in a row": "Der Steg.\n\n# Bau\n\n## Kosten\n\nEr kostete vier Millionen Euro.",
    "last": "Der Steg kostete vier Millionen Euro.\n\n## Mehr zum Thema Steg",
}


@pytest.mark.parametrize("kind", HEADINGS)
def test_no_quote_shows_one(tmp_path: Path, kind: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    head = "---\ntitle: Am Fluss\ndate: 2025-01-18\npublisher: Tagblatt\nlanguage: de\n---\n\n"
    (corpus / "steg.md").write_text(head + HEADINGS[kind] + "\n", encoding="utf-8")
    build_index(corpus, tmp_path / "index", TinyEncoder(), model="embedded")
    with Library(tmp_path / "index", encoder=TinyEncoder()) as library:
        quotes = [
            quote
            for question in ("Was kostete der Steg?", "Wer sprach vom Steg?", "Mehr zum Thema Steg")
            for quote in library.ask(question, k=3).quotes
        ]
    assert quotes
    assert [quote.text for quote in quotes if MARK.search(quote.text)] == []
