"""What is learned: late interaction, in torch, and its loss.

`retrieval.reading.late_interaction` says what the numbers mean and computes the same scores from
them without torch.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from retrieval.reading.late_interaction import WIDTH
from training.pairs import Item


class Late(nn.Module):
    """Projections of both sides, weights of a question's tokens, and three single numbers."""

    def __init__(self, states: int) -> None:
        """Starts from random numbers, the same for both sides.

        Args:
            states: Numbers of a token's states.
        """
        super().__init__()
        self.q = nn.Linear(states, WIDTH)
        self.p = nn.Linear(states, WIDTH)
        self.p.load_state_dict(self.q.state_dict())
        self.w = nn.Linear(states, 1)
        self.temperature = nn.Parameter(torch.tensor(3.0))
        self.prev = nn.Parameter(torch.tensor(0.3))
        self.none = nn.Parameter(torch.tensor(0.5))

    def question(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Projects questions' tokens.

        Args:
            states: Shape (n_tokens, n_states).

        Returns:
            Unit rows, shape (n_tokens, 128), and how much each is wanted, shape (n_tokens,): the
            softmax over one question's tokens is what each counts.
        """
        return functional.normalize(self.q(states), dim=-1), self.w(states)[:, 0]

    def passage(self, states: Tensor) -> Tensor:
        """Projects windows' tokens: unit rows, shape (n_tokens, 128)."""
        return functional.normalize(self.p(states), dim=-1)

    def scores(
        self,
        question: Tensor,
        weights: Tensor,
        passage: Tensor,
        sentences: Sequence[tuple[int, int]],
    ) -> Tensor:
        """How well each sentence of a window answers.

        Args:
            question: From `question`, of one question.
            weights: What each of its tokens counts, shape (n_tokens,), adding up to 1.
            passage: From `passage`, of one window.
            sentences: First token and one past the last of each sentence.

        Returns:
            Shape (n_sentences,): cosines times the temperature.
        """
        nothing = question.new_full((len(question),), -1.0)
        best = torch.stack(
            [
                (question @ passage[first:end].T).max(1).values if end > first else nothing
                for first, end in sentences
            ]
        )
        before = torch.cat([nothing[None], best[:-1] - self.prev.abs()])
        return self.temperature.exp() * (torch.maximum(best, before) * weights).sum(1)

    def none_score(self) -> Tensor:
        """What "no sentence here" gets, times the temperature."""
        return self.temperature.exp() * self.none


def loss_of(model: Late, items: Iterable[Item], rng: random.Random, left_out: float) -> Tensor:
    """The mean loss of a batch: cross-entropy over "none" and the sentences that are shown.

    Shown are the window that answers and one that does not. The one that answers is left out now
    and then; then, and where nothing answers, "none" is right.

    Args:
        model: Learns.
        items: The batch.
        rng: Chooses the window that does not answer, and what is left out.
        left_out: How often the window that answers is left out, in [0, 1].

    Returns:
        A number.
    """
    shown = [_shown(item, rng, left_out) for item in items]
    shown = [(item, windows, target) for item, windows, target in shown if windows]
    questions = [item.pairs.question(item.question) for item, _, _ in shown]
    states = [item.pairs.window(window) for item, windows, _ in shown for window in windows]
    # One product projects all tokens of the batch.
    vectors, wanted = model.question(torch.cat(questions))
    sizes = [len(question) for question in questions]
    passages = iter(model.passage(torch.cat(states)).split([len(rows) for rows in states]))
    losses = []
    for (item, windows, target), question, want in zip(
        shown, vectors.split(sizes), wanted.split(sizes), strict=True
    ):
        weights = want.softmax(0)
        scores = [model.none_score()[None]]
        for window in windows:
            sentences = item.pairs.sentences(window)
            scores.append(model.scores(question, weights, next(passages), sentences))
        losses.append(-torch.cat(scores).log_softmax(0)[target])
    return torch.stack(losses).mean()


def _shown(item: Item, rng: random.Random, left_out: float) -> tuple[Item, list[int], int]:
    """The windows of an item that are shown, and which score is to be the highest."""
    windows = [rng.choice(item.near)] if item.near else []
    if item.window is None or rng.random() < left_out:
        return item, windows, 0
    return item, [item.window, *windows], 1 + item.sentence
