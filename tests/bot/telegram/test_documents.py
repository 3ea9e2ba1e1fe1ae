from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.document import Document, is_readable, safe_name
from bot.telegram.documents import RECURRING, Done, add, examine, put_in_place, recurring_shown
from bot.texts.problems import in_words
from retrieval.corpus.cleaning.recurrence import Recurrence, key_of
from retrieval.errors import ArticleError
from retrieval.index.corpus_articles import CorpusArticles
from retrieval.library import Library

TEXT = b"---\ntitle: Freibad bleibt zu\ndate: 2025-04-02\n---\nDas Freibad bleibt geschlossen.\n"


@given(st.text())
def test_a_safe_name_is_one_part_that_neither_leads_elsewhere_nor_hides(name: str) -> None:
    safe = safe_name(name)
    assert Path(safe).name == safe
    assert safe not in ("", ".", "..")
    assert not safe.startswith(".")
    assert "\0" not in safe
    assert len(safe) <= 130
    assert len(safe.encode()) <= 255


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Texte\\Über uns.MD", "Über uns.MD"),
        (".md", "document.md"),
        ("..", "document"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
        ("漢" * 86 + ".txt", "漢" * 56 + ".txt"),
        ("𝔊" * 99 + "." + "é" * 30, "𝔊" * 42 + "." + "é" * 20),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_suffix_decides_what_can_be_read() -> None:
    assert is_readable("A.MD")
    assert not is_readable("a.md.exe")


def test_examining_writes_nothing_and_adding_names_the_file_itself(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    library = Library(tmp_path / "index", corpus_dir=corpus)
    document = Document("../../evil.md", TEXT)
    assert examine(document, library).article.title == "Freibad bleibt zu"
    assert list(tmp_path.rglob("*.md")) == []
    done = add(document, library)
    assert (done.title, done.id) == ("Freibad bleibt zu", "2025-04-02-freibad-bleibt-zu")
    assert (corpus / "2025-04-02-freibad-bleibt-zu.md").read_bytes() == TEXT
    library.corpus.undo(done.changes)
    assert list(corpus.glob("[!.]*")) == []
    assert list(corpus.glob(".wortlaut/*/*")) == []


def test_a_text_file_that_is_replaced_and_taken_back(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    words = " ".join(f"wort{number}" for number in range(60))
    old = f"Freibad bleibt zu\n\nDas Freibad bleibt geschlossen. {words}.\n"
    (corpus / "bad.txt").write_text(old)
    new = TEXT + f" {words} mehr.\n".encode()
    library = Library(tmp_path / "index", corpus_dir=corpus)
    document = Document("neu.md", new, {"replaces": "bad"})
    done = put_in_place(document, library)
    assert [path.name for path in corpus.glob("[!.]*")] == ["bad.md"]
    assert done.id == "bad"
    library.corpus.undo(done.changes)
    assert [(path.name, path.read_text()) for path in corpus.glob("[!.]*")] == [("bad.txt", old)]
    assert list(corpus.glob(".wortlaut/*/*")) == []
    other = Document("neu.md", new, {"replaces": "anders"})
    with pytest.raises(ArticleError, match="changed since"):
        put_in_place(other, library)


def test_the_same_text_again_is_refused_with_the_reason_alone(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    library = Library(tmp_path / "index", corpus_dir=corpus)
    add(Document("a.md", TEXT), library)
    with pytest.raises(ArticleError) as caught:
        add(Document("b.md", TEXT), library)
    said = in_words(caught.value.problem, "en", "telegram")
    assert said == "is in the corpus already, as 2025-04-02-freibad-bleibt-zu"


@pytest.mark.parametrize("act", [add, put_in_place])
def test_no_line_leaves_for_recurring_that_was_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Document, Library], Done]
) -> None:
    corpus, known = tmp_path / "corpus", dict[str, Recurrence]()
    corpus.mkdir()
    monkeypatch.setattr(CorpusArticles, "recurrences", lambda *_: known)
    library = Library(tmp_path / "index", corpus_dir=corpus)
    box = "Melden Sie sich für den Brief aus dem Bad an, der jeden Montag kommt."
    text = "Das Freibad bleibt geschlossen, weil die Pumpe fehlt, wie die Stadt sagt."
    raw = f"Freibad bleibt zu\n\n{text}\n\n{box}\n\n{text}\n".encode()
    (corpus / "bad.md").write_bytes(TEXT + f"{text} {box} {text}\n".encode())
    said = {RECURRING: recurring_shown(examine(Document("neu.txt", raw), library))}
    if act is put_in_place:
        said["replaces"] = "bad"
    known[key_of(box)] = Recurrence(None, 9, 9)
    with pytest.raises(ArticleError) as refused:
        act(Document("neu.txt", raw, said), library)
    assert refused.value.problem.code == "add.other_duplicate"
    assert [path.name for path in corpus.glob("[!.]*")] == ["bad.md"]
    said[RECURRING] = recurring_shown(examine(Document("neu.txt", raw, said), library))
    if act is add:
        done = add(Document("neu.txt", raw, said), library)
        assert box not in (corpus / f"{done.id}.md").read_text()
