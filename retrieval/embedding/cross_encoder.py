"""The cross-encoder: a question and a passage, read together → a score, by ONNX Runtime.

What goes in: the ids of both; a compiled model's folder. As with the encoder each run of the
graph holds one pair, so a score depends on that pair alone, and pairs are spread over the cores.

A model's scores lie anywhere: within 0 and 1, or between -12 and 12. So they are given in standard
deviations of its scores of the sample pairs, of which one in six answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.encoder import (
    available_cores,
    open_graph,
    open_token_vectors,
    open_tokenizer_of,
)
from retrieval.embedding.model_folder import (
    WEIGHTS,
    CompiledModel,
    DamagedModelError,
    PairSettings,
    check_file,
)

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.embedding.token_vectors import TokenVectors
    from retrieval.embedding.tokenizer import Tokenizer

EXAMPLE: Final = "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1"
"""The hub name of one that reads German."""

LOGITS: Final = "logits"
SEGMENTS: Final = "segments"

# So few that no tokenizer's limit cuts them.
_CHUNK_CHARS: Final = 1_000


class Pair(NamedTuple):
    """A question and a passage, or parts of them: ids without special ones."""

    question: Sequence[int]
    passage: Sequence[int]


class PairTokenizer:
    """Gives a cross-encoder's ids; safe under threads."""

    def __init__(self, tokenizer: Tokenizer, settings: PairSettings) -> None:
        """Takes the model's tokenizer.

        Args:
            tokenizer: Gives special ids before and after every text.
            settings: Says which.
        """
        self._ids = tokenizer.ids
        self._settings = settings
        special = (*settings.before, *settings.between, *settings.after)
        self.room = settings.max_tokens - len(special)
        """Most ids of question and passage together."""

    def pieces(self, text: str) -> list[int]:
        """The ids of a text of any length, without special ones."""
        before, after = self._settings.around
        found: list[int] = []
        for chunk in _chunks(text.encode("utf-8", "replace").decode("utf-8")):
            ids = self._ids(chunk)
            found += ids[before : len(ids) - after]
        return found

    def joined(self, pair: Pair) -> tuple[list[int], list[int]]:
        """The ids of a pair as the model reads it, and the segment of each."""
        settings = self._settings
        first = [*settings.before, *pair.question, *settings.between]
        second = [*pair.passage, *settings.after]
        return first + second, [0] * len(first) + [settings.passage_segment] * len(second)


class CompiledCrossEncoder:
    """A compiled cross-encoder, opened; safe under threads."""

    def __init__(self, folder: Path, compiled: CompiledModel) -> None:
        """Opens tokenizer and graph.

        Args:
            folder: The compiled model's folder.
            compiled: Its manifest, as `read_compiled` gives it.

        Raises:
            DamagedModelError: A file is not what was written, or the model reads no pairs.
            MachineError: The machine refuses to read one.
        """
        if compiled.pairs is None:
            raise DamagedModelError(f"{folder} holds no cross-encoder")
        self.fingerprint = compiled.fingerprint
        self._mean, self._deviation = compiled.pairs.mean, compiled.pairs.deviation
        check_file(folder, compiled, WEIGHTS)
        self._session = open_graph(folder, compiled)
        self._token_vectors = open_token_vectors(folder, compiled)
        self.tokenizer = PairTokenizer(open_tokenizer_of(folder, compiled), compiled.pairs)
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def scores(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """How well each passage answers its question.

        Args:
            pairs: Each with at most `PairTokenizer.room` ids.

        Returns:
            Shape (n_pairs,), float32, in deviations of the sample pairs, about -3 to 3.
        """
        logits = self.logits(pairs)
        return (score_of(logits) - np.float32(self._mean)) / np.float32(self._deviation)

    def logits(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """What the model makes of pairs, at least one: shape (n_pairs, n_labels), float32."""
        with ThreadPoolExecutor(min(available_cores(), len(pairs))) as threads:
            return np.concatenate(list(threads.map(self._logits, pairs)))

    def _logits(self, pair: Pair) -> NDArray[np.float32]:
        feed = feed_of(self._token_vectors, *self.tokenizer.joined(pair))
        [logits] = self._session.run([LOGITS], {name: feed[name] for name in self._inputs})
        found: NDArray[np.float32] = logits
        return found


def feed_of(
    vectors: TokenVectors, ids: Sequence[int], segments: Sequence[int]
) -> dict[str, NDArray[Any]]:
    """The graph's inputs for one pair."""
    return {
        "token_vectors": vectors[ids][np.newaxis],
        SEGMENTS: np.array([segments], np.int64),
    }


def score_of(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The scores that logits mean.

    Args:
        logits: Shape (n, 1), or (n, 2) where the second label says that the passage answers.

    Returns:
        Shape (n,): the logit itself, or the logarithm of the second label's odds.
    """
    scores: NDArray[np.float32] = logits[:, -1]
    return scores - logits[:, 0] if logits.shape[1] > 1 else scores


def _chunks(text: str) -> Iterator[str]:
    """A text in parts that begin with a space; a word longer than a part is torn."""
    start = 0
    while len(text) - start > _CHUNK_CHARS:
        space = text.rfind(" ", start + 1, start + _CHUNK_CHARS)
        end = space if space > 0 else start + _CHUNK_CHARS
        yield text[start:end]
        start = end
    yield text[start:]
