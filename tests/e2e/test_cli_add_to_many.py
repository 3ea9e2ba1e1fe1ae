"""One more article: none of the others is read, neither to add nor to index it."""

import pytest

from retrieval.index import known_files
from tests.opened_files import opened_in

RAW = "Zitronenbäume in Oberwalden\n\nAm Montag wurden in Oberwalden 120 Zitronenbäume gepflanzt.\n"


@pytest.fixture
def settled(indexed, monkeypatch):
    """The corpus; the index knows its files."""
    # A test cannot wait until they have not been touched for a while.
    monkeypatch.setattr(known_files, "UNSETTLED_NS", -(10**12))
    assert indexed.run("index").status == 0
    return indexed.folder / "corpus"


def test_to_add_an_article_no_other_is_opened(indexed, settled):
    (indexed.folder / "neu.txt").write_text(RAW, encoding="utf-8")
    with opened_in(settled) as opened:
        result = indexed.run("add", "neu.txt", "--no-index")
    assert result.status == 0
    named = {path for path in opened if not path.startswith(".wortlaut")}
    assert named == {"zitronenbaeume-in-oberwalden.md"}


def test_to_find_that_it_is_there_already_none_is_opened(indexed, settled):
    twin = next(settled.glob("*.md"))
    (indexed.folder / "noch-einmal.md").write_bytes(twin.read_bytes())
    with opened_in(settled) as opened:
        result = indexed.run("add", "noch-einmal.md", "--no-index")
    assert (result.status, result.out) == (1, "")
    assert "same words" in result.err
    assert opened == []


def test_to_index_one_more_only_that_is_opened(indexed, settled):
    (settled / "neu.txt").write_text(RAW, encoding="utf-8")
    with opened_in(settled) as opened:
        result = indexed.run("index")
    assert "; 1 new, 0 changed, 0 removed, 0 skipped;" in result.out
    assert opened == ["neu.txt"]
