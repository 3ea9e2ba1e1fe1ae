"""Fits the weights of `retrieval.reading.weighing`.

A conditional logit: of all sentences of the best hits, softmax of the weighted sum is the
probability of being the one that answers, and the weights make the answers of the stories kept for
choosing likeliest. A small penalty keeps them from growing where measures say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from training.judging import Choice

# A unit of each measure for the penalty: cosines of sentences differ by some sixtieth.
_UNITS: Final = np.array([1 / 20, 1 / 60, 1, 1 / 60, 1, 1 / 60, 1, 1], np.float32)
_PENALTY: Final = 0.01


class Chosen(NamedTuple):
    """How well weights choose.

    Attributes:
        passage: Share of questions whose strongest sentence stands in a passage that answers.
        mark: Share of questions whose strongest sentence answers.
        questions: How many there are.
    """

    passage: float
    mark: float
    questions: int


def fit(choices: Sequence[Choice]) -> NDArray[np.float32]:
    """Fits the weights.

    Args:
        choices: Those without a right sentence teach nothing; at least one has one.

    Returns:
        A weight for each measure, shape (8,), float32, in the order of
        `retrieval.reading.weighing.WEIGHTS`.
    """
    known = [
        # Centred: what all sentences share changes no probability, but the sums' last digits.
        (torch.tensor((choice.measures - choice.measures.mean(0)) / _UNITS), choice.right)
        for choice in choices
        if choice.right.any()
    ]
    weights = torch.zeros(len(_UNITS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        likely = [
            (measures @ weights).log_softmax(0)[torch.from_numpy(right)].logsumexp(0)
            for measures, right in known
        ]
        found = _PENALTY * (weights**2).sum() - torch.stack(likely).mean()
        found.backward()
        return found

    optimizer.step(loss)
    fitted: NDArray[np.float32] = weights.detach().numpy() / _UNITS
    return fitted


def judge(choices: Sequence[Choice], weights: NDArray[np.float32]) -> Chosen:
    """Counts what weights choose rightly."""
    best = [int(np.argmax(choice.measures @ weights)) for choice in choices]
    pairs = list(zip(choices, best, strict=True))
    return Chosen(
        float(np.mean([choice.passage_right[place] for choice, place in pairs])),
        float(np.mean([choice.right[place] for choice, place in pairs])),
        len(choices),
    )
