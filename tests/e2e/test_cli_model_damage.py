"""A compiled model that is not what was written: `verify` and `doctor` name the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.cli import Cli

VECTORS = "tokens.npy"


@pytest.fixture
def compiled(indexed: Cli, tmp_path: Path) -> Path:
    """The folder of the compiled model, which the test may damage."""
    cache = tmp_path / "cache"
    shutil.copytree(indexed.environ["WORTLAUT_CACHE_DIR"], cache)
    indexed.environ["WORTLAUT_CACHE_DIR"] = str(cache)
    [manifest] = cache.glob("models/*/model.json")
    return manifest.parent


def flip(path: Path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 1
    path.write_bytes(content)


def zero(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 512] = bytes(512)
    path.write_bytes(content)


def swap(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:128] + content[128:][::-1])


DAMAGE: list[Callable[[Path], None]] = [flip, lambda path: flip(path, 0.999), zero, swap]


@pytest.mark.parametrize("damage", DAMAGE, ids=["flip", "last", "zero", "swap"])
def test_token_vectors_that_are_not_what_was_written(
    indexed: Cli, compiled: Path, damage: Callable[[Path], None]
) -> None:
    assert indexed.run("verify").status == 0
    damage(compiled / VECTORS)
    verified = indexed.run("verify")
    assert (verified.status, verified.out.count("\n")) == (1, 1)
    assert str(compiled / VECTORS) in verified.out
    examined = indexed.run("doctor")
    assert examined.status == 1
    assert str(compiled / VECTORS) in examined.out
    shutil.rmtree(compiled)  # the remedy
    assert indexed.run("ask", "Was hat die Brücke gekostet?").status == 0
    assert indexed.run("verify").status == 0


@pytest.mark.parametrize("name", ["encoder.onnx", "encoder.weights", VECTORS])
def test_what_opening_notices_is_compiled_anew(indexed: Cli, compiled: Path, name: str) -> None:
    (compiled / name).write_bytes((compiled / name).read_bytes()[:-1])
    assert indexed.run("verify").status == 0
