"""Confidence beside what was right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.bootstrap import estimate
from retrieval.evaluation.evaluate import EvalQuestion, evaluate
from retrieval.evaluation.judge import judge
from retrieval.evaluation.reliability import BINS, calibration_error, reliability
from tests.retrieval.evaluation.outcomes import outcome
from tests.retrieval.evaluation.test_evaluate import FIRST, answer, asked, quote

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def error_of(judged: list[tuple[float, bool]]) -> float | None:
    confidence, right = np.array(judged, np.float64).T
    return estimate(calibration_error, confidence, right, resamples=0, seed=0)[0]


@given(JUDGED)
def test_the_error_is_the_mean_distance_weighted_by_questions(judged):
    expected = 0.0
    for number in range(10):
        last = number == 9
        inside = [
            (c, r) for c, r in judged if number / 10 <= c < (number + 1) / 10 or (last and c == 1)
        ]
        if inside:
            confidence = sum(c for c, _ in inside) / len(inside)
            right = sum(r for _, r in inside) / len(inside)
            expected += len(inside) / len(judged) * abs(confidence - right)
    assert error_of(judged) == pytest.approx(expected)


def test_confidence_that_keeps_its_promise_has_no_error():
    kept = [(0.75, number < 3) for number in range(4)] + [(0.2, n < 1) for n in range(5)]
    assert error_of(kept) == pytest.approx(0)
    assert error_of([(0.95, False)] * 7) == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("confidence", "number"),
    [(0.0, 0), (0.0999, 0), (0.1, 1), (0.3, 3), (0.4999, 4), (0.5, 5), (0.6, 6), (0.7, 7), (1, 9)],
)
def test_a_bin_holds_its_lower_end_and_the_last_both(confidence, number):
    bins = reliability([outcome(confidence=confidence)]).all
    assert [group.questions for group in bins] == [int(n == number) for n in range(BINS)]


def test_the_table_tells_the_answered_from_all():
    outcomes = [
        outcome(confidence=0.92),
        outcome(confidence=0.98, first_quote_right=False, failure="missed"),
        outcome(confidence=0.45, answered=False, failure="refused"),
        outcome(confidence=0.93, first_quote_right=None),
    ]
    table = reliability(outcomes)
    top = table.answered[9]
    assert (top.low, top.high, top.questions, top.right) == (0.9, 1.0, 2, 0.5)
    assert top.confidence == pytest.approx(0.95)
    assert table.all[9] == top
    assert (table.answered[4].questions, table.answered[4].right) == (0, None)
    assert (table.all[4].questions, table.all[4].right) == (1, 1.0)


@pytest.mark.parametrize(
    ("known", "answered", "right"),
    [
        ({"answers": ("zwanzig",)}, True, True),
        ({"answers": ("zwanzig",)}, False, True),
        ({"answers": ("2025",)}, True, False),
        ({"answers": ("zwanzig",), "article": "b"}, True, True),
        ({"article": "a", "paragraph": 2}, True, False),
        ({"article": "a"}, True, True),
        ({}, True, None),
        ({"answerable": False}, True, False),
        ({"answerable": False}, False, False),
    ],
)
def test_whether_the_first_quote_answers(known, answered, right):
    outcome = judge(asked(**known), answer(quote("a", FIRST), answered=answered))
    assert outcome.first_quote_right is right


def test_without_a_question_that_counts_there_is_no_error():
    report = evaluate(lambda _: answer(), [EvalQuestion("1", "?")] * 3, resamples=20)
    figure = report.overall["answer_calibration_error"]
    assert (figure.value, figure.low, figure.high, figure.n) == (None, None, None, 0)


def test_questions_that_do_not_count_change_no_interval():
    generator = np.random.default_rng(2)
    questions = [EvalQuestion("1", str(number), answers=("zwanzig",)) for number in range(30)]
    drawn = generator.random(30)
    answers = {str(n): answer(quote("a", FIRST), confidence=c) for n, c in enumerate(drawn)}
    figure = evaluate(lambda q: answers[q], questions).overall["answer_calibration_error"]
    assert figure.value == pytest.approx(float(np.mean(1 - drawn)))
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < figure.value < figure.high
