from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reading.pair_windows import MAX_WINDOWS, passage_windows, question_parts

HEADLINE = [91, 92]


def test_what_fits_is_read_whole():
    assert question_parts([1, 2, 3], 10) == [[1, 2, 3]]
    assert passage_windows(HEADLINE, [[1, 2], [3], [4, 5]], 10) == [[91, 92, 1, 2, 3, 4, 5]]


def test_a_longer_passage_is_read_in_runs_of_sentences_with_the_headline():
    found = passage_windows(HEADLINE, [[1, 2], [3], [4, 5], [6, 7, 8]], 5)
    assert found == [[91, 92, 1, 2, 3], [91, 92, 4, 5], [91, 92, 6, 7, 8]]


def test_a_sentence_longer_than_the_window_is_read_in_parts():
    found = passage_windows(HEADLINE, [[1], [2, 3, 4, 5, 6, 7, 8]], 5)
    assert found == [[91, 92, 1], [91, 92, 2, 3, 4], [91, 92, 5, 6, 7], [91, 92, 8]]


def test_a_headline_of_half_a_window_is_read_as_a_sentence():
    assert passage_windows([9] * 5, [[1, 2], [3]], 8) == [[9] * 5 + [1, 2, 3]]
    assert passage_windows([9] * 7, [[1, 2], [3]], 8) == [[9] * 7, [1, 2, 3]]


@pytest.mark.parametrize("length", [0, 1, 5, 6, 11, 12, 500])
def test_a_longer_question_is_read_in_even_parts(length):
    parts = question_parts(list(range(length)), 10)
    assert list(chain(*parts)) == list(range(length))
    assert len(parts) == max(-(-length // 5), 1)
    assert max(map(len, parts)) == len(parts[0]) <= 5
    assert max(map(len, parts)) - min(map(len, parts[:-1] or parts)) <= 1


def test_what_has_no_end_is_read_up_to_a_limit():
    found = passage_windows(HEADLINE, [[3] * 1_000_000], 102)
    assert found == [[*HEADLINE, *[3] * 100]] * MAX_WINDOWS


@given(
    st.lists(st.lists(st.integers(100, 999), max_size=30), max_size=12),
    st.integers(0, 20),
    st.integers(12, 40),
)
def test_every_piece_is_read_and_no_window_overflows(sentences, headline, room):
    windows = passage_windows([1] * headline, sentences, room)
    assert all(len(window) <= room for window in windows)
    read = [piece for piece in chain(*windows) if piece != 1]
    assert read == list(chain(*sentences))
    assert sum(piece == 1 for piece in chain(*windows)) >= headline
