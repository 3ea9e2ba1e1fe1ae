"""Trains late interaction: a sentence's score is the weighted sum, over the question's tokens, of its best token.

Token vectors are the encoder's hidden states of two layers, projected (Khattab and Zaharia 2020,
"ColBERT", SIGIR); sentences are read inside their passage. One learned score stands for "no
sentence here".

    python -m training.late BUILD --data NAME… --test NAME… --to FILE
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from training.prepare import STATES

DIM = 128


class Late(nn.Module):
    """Projections of the two sides, weights of a question's tokens, the predecessor's share, none."""

    def __init__(self) -> None:
        super().__init__()
        self.q = nn.Linear(STATES, DIM)
        self.p = nn.Linear(STATES, DIM)
        self.p.load_state_dict(self.q.state_dict())
        self.w = nn.Linear(STATES, 1)
        self.temperature = nn.Parameter(torch.tensor(3.0))
        self.prev = nn.Parameter(torch.tensor(0.3))
        self.none = nn.Parameter(torch.tensor(0.5))

    def question(self, states):
        """Projected tokens and their weights, of one question's tokens without the special ones."""
        return F.normalize(self.q(states), dim=-1), self.w(states)[..., 0].softmax(0)

    def passage(self, states):
        return F.normalize(self.p(states), dim=-1)

    def scores(self, question, weights, tokens, sentences):
        """Score of each sentence of a passage, in [-1, 1] times the temperature."""
        best = torch.stack(
            [
                (question @ tokens[a:b].T).max(1).values
                if b > a
                else question.new_full((len(question),), -1.0)
                for a, b in sentences
            ]
        )
        before = torch.cat([best.new_full((1, best.shape[1]), -1.0), best[:-1] - self.prev.abs()])
        return self.temperature.exp() * (torch.maximum(best, before) * weights).sum(1)

    def none_score(self):
        return self.temperature.exp() * self.none


class Pairs:
    def __init__(self, build: Path, name: str) -> None:
        with (build / f"{name}.pickle").open("rb") as file:
            self.__dict__.update(pickle.load(file))
        self.name = name
        self.w_states = np.load(build / f"{name}.windows.npy", mmap_mode="r")
        self.q_states = np.load(build / f"{name}.questions.npy", mmap_mode="r")

    def question_states(self, r):
        n = len(self.rows[r]["q"])
        return torch.from_numpy(
            self.q_states[self.q_ends[r] - n + 1 : self.q_ends[r] - 1].astype(np.float32)
        )

    def window_states(self, w):
        n = len(self.windows[w].tokens)
        return torch.from_numpy(
            self.w_states[self.w_ends[w] - n : self.w_ends[w]].astype(np.float32)
        )

    def items(self, rng):
        """(row, right window or None, its right sentence, windows near)."""
        found = []
        for r, row in enumerate(self.rows):
            e = row["e"]
            own = self.by_text[row["text"]]
            near = self.groups[e.group]
            order = [near[i] for i in np.argsort(-(self.w_vectors[near] @ self.q_vectors[r]))]
            if e.start < 0:
                found.append((r, None, -1, [w for w in order if w in own][:2]))
                continue
            gold = [
                w for w in own if self.windows[w].start <= e.start and e.start < self.windows[w].end
            ]
            if not gold:
                continue
            g = rng.choice(gold)
            k = [i for i, (a, b) in enumerate(self.windows[g].spans) if a <= e.start < b]
            if k:
                found.append((r, g, k[0], [w for w in order if w not in gold][:4]))
        return found


def loss_of(model, items, rng, out):
    """Mean loss of a batch: one product projects all of its tokens."""
    chosen = []
    for pairs, (r, gold, k, near) in items:
        windows = [rng.choice(near)] if near else []
        if gold is not None and rng.random() >= out:
            windows.insert(0, gold)
            target = 1 + k
        else:
            target = 0
        if windows:
            chosen.append((pairs, r, windows, target))
    questions = [pairs.question_states(r) for pairs, r, _, _ in chosen]
    states = [pairs.window_states(w) for pairs, _, windows, _ in chosen for w in windows]
    q = torch.cat(questions)
    q_sizes, p_sizes = [len(x) for x in questions], [len(x) for x in states]
    vectors = F.normalize(model.q(q), dim=-1).split(q_sizes)
    wanted = model.w(q)[:, 0].split(q_sizes)
    passages = iter(model.passage(torch.cat(states)).split(p_sizes))
    losses = []
    for (pairs, r, windows, target), question, want in zip(chosen, vectors, wanted, strict=True):
        weights = want.softmax(0)
        scores = [model.none_score()[None]]
        for w in windows:
            scores.append(
                model.scores(question, weights, next(passages), pairs.windows[w].sentences)
            )
        losses.append(-torch.cat(scores).log_softmax(0)[target])
    return torch.stack(losses).mean()


@torch.no_grad()
def evaluate(model, pairs, limit=800):
    rng = random.Random(1)
    items = pairs.items(rng)
    rng.shuffle(items)
    right = total = 0
    yes, no = [], []
    for r, gold, k, near in items[:limit]:
        question, weights = model.question(pairs.question_states(r))
        windows = [gold] if gold is not None else near[:1]
        s = torch.cat(
            [
                model.scores(
                    question,
                    weights,
                    model.passage(pairs.window_states(w)),
                    pairs.windows[w].sentences,
                )
                for w in windows
            ]
        )
        (yes if gold is not None else no).append(s.max().item())
        if gold is not None:
            total += 1
            right += int(s.argmax()) == k
    roc = (np.array(yes)[:, None] > np.array(no)[None]).mean() if no and yes else float("nan")
    return right / max(total, 1), roc, total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--data", nargs="+", default=[])
    parser.add_argument("--test", nargs="+", default=[])
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=4)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = random.Random(0)
    model = Late()
    tests = [Pairs(args.build, name) for name in args.test]
    sets = [Pairs(args.build, name) for name in args.data]
    items = [(s, i) for s in sets for i in s.items(rng)]
    print(len(items), "questions", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.5e-3, weight_decay=0.02)
    steps = args.passes * (len(items) // 24)
    started, step, losses = time.time(), 0, []
    for _ in range(args.passes):
        rng.shuffle(items)
        for first in range(0, len(items) - 23, 24):
            rate = 1.5e-3 * min(1.0, (steps - step) / (0.4 * steps))
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(model, items[first : first + 24], rng, 0.2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            step += 1
            if step % 100 == 0:
                print(
                    f"{time.time() - started:.0f}s {step}/{steps} loss {np.mean(losses[-100:]):.3f} prev {model.prev.item():.2f} none {model.none.item():.2f}",
                    flush=True,
                )
        for test in tests:
            print(
                "   ", test.name, "sentence %.3f roc %.3f of %d" % evaluate(model, test), flush=True
            )
        torch.save(model.state_dict(), args.to)


if __name__ == "__main__":
    main()
