"""A prepared set: which window answers which question, and which ones look as if they did."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

_NEAR: Final = 4
_NEAR_UNANSWERED: Final = 2


class Item(NamedTuple):
    """A question with what it is learned from.

    Attributes:
        pairs: The set.
        question: Its number there.
        window: The number of the window that answers; None where its text does not.
        sentence: Which sentence of it answers; -1 where none does.
        near: Numbers of windows that do not answer, nearest by the encoder first: of the article,
            or, where its text does not answer, of the very text.
    """

    pairs: Pairs
    question: int
    window: int | None
    sentence: int
    near: list[int]


class Pairs:
    """Questions and windows of one set, their states read from disk as they are needed."""

    def __init__(self, build: Path, name: str) -> None:
        """Opens a set.

        Args:
            build: The folder that `training.prepare` wrote to.
            name: The set's.

        Raises:
            OSError: It has not been prepared.
        """
        self.name = name
        with np.load(build / f"{name}.npz", allow_pickle=False) as file:
            columns = {column: file[column] for column in file.files}
        self.made_from = str(columns["made_from"])
        self._window_ends = _bounds(columns["window_ends"])
        self._question_ends = _bounds(columns["question_ends"])
        self._sentence_ends = _bounds(columns["sentence_ends"])
        self._window_text, self._window_group = columns["window_owners"].T
        self._question_text, self._question_group = columns["question_owners"].T
        self._sentence_tokens = columns["sentence_tokens"]
        self._sentence_spans = columns["sentence_spans"]
        self._starts = columns["starts"]
        self._window_vectors = columns["window_vectors"]
        self._question_vectors = columns["question_vectors"]
        self._windows = np.load(build / f"{name}.windows.npy", mmap_mode="r")
        self._questions = np.load(build / f"{name}.questions.npy", mmap_mode="r")

    @property
    def states(self) -> int:
        """Numbers of a token's states."""
        return int(self._windows.shape[1])

    def question(self, number: int) -> torch.Tensor:
        """A question's states, without those of the special tokens at its ends."""
        first, end = self._question_ends[number : number + 2]
        return _widened(self._questions[first + 1 : end - 1])

    def window(self, number: int) -> torch.Tensor:
        """A window's states."""
        first, end = self._window_ends[number : number + 2]
        return _widened(self._windows[first:end])

    def sentences(self, window: int) -> list[tuple[int, int]]:
        """First token and one past the last of each sentence of a window."""
        first, end = self._sentence_ends[window : window + 2]
        return [(int(a), int(b)) for a, b in self._sentence_tokens[first:end]]

    def items(self, rng: random.Random) -> list[Item]:
        """All questions that can be learned from.

        Left out are those whose answer stands in no sentence, but in a heading, say, or behind
        what a window takes.

        Args:
            rng: Chooses among overlapping windows that hold the answer.

        Returns:
            The items, in the set's order.
        """
        found = (self._item(number, rng) for number in range(len(self._starts)))
        return [item for item in found if item is not None]

    def _item(self, number: int, rng: random.Random) -> Item | None:
        start = int(self._starts[number])
        near = self._nearest(number)
        own = self._question_text[number]
        if start < 0:
            same = [window for window in near if self._window_text[window] == own]
            return Item(self, number, None, -1, same[:_NEAR_UNANSWERED])
        right = [int(w) for w in np.flatnonzero(self._window_text == own) if self._holds(w, start)]
        if not right:
            return None
        window = rng.choice(right)
        sentence = self._sentence_at(window, start)
        if sentence is None:
            return None
        return Item(self, number, window, sentence, [w for w in near if w not in right][:_NEAR])

    def _nearest(self, number: int) -> list[int]:
        among = np.flatnonzero(self._window_group == self._question_group[number])
        cosines = self._window_vectors[among] @ self._question_vectors[number]
        return [int(window) for window in among[np.argsort(-cosines, kind="stable")]]

    def _holds(self, window: int, place: int) -> bool:
        first, end = self._sentence_ends[window : window + 2]
        spans = self._sentence_spans[first:end]
        return bool(spans[0, 0] <= place < spans[-1, 1])

    def _sentence_at(self, window: int, place: int) -> int | None:
        first, end = self._sentence_ends[window : window + 2]
        starts, ends = self._sentence_spans[first:end].T
        read = np.diff(self._sentence_tokens[first:end], axis=1)[:, 0] > 0
        found = np.flatnonzero((starts <= place) & (place < ends) & read)
        return int(found[0]) if len(found) else None


def _bounds(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], ends])


def _widened(rows: NDArray[np.float16]) -> torch.Tensor:
    return torch.from_numpy(rows.astype(np.float32))
