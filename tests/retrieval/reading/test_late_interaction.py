"""Scores against a plain oracle; a file that is not what was learned."""

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.reading.late_interaction import DATA, DATA_SHA256, LateInteraction
from tests.retrieval.reading.fakes import STATES, reader


def by_the_formula(question, weights, passage, sentences, before):
    best = [
        [max((q @ t for t in passage[a:b]), default=-1.0) for q in question] for a, b in sentences
    ]
    scores = []
    for number, row in enumerate(best):
        earlier = [value - before for value in best[number - 1]] if number else [-1.0] * len(row)
        scores.append(sum(w * max(x, y) for w, x, y in zip(weights, row, earlier, strict=True)))
    return scores


@pytest.mark.parametrize("before", [0.0, 0.25, 2.0])
def test_scores_are_those_of_the_formula(tmp_path, before):
    rng = np.random.default_rng(3)
    late = reader(tmp_path, before=before, weight=rng.normal(size=STATES))
    asked = late.asked(rng.normal(size=(5, STATES)).astype(np.float32))
    passage = late.read(rng.normal(size=(12, STATES)).astype(np.float32))
    sentences = [(2, 5), (5, 5), (5, 11)]
    assert np.allclose(np.linalg.norm(passage, axis=1), 1, atol=1e-5)
    assert asked.weights.sum() == pytest.approx(1, abs=1e-5)
    expected = by_the_formula(asked.vectors, asked.weights, passage, sentences, before)
    assert np.allclose(late.scores(asked, passage, sentences), expected, atol=1e-4)


def test_the_file_that_ships_is_the_one_that_was_learned():
    assert LateInteraction().fingerprint == f"late-interaction-{DATA_SHA256[:12]}"


def test_an_altered_file_is_refused_with_what_to_do(tmp_path):
    altered = bytearray(DATA.read_bytes())
    altered[len(altered) // 2] ^= 1
    path = tmp_path / DATA.name
    path.write_bytes(altered)
    with pytest.raises(ModelError, match="WORTLAUT_READER_MODEL=off"):
        LateInteraction(path)


def test_a_missing_file_is_refused_with_the_reason(tmp_path):
    with pytest.raises(ModelError, match=r"No such file or directory.*WORTLAUT_READER_MODEL=off"):
        LateInteraction(tmp_path / "nichts.npz")
