"""A compiled model that is not what was written: `verify` and `doctor` name the file."""

from __future__ import annotations

import json
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


def cut(path: Path) -> None:
    """Takes the last two bytes: of a manifest, its brace and the line's end."""
    path.write_bytes(path.read_bytes()[:-2])


def swap(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:128] + content[128:][::-1])


DAMAGE: list[Callable[[Path], None]] = [flip, lambda path: flip(path, 0.999), zero, swap]


@pytest.mark.parametrize("damage", DAMAGE, ids=["flip", "last", "zero", "swap"])
def test_token_vectors_that_are_not_what_was_written(
    indexed: Cli, compiled: Path, damage: Callable[[Path], None]
) -> None:
    assert indexed.run("verify").status == 0
    right = indexed.run("ask", "Was hat die Brücke gekostet?").out
    damage(compiled / VECTORS)
    verified = indexed.run("verify")
    assert (verified.status, verified.out.count("\n")) == (1, 1)
    assert str(compiled / VECTORS) in verified.out
    examined = indexed.run("doctor")
    assert examined.status == 1
    assert str(compiled / VECTORS) in examined.out
    asked = indexed.run("ask", "Was hat die Brücke gekostet?")
    assert asked.out == right or str(compiled) in asked.error_line()
    shutil.rmtree(compiled)  # the remedy
    assert indexed.run("ask", "Was hat die Brücke gekostet?").status == 0
    assert indexed.run("verify").status == 0


@pytest.mark.parametrize("name", ["tokens.npy", "encoder.onnx", "encoder.weights", "model.json"])
@pytest.mark.parametrize("damage", [zero, cut], ids=["zero", "cut"])
def test_verify_and_doctor_name_the_file_and_mend_nothing(
    indexed: Cli, compiled: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(compiled / name)
    damaged = (compiled / name).read_bytes()
    verified = indexed.run("verify")
    findings = json.loads(indexed.run("doctor", "--json").out)

    assert (verified.status, verified.err) == (1, "")
    [line] = verified.out.splitlines()
    assert str(compiled / name) in line
    found = [finding for finding in findings if finding["name"] == "model"]
    assert [(finding["severity"], finding["message"]) for finding in found] == [("error", line)]
    assert str(compiled) in found[0]["remedy"]
    assert (compiled / name).read_bytes() == damaged


def test_verify_says_that_the_model_is_not_there(indexed: Cli, compiled: Path) -> None:
    shutil.rmtree(compiled)
    verified = indexed.run("verify")

    assert (verified.status, verified.err) == (1, "")
    assert "the model is not compiled on this machine" in verified.out
    assert not compiled.exists()
