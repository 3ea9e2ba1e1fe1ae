"""An index in a folder that may only be read answers all the same; building there is one line."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.errors import StorageError
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import QUESTIONS, without_time

NOBODY = 65534


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for temporary files that anybody may use, as `/tmp` mostly is."""
    # Not below pytest's own folder, which nobody else may enter.
    folder = Path(tempfile.mkdtemp(prefix="wortlaut-test-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def read_only(press, press_corpus, press_index, scratch, monkeypatch) -> Iterator[Path]:
    """A copy of the index that this process may read and not write, even if it is root's."""
    press.ask(QUESTIONS[0])  # what is imported on first use is imported by now
    folder = Path(tempfile.mkdtemp(prefix="wortlaut-test-"))
    shutil.copytree(press_index, folder / "index")
    shutil.copytree(press_corpus, folder / "corpus")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)  # root may write everywhere
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(stat.S_IRWXU)
        shutil.rmtree(folder)


def changes(corpus, index):
    return Library(index, corpus_dir=corpus).changes()


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_answers_as_any_other_and_leaves_nothing_behind(press, read_only):
    before = contents(read_only)
    with Library(read_only / "index", encoder=TinyEncoder()) as searcher:
        for question in QUESTIONS:
            assert without_time(searcher.ask(question)) == without_time(press.ask(question))
        assert searcher.verify() == []
        assert len(searcher.articles()) == 10
    assert contents(read_only) == before


def test_changes_to_the_corpus_are_counted(read_only):
    assert changes(read_only / "corpus", read_only / "index") == 0


def test_building_there_is_one_line(read_only, scratch):
    (scratch / "a.md").write_text("# Neu\n\nText.\n")
    with pytest.raises(StorageError) as caught:
        build_index(scratch, read_only / "index", TinyEncoder())
    message = str(caught.value)
    assert message.startswith(f"cannot write the index in {read_only / 'index'} (")
    assert "\n" not in message
    assert "--index" in message


def test_building_below_it_is_one_line(read_only):
    with pytest.raises(StorageError, match="Permission denied"):
        build_index(read_only / "corpus", read_only / "neu" / "index", TinyEncoder())
    assert not (read_only / "neu").exists()
