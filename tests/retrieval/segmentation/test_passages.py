"""Passages: windows of whole sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.segmentation.passages import Sentence, make_passages


def lay(*paragraphs: list[int]) -> list[Sentence]:
    """Lays sentences of the given lengths side by side, one blank apart."""
    sentences, position = [], 0
    for number, lengths in enumerate(paragraphs, 1):
        for length in lengths:
            sentences.append(Sentence(position, position + length, number))
            position += length + 1
    return sentences


def windows(sentences: list[Sentence], breaks: frozenset[int] = frozenset(), **limits: int):
    found = make_passages(sentences, breaks, **limits)
    return [(passage.first_sentence, passage.end_sentence) for passage in found]


def test_windows_overlap_by_one_sentence():
    assert windows(lay([200, 200, 200, 200])) == [(0, 2), (1, 3), (2, 4)]


def test_overlap_can_be_left_out():
    assert windows(lay([200, 200, 200, 200]), overlap=0) == [(0, 2), (2, 4)]


def test_overlap_of_two():
    assert windows(lay([150] * 5), overlap=2) == [(0, 3), (1, 4), (2, 5)]


def test_other_limit():
    assert windows(lay([200, 200, 200]), max_chars=1000) == [(0, 3)]


def test_limit_counts_the_blank_between():
    assert windows(lay([240, 239])) == [(0, 2)]
    assert windows(lay([240, 240])) == [(0, 1), (1, 2)]


def test_overlap_that_would_repeat_a_passage_is_dropped():
    assert windows(lay([100, 300, 300])) == [(0, 2), (2, 3)]


def test_sentence_above_the_limit_is_a_passage_by_itself():
    assert windows(lay([100, 900, 100])) == [(0, 1), (1, 2), (2, 3)]


def test_paragraphs_stay_apart():
    assert windows(lay([200, 100], [200, 100])) == [(0, 2), (2, 4)]


def test_paragraphs_that_are_not_short_stay_apart_even_where_both_would_fit():
    assert windows(lay([200], [200])) == [(0, 1), (1, 2)]


def test_short_paragraphs_are_joined():
    assert windows(lay([100], [100], [100])) == [(0, 3)]


def test_short_paragraph_joins_a_long_one_that_leaves_room():
    assert windows(lay([100], [300])) == [(0, 2)]
    assert windows(lay([100], [400])) == [(0, 1), (1, 2)]


def test_a_break_keeps_short_paragraphs_apart():
    assert windows(lay([100], [100]), breaks=frozenset({1})) == [(0, 1), (1, 2)]


def test_passage_has_its_first_sentences_paragraph_and_both_ends():
    (passage,) = make_passages(lay([50], [60]))
    assert (passage.paragraph, passage.start, passage.end) == (1, 0, 111)


def test_no_sentences_no_passages():
    assert make_passages([]) == ()


@pytest.mark.parametrize("limits", [{"max_chars": 0}, {"overlap": -1}])
def test_senseless_limits_are_refused(limits):
    with pytest.raises(ValueError, match="give at least 1 character and 0 sentences"):
        make_passages(lay([10]), **limits)


@given(
    st.lists(st.lists(st.integers(1, 600), min_size=1, max_size=12), max_size=8),
    st.integers(1, 900),
    st.integers(0, 4),
)
def test_windows_keep_their_promises(lengths, max_chars, overlap):
    sentences = lay(*lengths)
    passages = make_passages(sentences, max_chars=max_chars, overlap=overlap)
    assert make_passages(sentences, max_chars=max_chars, overlap=overlap) == passages
    covered = set()
    for passage in passages:
        inside = sentences[passage.first_sentence : passage.end_sentence]
        covered.update(range(passage.first_sentence, passage.end_sentence))
        assert (passage.start, passage.end) == (inside[0].start, inside[-1].end)
        assert passage.end - passage.start <= max_chars or len(inside) == 1
        if len({sentence.paragraph for sentence in inside}) > 1:
            whole = [s for s in sentences if s.paragraph in {i.paragraph for i in inside}]
            assert whole == inside
    assert covered == set(range(len(sentences)))
    for passage, follower in pairwise(passages):
        assert passage.first_sentence < follower.first_sentence
        assert passage.end_sentence < follower.end_sentence
