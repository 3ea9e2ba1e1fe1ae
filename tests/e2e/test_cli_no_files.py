"""Whatever stands in a file's place, a command ends at once: with one line, or the right answer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.cli import Cli

QUESTION = "Was hat die Brücke gekostet?"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "darin").write_text("etwas")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def dangling(path: Path) -> None:
    path.symlink_to("nirgends")


PLACED: list[Callable[[Path], None]] = [pipe, folder, device, dangling]


@pytest.fixture
def own(indexed: Cli, tmp_path: Path) -> Cli:
    """An index that the test may damage, with a cache of its own."""
    cache = tmp_path / "cache"
    shutil.copytree(indexed.environ["WORTLAUT_CACHE_DIR"], cache)
    indexed.environ["WORTLAUT_CACHE_DIR"] = str(cache)
    return indexed


def files_of(index: Path) -> list[str]:
    return sorted(
        path.relative_to(index).as_posix()
        for path in index.rglob("*")
        if path.is_file() and path.name not in ("lock", ".tantivy-meta.lock")
    )


@pytest.mark.parametrize("placed", PLACED)
def test_in_the_place_of_any_file_of_the_index(own: Cli, placed: Callable[[Path], None]) -> None:
    index = own.folder / "index"
    right = own.run("ask", QUESTION).out
    for name in files_of(index):
        kept = own.folder / "beiseite"
        (index / name).rename(kept)
        placed(index / name)
        asked, examined = own.run("ask", QUESTION), own.run("doctor")
        if asked.status == 0:
            assert asked.out == right, name
        else:
            assert asked.error_line(), name
        assert "Traceback" not in examined.out + examined.err, name
        remove(index / name)
        kept.rename(index / name)
    assert own.run("ask", QUESTION).out == right


@pytest.mark.parametrize("placed", PLACED)
def test_in_the_place_of_any_file_of_the_model(own: Cli, placed: Callable[[Path], None]) -> None:
    [manifest] = Path(own.environ["WORTLAUT_CACHE_DIR"]).glob("models/*/model.json")
    right = own.run("ask", QUESTION).out
    for path in sorted(manifest.parent.iterdir()):
        kept = own.folder / "beiseite"
        path.rename(kept)
        placed(path)
        verified = own.run("verify")
        assert (verified.status, verified.out.count("\n")) == (1, 1), path
        assert str(path) in verified.out or path.name in verified.out
        remove(path)
        kept.rename(path)
    assert own.run("ask", QUESTION).out == right


@pytest.mark.parametrize("placed", PLACED)
def test_in_the_place_of_an_indexed_article(own: Cli, placed: Callable[[Path], None]) -> None:
    article = next((own.folder / "corpus").glob("*bruecke*"))
    article.unlink()
    placed(article)
    asked = own.run("ask", QUESTION)
    assert asked.status == 0
    assert "wortlaut index" in asked.err
    built = own.run("index")
    assert built.status == 0
    assert "1 removed" in built.err + built.out


@pytest.mark.parametrize("placed", [pipe, folder])
def test_in_the_place_of_what_is_embedded(own: Cli, placed: Callable[[Path], None]) -> None:
    cache = own.folder / "index" / "embeddings.sqlite"
    for path in cache.parent.glob("embeddings.sqlite*"):
        path.unlink()
    placed(cache)
    (own.folder / "corpus" / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n", "utf-8")
    assert own.run("index").status == 0
    assert cache.is_file()
    assert (cache.parent / "embeddings.sqlite.aside-1").exists()


def remove(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink()
    else:
        shutil.rmtree(path)
