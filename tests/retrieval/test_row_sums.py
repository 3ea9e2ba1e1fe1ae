import os
from itertools import combinations

import numpy as np
import pytest

from retrieval.row_sums import agree, read_sums, row_sums, sums_file, write_sums

# Of float16[384], of a token's scale and 384 components, and of what no word fits.
WIDTHS = [768, 388, 12, 5]


def rows_of(width, count=40):
    return np.random.default_rng(width).integers(0, 256, (count, width), np.uint8)


@pytest.mark.parametrize("width", WIDTHS)
def test_each_single_bit_counts(width):
    row = rows_of(width, 1)
    flipped = np.repeat(row, 8 * width, axis=0)
    bits = np.arange(8 * width)
    flipped[bits, bits // 8] ^= (1 << bits % 8).astype(np.uint8)
    assert not (row_sums(flipped) == row_sums(row)).any()


def test_two_signs_count():
    """The highest bits of two words, which a plain sum of products would miss."""
    row = rows_of(768, 1)
    pairs = list(combinations(range(7, 768, 8), 2))
    flipped = np.repeat(row, len(pairs), axis=0)
    for altered, pair in zip(flipped, pairs, strict=True):
        altered[list(pair)] ^= 0x80
    assert not (row_sums(flipped) == row_sums(row)).any()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda row: np.zeros_like(row),
        lambda row: np.full_like(row, 255),
        lambda row: row[::-1],
        lambda row: np.roll(row, 1),
        lambda row: np.concatenate([row[: len(row) // 2], np.zeros_like(row[len(row) // 2 :])]),
    ],
)
def test_what_becomes_of_a_row_on_a_disk_counts(width, damage):
    rows = rows_of(width)
    damaged = np.array([damage(row) for row in rows])
    assert not (row_sums(damaged) == row_sums(rows)).any()


def test_a_row_of_zeros_has_a_sum_that_a_file_of_zeros_does_not_hold():
    assert all(row_sums(np.zeros((1, width), np.uint8)) != 0 for width in WIDTHS)


def test_the_sum_of_a_row_depends_on_that_row_alone_and_not_on_its_type():
    rows = rows_of(768)
    assert np.array_equal(row_sums(rows[7:9]), row_sums(rows)[7:9])
    assert np.array_equal(row_sums(rows.view(np.float16)), row_sums(rows))
    assert np.array_equal(row_sums(rows[::2]), row_sums(rows)[::2])


def test_the_same_sums_as_ever():
    """They are stored: another rule needs another format of index and of compiled model."""
    rows = np.arange(2 * 388, dtype=np.uint32).astype(np.uint8).reshape(2, 388)
    assert row_sums(rows).tolist() == [2848342235, 603958227]


@pytest.mark.parametrize("count", [0, 1, 40, 20_000])
def test_sums_come_back_as_they_were_written(tmp_path, count):
    rows = rows_of(12, count)
    write_sums(tmp_path / "v.npy", rows)
    sums = read_sums(tmp_path / "v.npy", count)
    assert agree(rows, sums)
    assert np.array_equal(sums, row_sums(rows))
    with pytest.raises(ValueError, match=rf"uint32\[{count}\] instead of uint32\[{count + 1}\]"):
        read_sums(tmp_path / "v.npy", count + 1)


def test_a_pipe_in_their_place_is_not_waited_for(tmp_path):
    os.mkfifo(sums_file(tmp_path / "v.npy"))
    with pytest.raises(OSError, match="it is no file"):
        read_sums(tmp_path / "v.npy", 3)
