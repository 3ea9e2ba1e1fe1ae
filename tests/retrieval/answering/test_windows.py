import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.windows import LONG_QUOTE_CHARS, QUOTE_CHARS, Window, choose_window
from retrieval.index.catalog.rows import SentenceRow


def rows(lengths, gap=1):
    found, start = [], 0
    for number, length in enumerate(lengths):
        found.append(SentenceRow(number, 0, start, start + length, 1, 0))
        start += length + gap
    return found


def chars(sentences, window):
    return sentences[window.end - 1].end - sentences[window.first].start


def choose(lengths, evidence, highlight, *, may_be_long=False):
    sentences = rows(lengths)
    window = choose_window(
        sentences,
        np.array(evidence, np.float32),
        Window(highlight, highlight + 1),
        may_be_long=may_be_long,
    )
    return window, chars(sentences, window)


def test_a_short_paragraph_is_quoted_whole():
    window, _ = choose([100, 100, 100], [1, 5, 1], 1)
    assert (window.first, window.end) == (0, 3)


def test_the_stronger_neighbour_is_taken_where_only_one_fits():
    window, length = choose([200, 250, 200], [1, 5, 3], 1)
    assert (window.first, window.end) == (1, 3)
    assert length <= QUOTE_CHARS

    window, _ = choose([200, 250, 200], [3, 5, 1], 1)
    assert (window.first, window.end) == (0, 2)


def test_an_unsure_quote_may_grow_and_a_sure_one_does_not():
    unsure = [3, 3, 3, 3]
    short, _ = choose([180] * 4, unsure, 1, may_be_long=False)
    long, length = choose([180] * 4, unsure, 1, may_be_long=True)
    sure, _ = choose([180] * 4, [-20, 20, -20, -20], 1, may_be_long=True)

    assert short.end - short.first == 2
    assert long.end - long.first == 4
    assert QUOTE_CHARS < length <= LONG_QUOTE_CHARS
    assert sure.end - sure.first < 4


def test_a_sentence_above_the_limit_stands_alone_and_whole():
    window, length = choose([50, 1200, 50], [1, 5, 1], 1, may_be_long=True)
    assert (window.first, window.end) == (1, 2)
    assert length == 1200


paragraphs = st.lists(
    st.tuples(st.integers(1, 700), st.floats(-30, 30, width=32)), min_size=1, max_size=12
)


@given(paragraphs, st.data(), st.booleans())
def test_a_window_holds_the_highlight_in_whole_sentences_within_the_limit(
    paragraph, data, may_be_long
):
    highlight = data.draw(st.integers(0, len(paragraph) - 1))
    lengths, evidence = zip(*paragraph, strict=True)
    window, length = choose(lengths, evidence, highlight, may_be_long=may_be_long)

    assert 0 <= window.first <= highlight < window.end <= len(paragraph)
    limit = LONG_QUOTE_CHARS if may_be_long else QUOTE_CHARS
    assert length <= max(limit, lengths[highlight])


@given(paragraphs, st.data())
def test_no_other_window_within_the_limit_gathers_more(paragraph, data):
    highlight = data.draw(st.integers(0, len(paragraph) - 1))
    lengths, evidence = zip(*paragraph, strict=True)
    sentences = rows(lengths)
    values = np.array(evidence, np.float32)
    kept = Window(highlight, highlight + 1)
    window = choose_window(sentences, values, kept, may_be_long=False)
    weight = np.exp((values - values.max()).astype(np.float64) / 2.0)
    share = weight / weight.sum()

    def fits(first, end):
        return sentences[end - 1].end - sentences[first].start <= QUOTE_CHARS

    best = max(
        (
            share[first:end].sum()
            for first in range(highlight + 1)
            for end in range(highlight + 1, len(sentences) + 1)
            if fits(first, end)
        ),
        default=0.0,
    )
    assert share[window.first : window.end].sum() >= best - 1e-5
