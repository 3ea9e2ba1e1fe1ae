import os

import numpy as np
import pytest

from retrieval.errors import IndexDamagedError
from retrieval.index.vector_files import VectorRows
from retrieval.row_sums import sums_file, write_sums


@pytest.fixture
def stored(tmp_path):
    matrix = np.random.default_rng(0).standard_normal((40, 6)).astype(np.float16)
    np.save(tmp_path / "v.npy", matrix)
    write_sums(tmp_path / "v.npy", matrix)
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


def alter(path, at, content):
    with path.open("rb+") as stream:
        stream.seek(at)
        stream.write(content)


ROW_BYTES = 12


def test_an_altered_row_is_never_given_and_all_others_are(stored):
    path, matrix = stored
    rows = VectorRows(path, 6)
    alter(path, path.stat().st_size - 5 * ROW_BYTES, bytes(ROW_BYTES))
    for asked in ([35], [34, 35, 36], [0, 35], list(range(40))):
        with pytest.raises(IndexDamagedError, match=r"v\.npy was altered .*; run `wortlaut index`"):
            rows[np.array(asked)]
    with pytest.raises(IndexDamagedError, match="was altered"):
        rows.cosines(np.ones(6, np.float32), np.array([35]))
    others = np.array([0, *range(30, 35), 36, 39])
    assert np.array_equal(rows[others], matrix[others])


def test_the_vectors_of_another_generation(stored, tmp_path):
    path, matrix = stored
    np.save(path, matrix[::-1])
    with pytest.raises(IndexDamagedError, match=r"v\.npy was altered"):
        VectorRows(path, 6)[np.array([0])]


def cut(path):
    path.write_bytes(path.read_bytes()[:-4])


def replace_by_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def replace_by_a_folder(path):
    path.unlink()
    path.mkdir()


def replace_by_those_of_fewer_rows(path):
    np.save(path, np.zeros(39, np.uint32))


@pytest.mark.parametrize(
    "damage",
    [
        os.unlink,
        cut,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(bytes(288)),
        replace_by_a_pipe,
        replace_by_a_folder,
        replace_by_those_of_fewer_rows,
    ],
)
def test_without_its_checksums_no_row_is_given(stored, damage):
    path, _ = stored
    damage(sums_file(path))
    with pytest.raises(IndexDamagedError, match=r"v\.sums\.npy cannot be read") as caught:
        VectorRows(path, 6)
    assert "\n" not in str(caught.value)
