"""The weights: what they weigh is what the reader weighs, and the fit finds them again."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from retrieval.reading import weighing
from retrieval.reading.weighing import Judged, measures, strengths
from training.judging import Choice
from training.weights import fit, judge

IN_FORCE = np.array(list(weighing.WEIGHTS.values()), np.float32)


def judged(rng):
    found = []
    for size in rng.integers(1, 5, size=4):
        hit = SimpleNamespace(
            score=rng.random(),
            cosine=rng.random(),
            nearness=rng.random(size).astype(np.float32),
            passage=SimpleNamespace(start=int(rng.integers(2))),
        )
        found.append(Judged(hit, rng.random(size).astype(np.float32), *rng.random(3).tolist()))
    return found


def test_a_strength_is_the_weighted_sum_in_the_order_of_the_weights():
    hits = judged(np.random.default_rng(0))
    for hit, rows, found in zip(hits, measures(hits), strengths(hits), strict=True):
        assert np.allclose(rows @ IN_FORCE, found, atol=1e-3)
        assert np.array_equal(rows[:, 0], hit.late)
        assert set(rows[:, -1]) == {float(hit.hit.passage.start == 0)}


def choices(weights, count, rng):
    found = []
    for _ in range(count):
        rows = rng.standard_normal((20, 8)) * (0.05, 0.02, 0.5, 0.02, 0.5, 0.02, 0.5, 0.5)
        right = np.zeros(20, bool)
        right[np.argmax(rows @ weights + rng.gumbel(size=20))] = True
        found.append(Choice(rows.astype(np.float32), right, right))
    return found


def test_the_fit_finds_the_weights_that_chose():
    rng = np.random.default_rng(1)
    weights = np.array([40.0, 60.0, 2.0, 60.0, -1.0, 40.0, 1.0, -1.0])
    fitted = fit(choices(weights, 300, rng))
    assert np.all((fitted / weights > 0.6) & (fitted / weights < 1.4))


def test_questions_that_nothing_found_answers_teach_nothing_and_count_as_wrong():
    rng = np.random.default_rng(2)
    known = choices(IN_FORCE, 50, rng)
    nothing = np.zeros(20, bool)
    lost = [Choice(choice.measures, nothing, nothing) for choice in known]
    weights = fit(known)
    assert np.array_equal(fit([*known, *lost]), weights)
    assert judge([*known, *lost], weights).mark == judge(known, weights).mark / 2
