"""What was done to the corpus folder can be taken back, unless it was changed since."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from retrieval.corpus.additions import propose, write
from retrieval.corpus.keeping import put_in_place, remove
from retrieval.corpus.storing import store_over
from retrieval.corpus.undo import undo
from retrieval.errors import ArticleError, StorageError
from retrieval.reports import FileChange

OLD = b"---\ntitle: Titel\n---\nAlter Text.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "unten").mkdir(parents=True)
    (tmp_path / "corpus" / "unten" / "alt.md").write_bytes(OLD)
    return tmp_path / "corpus"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "neu.md"
    path.write_text("---\ntitle: Titel\n---\nNeuer Text.\n")
    return path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files(corpus: Path) -> dict[str, bytes]:
    return {p.relative_to(corpus).as_posix(): p.read_bytes() for p in corpus.rglob("*.*")}


def test_an_addition(corpus: Path, source: Path) -> None:
    before = files(corpus)
    written = write(propose(source, corpus))
    undo([FileChange(written.name, None, digest(written.read_bytes()))], corpus)
    assert files(corpus) == before


def test_a_replacement(corpus: Path, source: Path) -> None:
    written, changes = put_in_place(propose(source, corpus), "unten/alt")
    assert written == corpus / "unten" / "alt.md"
    assert written.read_bytes() == source.read_bytes()
    undo(changes, corpus)
    assert files(corpus) == {"unten/alt.md": OLD}


def test_a_removal(corpus: Path) -> None:
    _, changes = remove("unten/alt", corpus)
    undo(changes, corpus)
    assert files(corpus) == {"unten/alt.md": OLD}


@pytest.mark.parametrize(
    "change",
    [
        FileChange("unten/alt.md", b"x", digest(b"y")),
        FileChange("unten/alt.md", None, digest(b"y")),
        FileChange("unten/alt.md", b"x", None),
        FileChange("unten/weg.md", None, digest(b"y")),
    ],
)
def test_what_was_changed_since_stays_and_so_does_all_else(
    corpus: Path, change: FileChange
) -> None:
    other = corpus / "andere.md"
    other.write_bytes(b"z")
    before = files(corpus)
    with pytest.raises(ArticleError, match="changed since"):
        undo([FileChange("andere.md", None, digest(b"z")), change], corpus)
    assert files(corpus) == before


def test_nothing_of_another_article_is_lost_where_the_disk_refuses(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retrieval.corpus.storing._write_synced", full)
    with pytest.raises(StorageError, match="full"):
        store_over(corpus / "unten" / "alt.md", b"neu")
    assert files(corpus) == {"unten/alt.md": OLD}


def test_there_is_no_such_article(corpus: Path, source: Path) -> None:
    with pytest.raises(ArticleError, match="anders"):
        put_in_place(propose(source, corpus), "anders")
