"""Any sentence-transformers model → the files that `CompiledEncoder` opens.

What goes in: a loaded `SentenceTransformer`, whatever follows its transformer (pooling, dense
layers, normalisation); a cross-encoder goes the same way (`compile_cross_encoder.py`). What comes
out: a folder under the model's fingerprint with the graph in int8, the matrix of token vectors in
int8, the tokenizer, the prompts, and how well all of it agrees with the model on sample texts. A
model that int8 changes too much keeps its graph in float32, and a line says so.

Guaranteed: the folder is complete or not there; a compilation killed at any moment leaves nothing
that would be opened. Two processes compile a model once (the caller holds the lock).

Not done: models whose first module is no transformer (static embeddings, bags of words), models
that send questions and passages through different modules, and models of pictures.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from retrieval.embedding.compiling.export import export, leaves_out_prompt, transformer_of
from retrieval.embedding.compiling.layers import expose_layers
from retrieval.embedding.compiling.outliers import ease_outliers
from retrieval.embedding.compiling.quantise import optimise, quantise
from retrieval.embedding.compiling.samples import AGREEMENT_TEXTS
from retrieval.embedding.compiling.shapes import fix_shapes
from retrieval.embedding.compiling.write_tokenizer import write_tokenizer
from retrieval.embedding.encoder import CompiledEncoder, Encoder
from retrieval.embedding.model_folder import (
    GRAPH,
    VECTORS,
    WEIGHTS,
    CompiledModel,
    Prompt,
    publish,
    staging_folder,
    with_records,
)
from retrieval.embedding.token_vectors import TokenVectors, write_token_vectors
from retrieval.embedding.tokenizer import open_tokenizer
from retrieval.errors import ModelError
from retrieval.progress import unwatched

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from retrieval.progress import Progress

MIN_AGREEMENT = 0.99
STEPS = 6

_ROWS_AT_A_TIME = 8192
_LIBRARIES = ("onnxruntime", "sentence-transformers", "torch", "transformers")

_PLAIN, _EASED, _UNOPTIMISED = "plain.onnx", "eased.onnx", "unoptimised.onnx"
_TOO_COARSE = (
    "the model %s in int8 agrees with the original only to %.3f: "
    "it is kept in float32, which is slower"
)

_log = logging.getLogger(__name__)


def compile_model(
    model: SentenceTransformer,
    name: str,
    fingerprint: str,
    models_dir: Path,
    progress: Progress | None = None,
) -> Path:
    """Compiles a model and stores it.

    Args:
        model: On the CPU. It is taken apart, so it is of no use afterwards.
        name: How it was asked for.
        fingerprint: The name of its folder.
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.

    Returns:
        The finished folder.

    Raises:
        ModelError: The model cannot be compiled, or differs once compiled.
    """
    _refuse_unsupported(model, name)
    prompts = _prompt(model, ("query",)), _prompt(model, ("document", "passage", "corpus"))
    reference = _reference_vectors(model, prompts)
    source = Source(
        transformer=transformer_of(model),
        start=lambda folder: _write_tokenizer(model, folder, name, fingerprint, prompts),
        export=lambda path: export(model, path),
        feeds=_feeds,
        agreement=lambda folder, compiled: agreement(CompiledEncoder(folder, compiled), reference),
    )
    return store_compiled(source, models_dir, progress)


@dataclass(frozen=True, slots=True)
class Source:
    """A loaded model, and what is particular to its kind.

    Attributes:
        transformer: The transformers model inside.
        start: Stores the tokenizer in a folder; gives the manifest as far as it is known then.
        export: Writes the graph, in float32, to a file.
        feeds: The graph's inputs for the samples, from what is stored in a folder.
        agreement: How well what is stored in a folder agrees with the model, in [-1, 1].
    """

    transformer: Any
    start: Callable[[Path], CompiledModel]
    export: Callable[[Path], None]
    feeds: Callable[[Path, CompiledModel], Iterable[Mapping[str, Any]]]
    agreement: Callable[[Path, CompiledModel], float]


def store_compiled(source: Source, models_dir: Path, progress: Progress | None) -> Path:
    """Compiles a model and stores it.

    Args:
        source: The model. It is taken apart, so it is of no use afterwards.
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
        _move_token_vectors(source.transformer, folder)
        report("compile", 3, STEPS)
        _write_plain_graph(source, compiled.model, folder)
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


def _refuse_unsupported(model: SentenceTransformer, name: str) -> None:
    from sentence_transformers.sentence_transformer.modules import Transformer

    first = model[0]
    if not isinstance(first, Transformer) or first.tokenizer is None:
        raise ModelError("model.no_transformer", model=name, kind=type(first).__name__)


def _write_tokenizer(
    model: SentenceTransformer,
    folder: Path,
    name: str,
    fingerprint: str,
    prompts: tuple[Prompt, Prompt],
) -> CompiledModel:
    """Stores the tokenizer; returns the manifest as far as it is known then."""
    backend = model.tokenizer.backend_tokenizer
    tokenizer = write_tokenizer(backend, model.get_max_seq_length(), folder)
    return CompiledModel(
        fingerprint=fingerprint,
        model=name,
        dimension=model.get_embedding_dimension() or 0,
        question=prompts[0],
        passage=prompts[1],
        tokenizer=tokenizer,
        precision="int8",
        agreement=-1.0,
        made_with=made_with(),
        files={},
    )


def made_with() -> dict[str, str]:
    """Versions of the libraries that compile."""
    return {library: version(library) for library in _LIBRARIES}


def _prompt(model: SentenceTransformer, names: tuple[str, ...]) -> Prompt:
    """The model's prompt under the first of `names` that has any text, or else its default one."""
    texts = [model.prompts.get(name) for name in (*names, model.default_prompt_name) if name]
    text = next(filter(None, texts), "")
    if not text or not leaves_out_prompt(model):
        return Prompt(text)
    return Prompt(text, int(model.preprocess(["x"], prompt=text)["prompt_length"]))


def _write_plain_graph(source: Source, name: str, folder: Path) -> None:
    exported, optimised = folder / "exported.onnx", folder / "optimised.onnx"
    try:
        source.export(exported)
        optimise(exported, optimised)
        fix_shapes(optimised, folder / _PLAIN)
    except Exception as error:  # torch and ONNX Runtime raise whatever they like
        raise ModelError("model.not_compiled", model=name, detail=one_line(error)) from error
    exported.unlink()
    optimised.unlink()


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
    optimise(folder / _UNOPTIMISED, folder / GRAPH, WEIGHTS)
    (folder / _UNOPTIMISED).unlink()
    layers = () if compiled.pairs else expose_layers(folder / GRAPH)
    compiled = replace(compiled, precision=precision, layers=layers)
    compiled = with_records(folder, compiled)
    return replace(compiled, agreement=source.agreement(folder, compiled))


def _feeds(folder: Path, compiled: CompiledModel) -> Iterator[dict[str, Any]]:
    tokenizer = open_tokenizer(folder, compiled.tokenizer)
    vectors = TokenVectors(folder / VECTORS)
    for prompt in (compiled.question, compiled.passage):
        for text in AGREEMENT_TEXTS:
            tokens = tokenizer.ids(prompt.text + text) or (0,)
            yield {
                "token_vectors": vectors[tokens][np.newaxis],
                "unpooled": np.array(prompt.unpooled, dtype=np.int64),
            }


def _reference_vectors(
    model: SentenceTransformer, prompts: tuple[Prompt, Prompt]
) -> NDArray[np.float32]:
    """The sample texts as the model embeds them: `(2 · n_texts, dimension)`, questions first."""
    vectors = [
        model.encode(
            list(AGREEMENT_TEXTS),
            prompt=prompt.text,
            batch_size=1,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        for prompt in prompts
    ]
    return np.concatenate(vectors).astype(np.float32)


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


def _move_token_vectors(transformer: Any, folder: Path) -> None:  # noqa: ANN401
    """Stores the vocabulary matrix and takes it, most of its memory, out of the model."""
    import torch

    embedding = transformer.get_input_embeddings()
    count, width = embedding.weight.shape
    write_token_vectors(folder / VECTORS, _rows(embedding), (count, width))
    transformer.set_input_embeddings(torch.nn.Embedding(1, width))


def _rows(embedding: torch.nn.Embedding) -> Iterator[NDArray[np.float32]]:
    """The token vectors part by part, through the module: some scale what they look up."""
    import torch

    count = embedding.weight.shape[0]
    with torch.inference_mode():
        for start in range(0, count, _ROWS_AT_A_TIME):
            tokens = torch.arange(start, min(start + _ROWS_AT_A_TIME, count))
            yield embedding(tokens).float().numpy()


def one_line(error: BaseException) -> str:
    """An error of a library, as a part of one of our lines."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
