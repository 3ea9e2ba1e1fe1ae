"""A bit that flipped in any file of an index or a model: the right answer or one line, no other."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.embedding.compiling.compile import compile_model
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.model_folder import DamagedModelError, read_compiled
from retrieval.errors import IndexDamagedError, ModelError, WortlautError
from retrieval.index import manifest
from retrieval.index.in_force import current_generation
from retrieval.library import Library
from tests import models
from tests.fakes import TinyEncoder
from tests.retrieval.press import QUESTIONS, without_time

ASKED = QUESTIONS[:3]
FLIPS = 150


@contextmanager
def flipped(path: Path, at: int) -> Iterator[None]:
    """A file with one bit changed, and as it was afterwards."""
    byte, bit = divmod(at, 8)
    with path.open("rb+") as file:
        file.seek(byte)
        before = file.read(1)
        file.seek(byte)
        file.write(bytes([before[0] ^ 1 << bit]))
    try:
        yield
    finally:
        with path.open("rb+") as file:
            file.seek(byte)
            file.write(before)


def draws(folder: Path, seed: int) -> Iterator[tuple[Path, int]]:
    """`FLIPS` bits, as many in a small file as in a large one."""
    draw = random.Random(seed)  # noqa: S311 - the same bits each time
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.stat().st_size]
    for number in range(FLIPS):
        file = files[number % len(files)]
        yield file, draw.randrange(8 * file.stat().st_size)


def one_line(error: WortlautError, *folders: Path) -> None:
    assert "\n" not in str(error)
    assert any(str(folder) in str(error) for folder in folders)


@pytest.mark.parametrize("hashed_below", [manifest.HASHED_BELOW_BYTES, 0])
def test_whatever_bit_of_an_index_flips(index, monkeypatch, hashed_below, capfd):
    """Also in an index above the size to which vectors are read when it is opened."""
    monkeypatch.setattr(manifest, "HASHED_BELOW_BYTES", hashed_below)
    right = answers(index)
    refused = 0
    for file, at in draws(current_generation(index), seed=hashed_below):
        with flipped(file, at):
            try:
                assert answers(index) == right, f"bit {at} of {file.name}"
            except IndexDamagedError as error:
                one_line(error, index)
                refused += 1
    assert refused > FLIPS / 2
    capfd.readouterr()  # tantivy's own words about its panics


def answers(index: Path) -> list[object]:
    with Library(index, encoder=TinyEncoder()) as library:
        return [without_time(library.ask(question)) for question in ASKED]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("flipped")
    built = models.build(base, architecture="xlm-roberta")
    return compile_model(models.load(built), "tiny", "tiny-v1", base / "models")


def test_whatever_bit_of_a_compiled_model_flips(compiled, tmp_path):
    folder = shutil.copytree(compiled, tmp_path / compiled.name)
    right = vectors(folder)
    refused = 0
    for file, at in draws(folder, seed=2):
        with flipped(file, at):
            try:
                assert vectors(folder) == right, f"bit {at} of {file.name}"
            except DamagedModelError:  # compiled anew by who opens it
                refused += 1
            except ModelError as error:
                one_line(error, folder)
                refused += 1
    assert refused > FLIPS / 2


def vectors(folder: Path) -> list[object]:
    encoder = CompiledEncoder(folder, read_compiled(folder))
    return [encoder.embed_questions([text]).tobytes() for text in (*ASKED, *models.WORDS)]
