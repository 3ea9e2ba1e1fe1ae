import os

import numpy as np
import pytest

from retrieval.errors import IndexDamagedError
from retrieval.index.vector_files import VectorRows


@pytest.fixture
def stored(tmp_path):
    matrix = np.random.default_rng(0).standard_normal((40, 6)).astype(np.float16)
    np.save(tmp_path / "v.npy", matrix)
    return tmp_path / "v.npy", matrix


@pytest.mark.parametrize(
    "rows", [[], [0], [39], [3, 4, 5], [5, 4, 3], [7, 7, 8], [0, 39, 1, 2, 3, 20], list(range(40))]
)
def test_rows_are_those_of_the_matrix(stored, rows):
    path, matrix = stored
    found = VectorRows(path, 6)[np.array(rows, np.int64)]
    assert found.dtype == np.float16
    assert np.array_equal(found, matrix[rows].reshape(len(rows), 6))


@pytest.mark.parametrize("rows", [slice(3, 9), slice(None), slice(9, 3), slice(38, 99)])
def test_slices_are_those_of_the_matrix(stored, rows):
    path, matrix = stored
    assert np.array_equal(VectorRows(path, 6)[rows], matrix[rows])


def test_a_file_cut_short_while_open_is_one_line(stored):
    path, _ = stored
    rows = VectorRows(path, 6)
    os.truncate(path, path.stat().st_size - 30)
    with pytest.raises(IndexDamagedError, match="shorter than it was"):
        rows[np.array([39])]


def test_a_file_that_was_removed_can_still_be_read(stored):
    path, matrix = stored
    rows = VectorRows(path, 6)
    path.unlink()
    assert np.array_equal(rows[np.array([2])], matrix[[2]])
