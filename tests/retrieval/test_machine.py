"""What the machine refuses is called by its name, whoever says it in whatever words."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval.corpus.folder import scan_corpus
from retrieval.embedding.model_folder import read_compiled, verify_compiled
from retrieval.errors import IndexDamagedError, MachineError, WortlautError
from retrieval.index.build import build_index as building
from retrieval.index.generation import Generation
from retrieval.index.in_force import current_generation
from retrieval.library import Library
from retrieval.machine import exhausted, raise_refusal, refused
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import write_corpus


@contextmanager
def no_files_left() -> Iterator[None]:
    """Lets this process open nothing more."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "memory"),
        (OSError(errno.ENOMEM, "x"), "memory"),
        (RuntimeError("std::bad_alloc"), "memory"),
        (ImportError("a.so: failed to map segment from shared object"), "memory"),
        (ValueError('Os { code: 12, message: "Cannot allocate memory" }'), "memory"),
        (OSError(errno.EMFILE, "x"), "files"),
        (OSError(errno.ENFILE, "x"), "files"),
        (RuntimeError("could not open x.faiss for reading: Too many open files"), "files"),
        (BlockingIOError(errno.EAGAIN, "x"), "threads"),
        (RuntimeError("can't start new thread"), "threads"),
        (PermissionError(errno.EACCES, "x"), "denied"),
        (OSError(errno.EIO, "x"), "failing"),
        (RuntimeError("could not open x.faiss for reading: Input/output error"), "failing"),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (OSError(errno.EISDIR, "x"), None),
        (EOFError("No data left in file"), None),
        (ValueError("cannot reshape"), None),
        (RuntimeError("Index type 0x41414141 not recognized"), None),
    ],
)
def test_an_error_and_what_it_says(error: BaseException, code: str | None) -> None:
    reason = refused(error)
    assert (reason and reason.code) == (code and f"machine.{code}")
    assert (exhausted(error) is not None) == (code in ("memory", "files", "threads"))


def test_what_an_error_was_raised_from_counts() -> None:
    outer = ValueError("the tokenizer cannot be read")
    outer.__cause__ = OSError(errno.EMFILE, "x")
    assert refused(outer) is not None


def test_who_does_not_say_why_is_asked_by_opening(tmp_path: Path) -> None:
    with no_files_left():
        with pytest.raises(sqlite3.OperationalError) as caught:
            sqlite3.connect(tmp_path / "x.sqlite").execute("CREATE TABLE t (a)")
        with pytest.raises(MachineError, match="too many files"):
            raise_refusal(caught.value, tmp_path)


def test_faiss_hands_on_the_words_of_the_system(tmp_path: Path) -> None:
    with no_files_left(), pytest.raises(RuntimeError) as caught:
        faiss.read_index(str(tmp_path / "x.faiss"))
    assert refused(caught.value) is not None


def test_an_index_is_neither_damaged_nor_missing_nor_built_anew(corpus: Path, index: Path) -> None:
    library = Library(index, corpus_dir=corpus, encoder=TinyEncoder())
    folder = current_generation(index)
    compiled = index / "no-model"
    compiled.mkdir()
    (compiled / "model.json").write_text("{}")
    library.verify()  # nothing is imported below
    verify_compiled(compiled)
    for attempt in (
        library.open,
        library.changes,
        library.verify,
        lambda: library.models.name,
        lambda: Generation.to_build_upon(index),
        lambda: scan_corpus(corpus),
        lambda: read_compiled(compiled),
        lambda: verify_compiled(compiled),
        lambda: Generation.in_force(index),
    ):
        with no_files_left(), pytest.raises(MachineError, match="too many files") as caught:
            attempt()
        assert "\n" not in str(caught.value)
        assert "wortlaut index" not in str(caught.value)
    assert folder == index / "generations" / "000001"


def test_an_article_is_not_left_out_because_nothing_can_be_opened(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n", encoding="utf-8")
    opened = os.open

    def refuse(path: object, *arguments: int, **named: object) -> int:
        if str(path).endswith("neu.md"):
            raise OSError(errno.EMFILE, "Too many open files", str(path))
        return opened(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(MachineError, match="too many files"):
        build_index(corpus, index, TinyEncoder())
    assert current_generation(index).name == "000001"


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.EMFILE, "x"), OSError(5, "x")])
def test_what_fails_while_an_index_is_read_from_is_named(index: Path, error: Exception) -> None:
    generation = Generation.in_force(index)
    with pytest.raises(MachineError), generation.damage_named():
        raise error
    generation.close()


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("std::bad_alloc")])
def test_memory_that_only_a_damaged_file_asks_for_is_damage(index: Path, error: Exception) -> None:
    generation = Generation.in_force(index)
    with (generation.folder / "passages.npy").open("ab") as file:
        file.write(b"x")
    with (
        pytest.raises(IndexDamagedError, match=r"passages\.npy has \d+ bytes"),
        generation.damage_named(),
    ):
        raise_refusal(error, index)
    generation.close()


def test_a_swap_that_the_machine_refuses_is_tried_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Library(index, corpus_dir=corpus, encoder=TinyEncoder()) as library:
        (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n", encoding="utf-8")
        build_index(corpus, index, TinyEncoder())
        with monkeypatch.context() as short:
            short.setattr(np, "load", _refuse)
            for _ in range(3):
                assert library.info.generation == "000001"
        assert library.info.generation == "000002"
    assert caplog.text.count("too many files") == 1


def _refuse(path: Path, **_: object) -> None:
    raise OSError(errno.EMFILE, "Too many open files", str(path))


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.EMFILE, "x"), RuntimeError("x")])
def test_a_build_that_the_machine_refuses_is_one_line_and_nothing_is_lost(
    tmp_path: Path, index: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n", encoding="utf-8")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(building, "write_generation", fail)
    with pytest.raises((WortlautError, RuntimeError)) as caught:
        build_index(corpus, index, TinyEncoder())
    assert isinstance(caught.value, MachineError) == (not isinstance(error, RuntimeError))
    assert current_generation(index).name == "000001"
