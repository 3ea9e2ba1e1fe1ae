"""Finding an article's file, quickly where that is plain, is the same as by listing the folder."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from retrieval.corpus import additions
from retrieval.corpus.additions import locate
from retrieval.errors import ArticleError

FILES = (
    *("a.md", "a.txt", "b.txt", "c.markdown", "x.md.md", "x.md", "unten/a.md", "README.md"),
    *("unten/README.md", ".versteckt/a.md", "~$a.md", "neu\u202e.md", "ordner.md/z.md", "v1.2.md"),
)
NAMES = (
    *("a", "b", "c", "x", "x.md", "unten/a", "README", "unten/README", ".versteckt/a", "~$a"),
    *("neu\u202e", "ordner", "ordner.md/z", "v1.2", "v1", "../corpus/a", "/a", "", "a/", "link"),
    *("unten/../a", "verknuepft/a", "corpus/a.md", "./a"),
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\ntitle: T\n---\nText.")
    (tmp_path / "corpus" / "link.md").symlink_to("a.md")
    (tmp_path / "corpus" / "verknuepft").symlink_to("unten")
    return tmp_path / "corpus"


def found(article: str, corpus: Path) -> Path | str:
    try:
        return locate(article, corpus)
    except ArticleError as error:
        return error.problem.code


def test_it_finds_what_listing_finds(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quickly = {name: found(name, corpus) for name in NAMES}
    monkeypatch.setattr(additions, "_plainly_named", lambda *_: None)
    assert quickly == {name: found(name, corpus) for name in NAMES}
    assert quickly["a"] == corpus / "a.md"
    assert quickly["unten/a"] == corpus / "unten" / "a.md"


def test_nothing_is_listed_where_it_is_plain(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = itertools.count()
    monkeypatch.setattr(additions, "list_files", lambda _: next(listed) or [])
    assert locate("a", corpus) == corpus / "a.md"
    assert next(listed) == 0
