"""A quote's receipt from outside: shown, looked up, written, proved."""

import json
import re

import pytest

from tests.e2e.articles import QUESTION, SENTENCE


@pytest.fixture
def receipt(indexed):
    (answer,) = (json.loads(indexed.run("ask", "--json", "-k", "1", QUESTION).out),)
    return answer["quotes"][0]["receipt"]


def test_the_terminal_shows_it_on_request(indexed, receipt):
    assert receipt not in indexed.run("ask", QUESTION).out
    assert f"\n   Receipt {receipt}\n" in indexed.run("ask", "--receipts", QUESTION).out


def test_the_words_their_source_and_that_they_stand(indexed, receipt):
    result = indexed.run("quote", receipt)
    assert result.status == 0
    assert SENTENCE in result.out
    assert "Neue Brücke über die Lauter eröffnet" in result.out
    line = r"Word for word, paragraph 1, characters \d+–\d+, unchanged since .+ Receipt "
    assert re.search(line + receipt, result.out)


def test_in_german_and_in_another_spelling(indexed, receipt):
    indexed.environ["WORTLAUT_LANGUAGE"] = "de"
    result = indexed.run("quote", "-".join((receipt[:5].upper(), receipt[5:])))
    assert "Wörtlich, Absatz 1, Zeichen" in result.out


def test_words_that_were_changed_are_shown_with_the_difference(indexed, receipt):
    file = indexed.folder / "corpus" / "2025-01-18-bruecke.md"
    source = indexed.folder / "neu.md"
    source.write_bytes(file.read_bytes().replace(b"14,2 Millionen", b"16,8 Millionen"))
    indexed.run("edit", "2025-01-18-bruecke", "--url", "https://talbote.example/bruecke")
    added = indexed.run("add", "neu.md", "--url", "https://talbote.example/bruecke")
    assert added.status == 0, added.err
    result = indexed.run("quote", receipt)
    assert result.status == 3
    assert "Changed: it said so from " in result.out
    assert "[-14,2-] {+16,8+}" in result.out


def test_a_document_proves_its_words_without_an_index(indexed, receipt, tmp_path):
    written = indexed.run("quote", receipt, "--json").out
    document = json.loads(written)
    assert document["state"] == "unchanged"
    assert len(document["article_sha256"]) == 64
    (tmp_path / "beleg.json").write_text(written, encoding="utf-8")
    elsewhere = indexed.run(
        "quote", "--verify", str(tmp_path / "beleg.json"), "--index", str(tmp_path / "none")
    )
    assert elsewhere.status == 0
    assert f"Receipt {receipt} is genuine" in elsewhere.out
    assert SENTENCE in elsewhere.out


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("words", "Die Brücke war teuer.", "words_sha256"),
        ("article", "2025-01-19-andere", "article, words"),
        ("words_sha256", "0" * 64, "words_sha256"),
        ("receipt", "0" * 20, "no id of a receipt"),
        ("words", None, "is no receipt"),
    ],
)
def test_an_altered_document_is_told(indexed, receipt, field, value, said):
    document = json.loads(indexed.run("quote", receipt, "--json").out)
    (indexed.folder / "beleg.json").write_text(json.dumps(document | {field: value}))
    result = indexed.run("quote", "--verify", "beleg.json")
    assert result.status == 1
    assert said in result.error_line()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_receipt_is_one_line(indexed, content):
    (indexed.folder / "beleg.json").write_bytes(content)
    result = indexed.run("quote", "--verify", "beleg.json")
    assert result.status == 1
    assert "is no receipt" in result.error_line()


def test_wrong_use_is_one_line(indexed, receipt):
    assert "some twenty letters" in indexed.run("quote", "xyz").error_line()
    assert "--verify" in indexed.run("quote").error_line()
    assert "cannot be read" in indexed.run("quote", "--verify", "fehlt.json").error_line()
    unknown = indexed.run("quote", "n5whqd09nr0g2ac3gyg0")
    assert (unknown.status, unknown.err) == (3, "")
    assert "No article has or had these words" in unknown.out
