"""`wortlaut diff`: what an article's original holds and the article does not."""

from __future__ import annotations

import json

import pytest

from tests.e2e.cli import Cli
from tests.retrieval.corpus.readers.pages import BODY, article, ld, page, paragraphs

FERRY = "2025-03-14-die-faehre-nach-elmsand-faehrt-wieder"


@pytest.fixture
def added(cli: Cli) -> Cli:
    html = page(ld(), article(*map(paragraphs, (BODY[0], "Anzeige", BODY[1]))))
    (cli.folder / "faehre.html").write_text(html, encoding="utf-8")
    assert cli.run("add", "--no-index", "faehre.html").status == 0
    return cli


def test_each_line_of_the_original_with_the_reason(added: Cli) -> None:
    result = added.run("diff", FERRY)
    assert result.status == 0, result.err
    first, second, *lines = result.out.splitlines()
    assert first == "from faehre.html"
    assert (added.folder / second).read_bytes() == (added.folder / "faehre.html").read_bytes()
    assert any(line.endswith("Anzeige (advertisement)") for line in lines)
    assert any(line.endswith("Impressum (beside the article)") for line in lines)
    assert lines[-1] == "Each word of the article stands in the original, in the same order."
    assert max(map(len, lines)) <= 80


def test_what_does_not_stand_in_the_original(added: Cli) -> None:
    added.environ["WORTLAUT_LANGUAGE"] = "de"
    path = added.folder / "corpus" / f"{FERRY}.md"
    path.write_text(path.read_text("utf-8").replace("Millionen", "Milliarden"), "utf-8")
    result = added.run("diff", FERRY)
    assert result.status == 1
    assert "1 Zeile des Artikels steht so nicht im Original:\n     +  " in result.out
    record = json.loads(added.run("diff", "--json", FERRY).out)
    assert "Milliarden" in record["not_in_original"][0]
    reasons = {line["text"]: line["reason"] for line in record["only_in_original"]}
    assert reasons["Anzeige"] == "advertisement"
    assert reasons["Impressum"] is None


def test_an_article_without_an_original_is_one_line(added: Cli) -> None:
    assert "2025-01-18-bruecke has no original" in added.run("diff", "2025-01-18-bruecke").err
    assert "no article nie" in added.run("diff", "nie").error_line()
    [original] = (added.folder / "corpus" / ".wortlaut").glob("*/*/original-*")
    original.write_bytes(b"verbogen")
    assert "was altered since it was kept" in added.run("diff", FERRY).error_line()
    original.unlink()
    assert "is not kept" in added.run("diff", FERRY).error_line()
