from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding.token_vectors import TokenVectors, write_token_vectors
from retrieval.errors import ModelError
from retrieval.row_sums import sums_file


def test_rows_come_back_within_half_a_step(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    vectors = random.normal(size=(50, 16)).astype(np.float32) * np.logspace(-3, 3, 50)[:, None]
    vectors = vectors.astype(np.float32)
    vectors[7] = 0
    write_token_vectors(tmp_path / "v.npy", [vectors[:30], vectors[30:]], vectors.shape)
    opened = TokenVectors(tmp_path / "v.npy")
    tokens = [7, 0, 49, 0]
    got = opened[tokens]
    assert got.dtype == np.float32
    assert got.shape == (4, 16)
    half_a_step = np.abs(vectors[tokens]).max(axis=1, keepdims=True) / 127 / 2
    assert (np.abs(got - vectors[tokens]) <= half_a_step * 1.001 + 1e-30).all()
    assert np.array_equal(got[1], got[3])


def test_a_token_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    write_token_vectors(tmp_path / "v.npy", [np.ones((3, 4), np.float32)], (3, 4))
    with pytest.raises(IndexError):
        TokenVectors(tmp_path / "v.npy")[[3]]


def test_another_file_is_a_value_error(tmp_path: Path) -> None:
    (tmp_path / "v.npy").write_bytes(b"no array")
    with pytest.raises(ValueError, match="pickled"):
        TokenVectors(tmp_path / "v.npy")


def test_an_altered_token_is_never_used_and_all_others_are(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 16)).astype(np.float32)
    path = tmp_path / "v.npy"
    write_token_vectors(path, [vectors], vectors.shape)
    right = TokenVectors(path)[[0, 48]]
    content = bytearray(path.read_bytes())
    content[-20:] = bytes(20)  # the last one's row
    path.write_bytes(content)
    with pytest.raises(
        ModelError, match=r"v\.npy was altered .*: delete .* compiled anew"
    ) as caught:
        TokenVectors(path)[[0, 49]]
    assert "\n" not in str(caught.value)
    assert np.array_equal(TokenVectors(path)[[0, 48]], right)


def test_without_its_checksums_it_is_not_opened(tmp_path: Path) -> None:
    write_token_vectors(tmp_path / "v.npy", [np.ones((3, 4), np.float32)], (3, 4))
    write_token_vectors(tmp_path / "w.npy", [np.ones((2, 4), np.float32)], (2, 4))
    sums_file(tmp_path / "w.npy").replace(sums_file(tmp_path / "v.npy"))
    with pytest.raises(ValueError, match=r"uint32\[2\] instead of uint32\[3\]"):
        TokenVectors(tmp_path / "v.npy")
    sums_file(tmp_path / "v.npy").unlink()
    with pytest.raises(FileNotFoundError):
        TokenVectors(tmp_path / "v.npy")
