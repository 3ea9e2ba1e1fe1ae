"""A model, whichever it was → the folder that is opened: quantised, held against it, published.

What goes in: who writes the tokenizer, the matrix of token vectors and the graph in float32, and
who says how well the outcome agrees with the model (`Source`). What comes out: a folder under the
model's fingerprint with the graph in int8, the matrix of token vectors in int8, the tokenizer, the
prompts, and that agreement. A model that int8 changes too much keeps its graph in float32, and a
line says so.

Guaranteed: the folder is complete or not there; a compilation killed at any moment leaves nothing
that would be opened. Two processes compile a model once (the caller holds the lock).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from retrieval.embedding.compiling.layers import expose_layers
from retrieval.embedding.compiling.outliers import ease_outliers
from retrieval.embedding.compiling.quantise import optimise, quantise
from retrieval.embedding.compiling.samples import AGREEMENT_TEXTS
from retrieval.embedding.model_folder import (
    GRAPH,
    VECTORS,
    WEIGHTS,
    CompiledModel,
    publish,
    staging_folder,
    with_records,
)
from retrieval.embedding.token_vectors import TokenVectors
from retrieval.embedding.tokenizer import open_tokenizer
from retrieval.errors import ModelError
from retrieval.progress import unwatched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from retrieval.embedding.encoder import Encoder
    from retrieval.progress import Progress

MIN_AGREEMENT = 0.99
STEPS = 6

_PLAIN, _EASED, _UNOPTIMISED = "plain.onnx", "eased.onnx", "unoptimised.onnx"
_TOO_COARSE = (
    "the model %s in int8 agrees with the original only to %.3f: "
    "it is kept in float32, which is slower"
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """A loaded model, and what is particular to its kind.

    Attributes:
        start: Stores the tokenizer in a folder; gives the manifest as far as it is known then.
        write_vectors: Stores the vocabulary matrix (`write_token_vectors`) in a file.
        write_graph: Writes the graph, in float32, as it is to be quantised, to a file.
        feeds: The graph's inputs for the samples, from what is stored in a folder.
        agreement: How well what is stored in a folder agrees with the model, in [-1, 1].
        finish: Changes the graph, in its file, once it is quantised.
        apart: Optimisers of ONNX Runtime that its graph is better off without then.
    """

    start: Callable[[Path], CompiledModel]
    write_vectors: Callable[[Path], None]
    write_graph: Callable[[Path], None]
    feeds: Callable[[Path, CompiledModel], Iterable[Mapping[str, Any]]]
    agreement: Callable[[Path, CompiledModel], float]
    finish: Callable[[Path], None] | None = None
    apart: tuple[str, ...] = ()


def store_compiled(source: Source, models_dir: Path, progress: Progress | None) -> Path:
    """Compiles a model and stores it.

    Args:
        source: The model; it may be taken apart, and be of no use afterwards.
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.

    Returns:
        The finished folder.

    Raises:
        ModelError: The model cannot be compiled, or differs once compiled.
    """
    report = progress or unwatched
    with staging_folder(models_dir) as folder:
        report("compile", 2, STEPS)
        compiled = source.start(folder)
        source.write_vectors(folder / VECTORS)
        report("compile", 3, STEPS)
        try:
            source.write_graph(folder / _PLAIN)
        except Exception as error:  # torch and ONNX Runtime raise whatever they like
            raise ModelError(
                "model.not_compiled", model=compiled.model, detail=one_line(error)
            ) from error
        report("compile", 4, STEPS)
        compiled = _store(source, compiled, folder, "int8")
        if compiled.agreement < MIN_AGREEMENT:
            _log.warning(_TOO_COARSE, compiled.model, compiled.agreement)
            compiled = _store(source, compiled, folder, "fp32")
        if compiled.agreement < MIN_AGREEMENT:
            raise ModelError(
                "model.scores_differ" if compiled.pairs else "model.differs",
                model=compiled.model,
                agreement=f"{compiled.agreement:.3f}",
                expected=MIN_AGREEMENT,
            )
        report("compile", 5, STEPS)
        (folder / _PLAIN).unlink(missing_ok=True)
        finished = publish(folder, compiled)
    report("compile", STEPS, STEPS)
    return finished


def _store(
    source: Source, compiled: CompiledModel, folder: Path, precision: Literal["int8", "fp32"]
) -> CompiledModel:
    """Stores the graph in a precision; returns the manifest with the agreement."""
    if precision == "int8":
        ease_outliers(folder / _PLAIN, folder / _EASED, source.feeds(folder, compiled))
        quantise(folder / _EASED, folder / _UNOPTIMISED)
        (folder / _EASED).unlink()
    else:
        (folder / _PLAIN).replace(folder / _UNOPTIMISED)
    if source.finish:
        source.finish(folder / _UNOPTIMISED)
    optimise(folder / _UNOPTIMISED, folder / GRAPH, WEIGHTS, source.apart)
    (folder / _UNOPTIMISED).unlink()
    layers = () if compiled.pairs else expose_layers(folder / GRAPH)
    compiled = replace(compiled, precision=precision, layers=layers)
    compiled = with_records(folder, compiled)
    return replace(compiled, agreement=source.agreement(folder, compiled))


def sample_feeds(folder: Path, compiled: CompiledModel) -> Iterator[dict[str, Any]]:
    """The inputs of an embedding model's graph for the sample texts: as questions, as passages."""
    tokenizer = open_tokenizer(folder, compiled.tokenizer)
    vectors = TokenVectors(folder / VECTORS)
    for prompt in (compiled.question, compiled.passage):
        for text in AGREEMENT_TEXTS:
            tokens = tokenizer.ids(prompt.text + text) or (0,)
            yield {
                "token_vectors": vectors[tokens][np.newaxis],
                "unpooled": np.array(prompt.unpooled, dtype=np.int64),
            }


def agreement(encoder: Encoder, reference: NDArray[np.float32]) -> float:
    """Mean cosine, in [-1, 1], of an encoder's vectors of the sample texts with those of the model.

    Args:
        encoder: The compiled model.
        reference: `(2 · n_texts, dimension)` float32, L2-normalised.

    Returns:
        The mean; -1 where the shapes differ or a vector is not finite.
    """
    vectors = np.concatenate(
        [encoder.embed_questions(AGREEMENT_TEXTS), encoder.embed_passages(AGREEMENT_TEXTS)]
    )
    if vectors.shape != reference.shape or not np.isfinite(vectors).all():
        return -1.0
    return float((vectors * reference).sum(axis=1).mean())


def made_with(libraries: Iterable[str]) -> dict[str, str]:
    """Versions of the libraries that compile."""
    return {library: version(library) for library in libraries}


def one_line(error: BaseException) -> str:
    """An error of a library, as a part of one of our lines."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
