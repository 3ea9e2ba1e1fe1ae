"""Any sentence-transformers model → the files that `CompiledEncoder` opens.

What goes in: a loaded `SentenceTransformer`, whatever follows its transformer (pooling, dense
layers, normalisation); a cross-encoder goes the same way (`compile_cross_encoder.py`). What comes
out: a folder as `store.py` publishes it. The embedded model goes another way, without torch
(`compile_bundled.py`).

Not done: models whose first module is no transformer (static embeddings, bags of words), models
that send questions and passages through different modules, and models of pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.embedding.compiling.export import export, leaves_out_prompt, transformer_of
from retrieval.embedding.compiling.quantise import optimise
from retrieval.embedding.compiling.samples import AGREEMENT_TEXTS
from retrieval.embedding.compiling.shapes import fix_shapes
from retrieval.embedding.compiling.store import (
    Source,
    agreement,
    made_with,
    sample_feeds,
    store_compiled,
)
from retrieval.embedding.compiling.write_tokenizer import write_tokenizer
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.model_folder import CompiledModel, Prompt
from retrieval.embedding.token_vectors import write_token_vectors
from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from retrieval.progress import Progress

LIBRARIES = ("onnxruntime", "sentence-transformers", "torch", "transformers")

_ROWS_AT_A_TIME = 8192


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
        start=lambda folder: _write_tokenizer(model, folder, name, fingerprint, prompts),
        write_vectors=lambda path: move_token_vectors(transformer_of(model), path),
        write_graph=lambda path: write_plain_graph(lambda exported: export(model, exported), path),
        feeds=sample_feeds,
        agreement=lambda folder, compiled: agreement(CompiledEncoder(folder, compiled), reference),
    )
    return store_compiled(source, models_dir, progress)


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
        made_with=made_with(LIBRARIES),
        files={},
    )


def _prompt(model: SentenceTransformer, names: tuple[str, ...]) -> Prompt:
    """The model's prompt under the first of `names` that has any text, or else its default one."""
    texts = [model.prompts.get(name) for name in (*names, model.default_prompt_name) if name]
    text = next(filter(None, texts), "")
    if not text or not leaves_out_prompt(model):
        return Prompt(text)
    return Prompt(text, int(model.preprocess(["x"], prompt=text)["prompt_length"]))


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


def write_plain_graph(export: Callable[[Path], None], path: Path) -> None:
    """Writes a graph as it is to be quantised, by way of files beside it.

    Args:
        export: Writes it, in float32, as torch exports it.
        path: The file to write.
    """
    exported, optimised = path.with_name("exported.onnx"), path.with_name("optimised.onnx")
    export(exported)
    optimise(exported, optimised)
    fix_shapes(optimised, path)
    exported.unlink()
    optimised.unlink()


def move_token_vectors(transformer: Any, path: Path) -> None:  # noqa: ANN401
    """Stores the vocabulary matrix and takes it, most of its memory, out of the model."""
    import torch

    embedding = transformer.get_input_embeddings()
    count, width = embedding.weight.shape
    write_token_vectors(path, _rows(embedding), (count, width))
    transformer.set_input_embeddings(torch.nn.Embedding(1, width))


def _rows(embedding: torch.nn.Embedding) -> Iterator[NDArray[np.float32]]:
    """The token vectors part by part, through the module: some scale what they look up."""
    import torch

    count = embedding.weight.shape[0]
    with torch.inference_mode():
        for start in range(0, count, _ROWS_AT_A_TIME):
            tokens = torch.arange(start, min(start + _ROWS_AT_A_TIME, count))
            yield embedding(tokens).float().numpy()
