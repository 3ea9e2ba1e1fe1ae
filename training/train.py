"""Prepared sets → the learned numbers.

Everything random comes from one seed, and one thread adds up, so the same sets give the same
numbers on the same machine. After each pass all that the next one depends on is kept: a run that
was killed goes on from there, and comes to what it would have come to.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch

from training.late import Late, loss_of
from training.pairs import Item, Pairs

CHECKPOINT: Final = "checkpoint.pt"
_TOLD_EVERY: Final = 100
_TRIED_QUESTIONS: Final = 800


@dataclass(frozen=True, slots=True)
class Settings:
    """How is learned.

    Attributes:
        passes: Over all questions.
        batch: Questions a step.
        rate: AdamW's learning rate.
        falling: Over this last share of all steps the rate falls to zero.
        decay: AdamW's weight decay.
        left_out: How often the window that answers is left out.
        seed: Of all that is random.
    """

    passes: int = 3
    batch: int = 24
    rate: float = 1.5e-3
    falling: float = 0.4
    decay: float = 0.02
    left_out: float = 0.2
    seed: int = 0


class Tried(NamedTuple):
    """How a model does on a set.

    Attributes:
        sentence: Share of questions whose best sentence, in the window that answers, is the right
            one.
        roc: How often a window that answers has a better best sentence than one that was asked
            about and does not answer (area under the ROC curve); NaN where there are none.
        questions: That `sentence` is of.
    """

    sentence: float
    roc: float
    questions: int


class _Run:
    """One training, from its start or from the checkpoint of a killed one."""

    def __init__(self, sets: Sequence[Pairs], settings: Settings, build: Path) -> None:
        torch.manual_seed(settings.seed)
        self.rng = random.Random(settings.seed)
        self.settings = settings
        self.model = Late(sets[0].states)
        self.items = [item for pairs in sets for item in pairs.items(self.rng)]
        self.order = list(range(len(self.items)))
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=settings.rate, weight_decay=settings.decay
        )
        self.passed = 0
        self._path = build / CHECKPOINT
        made_from = {pairs.name: pairs.made_from for pairs in sets}
        self._of = json.dumps([made_from, asdict(settings)])
        self._go_on()

    @property
    def steps_a_pass(self) -> int:
        """A last batch that is not full is left out; the next pass begins with others."""
        return len(self.items) // self.settings.batch

    def batch(self, step: int) -> list[Item]:
        """The items of one step of a pass."""
        size = self.settings.batch
        return [self.items[number] for number in self.order[step * size : (step + 1) * size]]

    def learn(self, step: int) -> float:
        """Takes one step of the pass under way; gives its loss."""
        settings = self.settings
        steps = settings.passes * self.steps_a_pass
        left = steps - self.passed * self.steps_a_pass - step
        for group in self.optimizer.param_groups:
            group["lr"] = settings.rate * min(1.0, left / (settings.falling * steps))
        loss = loss_of(self.model, self.batch(step), self.rng, settings.left_out)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def keep(self) -> None:
        """Writes the checkpoint."""
        state = {
            "of": self._of,
            "passed": self.passed,
            "order": self.order,
            "rng": self.rng.getstate(),
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        unfinished = self._path.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self._path)

    def _go_on(self) -> None:
        if not self._path.is_file():
            return
        state = torch.load(self._path)
        if state["of"] != self._of:
            return  # of other data or settings
        self.passed, self.order = state["passed"], state["order"]
        self.rng.setstate(state["rng"])
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])


def train(
    build: Path,
    sets: Sequence[str],
    tests: Sequence[str],
    settings: Settings,
    say: Callable[[str], None],
) -> Late:
    """Trains, or goes on where a killed training of the same stopped.

    Args:
        build: The folder with the prepared sets; checkpoints go there.
        sets: Names of those to learn from.
        tests: Names of those to try the model on after each pass.
        settings: How is learned.
        say: Is told of progress, a line at a time.

    Returns:
        The model.

    Raises:
        ValueError: There are fewer questions than a batch has.
    """
    torch.set_num_threads(1)
    run = _Run([Pairs(build, name) for name in sets], settings, build)
    if not run.steps_a_pass:
        raise ValueError(f"{len(run.items)} questions, and a batch has {settings.batch}")
    tried = [Pairs(build, name) for name in tests]
    say(f"{len(run.items)} questions, {run.steps_a_pass} steps a pass, {run.passed} passes done")
    while run.passed < settings.passes:
        run.rng.shuffle(run.order)
        losses = []
        for step in range(run.steps_a_pass):
            losses.append(run.learn(step))
            if (step + 1) % _TOLD_EVERY == 0:
                say(f"step {step + 1}: loss {np.mean(losses[-_TOLD_EVERY:]):.3f}")
        run.passed += 1
        run.keep()
        for pairs in tried:
            figures = "sentence {:.3f}, ROC {:.3f}, of {}".format(*try_on(run.model, pairs))
            say(f"pass {run.passed}, {pairs.name}: {figures}")
    return run.model


@torch.no_grad()
def try_on(model: Late, pairs: Pairs) -> Tried:
    """Tries a model on a set, or on 800 questions of it, always the same ones."""
    rng = random.Random(1)
    items = pairs.items(rng)
    rng.shuffle(items)
    right, answering, not_answering = 0, [], []
    for item in items[:_TRIED_QUESTIONS]:
        windows = item.near[:1] if item.window is None else [item.window]
        if not windows:
            continue
        question, wanted = model.question(pairs.question(item.question))
        passage = model.passage(pairs.window(windows[0]))
        scores = model.scores(question, wanted.softmax(0), passage, pairs.sentences(windows[0]))
        right += int(scores.argmax()) == item.sentence
        (not_answering if item.window is None else answering).append(scores.max().item())
    better = np.array(answering)[:, np.newaxis] > np.array(not_answering)
    roc = float(better.mean()) if better.size else float("nan")
    return Tried(right / max(len(answering), 1), roc, len(answering))
