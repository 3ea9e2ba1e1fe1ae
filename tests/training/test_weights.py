"""The six weights: what they weigh is what the reader weighs, and the fit finds them again."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from retrieval.reading import weighing
from retrieval.reading.weighing import Judged, strengths
from training.judging import Choice, measures
from training.weights import fit, judge

IN_FORCE = np.array(
    [
        weighing._LATE,
        weighing._NEARNESS,
        weighing._COVERAGE,
        weighing._RANKING,
        weighing._COSINE,
        weighing._PASSAGE_COVERAGE,
    ]
)


def judged(rng):
    found = []
    for size in rng.integers(1, 5, size=4):
        hit = SimpleNamespace(
            score=rng.random(), cosine=rng.random(), nearness=rng.random(size).astype(np.float32)
        )
        late, covered = rng.random((2, size)).astype(np.float32)
        found.append(Judged(hit, late, covered, rng.random()))
    return found


def test_what_is_fitted_is_what_the_reader_weighs():
    hits = judged(np.random.default_rng(0))
    assert np.allclose(measures(hits) @ IN_FORCE, np.concatenate(strengths(hits)), atol=1e-3)


def choices(weights, count, rng):
    found = []
    for _ in range(count):
        rows = rng.standard_normal((20, 6)) * (0.05, 0.02, 0.5, 0.5, 0.02, 0.5)
        right = np.zeros(20, bool)
        right[np.argmax(rows @ weights + rng.gumbel(size=20))] = True
        found.append(Choice(rows.astype(np.float32), right, right))
    return found


def test_the_fit_finds_the_weights_that_chose():
    rng = np.random.default_rng(1)
    weights = np.array([40.0, 60.0, 1.0, 2.0, 60.0, -1.0])
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
