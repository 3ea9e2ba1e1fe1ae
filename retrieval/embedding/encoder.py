"""The encoder: texts → unit vectors, by ONNX Runtime.

What goes in: texts of any length and language; a compiled model's folder. Two methods,
`embed_questions` and `embed_passages`, so that a model's prompts cannot be confused.

Guaranteed: the vector of a text depends on that text alone. The graph's int8 arithmetic scales the
activations of each layer by their extremes, so in a batch a text's vector would depend on its
neighbours, and an index on the order of its files. Therefore each run of the graph holds one text,
without padding, and texts are spread over the cores instead: one run on each, single-threaded. On
a CPU that is also the fastest: no padding is computed, and one text's activations fit the caches.
Memory does not grow with the number of texts, but for the vectors returned, nor with their length:
of a text longer than any that the model reads whole, only the beginning is looked at.

Not done: a text longer than the model's limit is not cut into several; its first tokens are
embedded, as sentence-transformers does it.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.distribution import command_for, has
from retrieval.embedding.model_folder import (
    GRAPH,
    VECTOR_SUMS,
    VECTORS,
    WEIGHTS,
    CompiledModel,
    DamagedModelError,
    Prompt,
    check_file,
)
from retrieval.embedding.telemetry import import_onnxruntime
from retrieval.embedding.token_vectors import TokenVectors
from retrieval.embedding.tokenizer import Tokenizer, open_tokenizer
from retrieval.errors import ModelError
from retrieval.machine import raise_refusal

if TYPE_CHECKING:
    from pathlib import Path


# Asked at once, by as many threads.
_REMEMBERED_QUESTIONS = 64


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their cosine similarity.

    The vector of a text depends on that text alone: not on the order of the texts, nor on what
    else is embedded in the same call.
    """

    @property
    def fingerprint(self) -> str:
        """Identifies the model and its compilation; the key of the embedding cache."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns `(len(texts), dimension)` float32, each row of length 1."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns `(len(texts), dimension)` float32, each row of length 1."""
        ...


class CompiledEncoder:
    """A compiled model, opened; safe under threads."""

    def __init__(self, folder: Path, compiled: CompiledModel, threads: int | None = None) -> None:
        """Opens tokenizer and graph side by side.

        Args:
            folder: The compiled model's folder.
            compiled: Its manifest, as `read_compiled` gives it.
            threads: Cores that embed many texts; by default those this process may run on.

        Raises:
            DamagedModelError: A file is not what was written.
            MachineError: The machine refuses to read one.
            ModelError: This installation lacks the library for its tokenizer.
        """
        self._compiled = compiled
        self._threads = threads or available_cores()
        with ThreadPoolExecutor(1) as thread:
            tokenizer = thread.submit(open_tokenizer_of, folder, compiled)
            weights = thread.submit(check_file, folder, compiled, WEIGHTS)
            self._session = open_graph(folder, compiled)
            self._token_vectors = open_token_vectors(folder, compiled)
            self._tokenizer = tokenizer.result()
            weights.result()
        self._asking = threading.Lock()
        self._asked: dict[tuple[int, ...], NDArray[np.float32]] = {}
        self._takes_unpooled = len(self._session.get_inputs()) > 1

    @property
    def compiled(self) -> CompiledModel:
        """The model's manifest."""
        return self._compiled

    @property
    def fingerprint(self) -> str:
        """Identifies the model and its compilation; the key of the embedding cache."""
        return self.compiled.fingerprint

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self.compiled.dimension

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeds texts as questions: `(len(texts), dimension)` float32, L2-normalised."""
        return self._embed(texts, self.compiled.question)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeds texts as passages: `(len(texts), dimension)` float32, L2-normalised."""
        return self._embed(texts, self.compiled.passage)

    @property
    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer."""
        return self._tokenizer

    def states(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Reads tokens and gives what the model makes of each.

        Args:
            tokens: Ids, special ones included; at least one.

        Returns:
            The states after each of `CompiledModel.layers`, side by side: shape
            `(len(tokens), len(layers) * width)`, float32.
        """
        if (known := self._asked.get(tuple(tokens))) is not None:
            return known
        inputs = {"token_vectors": self._token_vectors[tokens][np.newaxis]}
        return _side_by_side(self._session.run(list(self.compiled.layers), inputs))

    def _embed(self, texts: Sequence[str], prompt: Prompt) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        # The longest first, so that no core is left alone with a long text at the end.
        rows = deque(sorted(range(len(texts)), key=lambda row: -len(texts[row])))

        def work() -> None:
            while (row := _take(rows)) is not None:
                vectors[row] = self._vector(texts[row], prompt)

        workers = min(self._threads, len(texts))
        if workers <= 1:
            work()
            return vectors
        with ThreadPoolExecutor(workers) as pool:
            started = [pool.submit(work) for _ in range(workers)]
            try:
                wait(started, return_when=FIRST_EXCEPTION)
            finally:
                rows.clear()  # Ctrl-C or a failure: the others stop after the text they are at
            for worker in started:
                worker.result()
        return vectors

    def _vector(self, text: str, prompt: Prompt) -> NDArray[np.float32]:
        # Half a surrogate pair has no UTF-8 form; it becomes a question mark.
        shown = prompt.text + self.compiled.tokenizer.seen(text)
        readable = shown.encode("utf-8", "replace").decode("utf-8")
        # A model must read something, also where a text has no token and the model no prefix.
        tokens = self._tokenizer.ids(readable) or (0,)
        inputs = {"token_vectors": self._token_vectors[tokens][np.newaxis]}
        if self._takes_unpooled:
            inputs["unpooled"] = np.array(prompt.unpooled, dtype=np.int64)
        asked = prompt is self.compiled.question
        layers = self.compiled.layers if asked else ()
        vector, *states = self._session.run(["vector", *layers], inputs)
        if layers:
            self._remember(tuple(tokens), _side_by_side(states))
        found: NDArray[np.float32] = vector[0]
        return found

    def _remember(self, tokens: tuple[int, ...], states: NDArray[np.float32]) -> None:
        """Keeps a question's states for who reads it next."""
        with self._asking:
            self._asked[tokens] = states
            if len(self._asked) > _REMEMBERED_QUESTIONS:
                del self._asked[next(iter(self._asked))]


def _side_by_side(layers: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([states[0] for states in layers], axis=1)


def _take(rows: deque[int]) -> int | None:
    """The next row, or None; several threads may ask at once."""
    try:
        return rows.popleft()
    except IndexError:
        return None


def available_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lacks_library(model: str, library: str) -> ModelError:
    """That a model needs a library which the slim distribution does without."""
    return ModelError(
        "model.needs_library", model=model, library=library, command=command_for("models")
    )


def open_tokenizer_of(folder: Path, compiled: CompiledModel) -> Tokenizer:
    """Checks and opens a compiled model's tokenizer; raises as `CompiledEncoder` does."""
    if compiled.tokenizer.unigram is None and not has("tokenizers"):
        raise lacks_library(compiled.model, "tokenizers")
    for name in compiled.tokenizer.file_names:
        check_file(folder, compiled, name)
    try:
        return open_tokenizer(folder, compiled.tokenizer)
    except ValueError as error:
        raise_refusal(error, folder)
        raise DamagedModelError(f"{folder}: {error}") from error


def open_token_vectors(folder: Path, compiled: CompiledModel) -> TokenVectors:
    """Checks and opens a compiled model's token vectors; raises as `CompiledEncoder` does."""
    check_file(folder, compiled, VECTOR_SUMS)
    try:
        return TokenVectors(folder / VECTORS)
    except Exception as error:  # NumPy parses the head as Python and lets any error of that pass
        raise_refusal(error, folder / VECTORS)
        raise DamagedModelError(f"{folder / VECTORS}: {error}") from error


def open_graph(folder: Path, compiled: CompiledModel) -> Any:  # noqa: ANN401 (untyped library)
    """Checks and opens a compiled model's graph; raises as `CompiledEncoder` does."""
    ort = import_onnxruntime()

    path = check_file(folder, compiled, GRAPH)
    options = ort.SessionOptions()
    # Two cores answer a question a quarter sooner. A thread that waits for the other spins for a
    # moment only: a quarter faster than sleeping at once, while longer spells cost a question on a
    # busy machine more than its second thread gains (measured from 5 to 300 µs).
    options.intra_op_num_threads = min(available_cores(), 2)
    options.add_session_config_entry("session.intra_op.spin_duration_us", "20")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is in the exception
    # The graph was stored optimised.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        # The fallback prints to standard output, and tries the same once more.
        return ort.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], enable_fallback=0
        )
    except Exception as error:  # the library's exceptions share no base of their own
        raise_refusal(error, path)
        raise DamagedModelError(f"{path} cannot be opened: {error}") from error
