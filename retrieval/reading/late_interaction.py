"""Late interaction: how well each sentence of a passage answers, by the tokens of both.

A sentence's score is the weighted sum, over the question's tokens, of the cosine of the sentence's
nearest token (Khattab and Zaharia 2020, "ColBERT", SIGIR). Tokens are the encoder's states after
two of its layers, projected; sentences are read inside their passage, so "she" has taken on a name.
The tokens of the sentence before count too, by a learned amount less: an answer often names its
subject there. One more learned score stands for "no sentence here".

The numbers are a data file of the package, checked by SHA-256, learned on question–passage pairs
(`training/README.md`). They fit one encoder.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

DATA: Final = Path(__file__).parent / "data" / "late_interaction.npz"
DATA_SHA256: Final = "c8871cf3dce7b90546a1b08a4aca56c9cffa8b32c2f7c7d7790412fa13264b33"
ENCODER: Final = "embedded-1571fc982750-"
"""How the fingerprint of the encoder begins whose states these are projections of."""

WIDTH: Final = 128
"""Length of a projected token."""

# OpenBLAS: SMP_THRESHOLD_MIN times GEMM_MULTITHREAD_THRESHOLD, in multiplications.
_ONE_THREAD: Final = 262_144

States = NDArray[np.float32]


class AskedTokens(NamedTuple):
    """A question's tokens.

    Attributes:
        vectors: Shape (n_tokens, 128), float32, unit rows.
        weights: What each counts, shape (n_tokens,), float32, adding up to 1.
    """

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]


class LateInteraction:
    """The learned numbers; safe under threads."""

    def __init__(self, path: Path = DATA, sha256: str = DATA_SHA256) -> None:
        """Reads the numbers.

        Args:
            path: The data file.
            sha256: What it has to hash to.

        Raises:
            ModelError: It is missing, or not what was learned.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelError("model.reader_unreadable", path=path, reason=error.strerror) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ModelError("model.reader_altered", path=path)
        with np.load(io.BytesIO(content), allow_pickle=False) as numbers:
            self._question = _widened(numbers["question"])
            self._question_bias = _widened(numbers["question_bias"])
            self._passage = _widened(numbers["passage"])
            self._passage_bias = _widened(numbers["passage_bias"])
            self._weight = _widened(numbers["weight"])
            self._before = float(numbers["before"])
            self.none = float(numbers["none"])
        self.fingerprint = f"late-interaction-{sha256[:12]}"

    def asked(self, states: States) -> AskedTokens:
        """Projects a question.

        Args:
            states: Of its tokens without the first and the last, which are special ones; shape
                (n_tokens, 768), float32; at least one.

        Returns:
            Its tokens.
        """
        vectors = _unit(_product(states, self._question) + self._question_bias)
        wanted = states @ self._weight
        weights = np.exp(wanted - wanted.max())
        return AskedTokens(vectors, weights / weights.sum())

    def read(self, states: States) -> NDArray[np.float32]:
        """Projects a passage's tokens: shape (n_tokens, 128), float32, unit rows."""
        return _unit(_product(states, self._passage) + self._passage_bias)

    def scores(
        self,
        asked: AskedTokens,
        passage: NDArray[np.float32],
        sentences: Sequence[tuple[int, int]],
    ) -> NDArray[np.float32]:
        """How well each sentence answers.

        Args:
            asked: The question.
            passage: From `read`.
            sentences: First token and one past the last of each sentence, in order.

        Returns:
            Shape (n_sentences,), float32, in [-1, 1]; `none` is what a passage gets that does not
            answer. A sentence without a token has -1.
        """
        cosines = _product(asked.vectors, passage.T)
        best = np.full((len(sentences), len(asked.weights)), -1.0, np.float32)
        for number, (first, end) in enumerate(sentences):
            if end > first:
                best[number] = cosines[:, first:end].max(axis=1)
        best[1:] = np.maximum(best[1:], best[:-1] - np.float32(self._before))
        scores: NDArray[np.float32] = best @ asked.weights
        return scores


def _product(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """`left @ right` by one thread, a few rows at a time.

    OpenBLAS shares larger products among threads that spin while they wait for each other: on a
    busy machine that takes a hundred times as long as the work itself.
    """
    rows = max(_ONE_THREAD // right.size, 1)
    parts = [left[first : first + rows] @ right for first in range(0, len(left), rows)]
    return np.concatenate(parts)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _widened(numbers: NDArray[np.float16]) -> NDArray[np.float32]:
    return numbers.astype(np.float32)
