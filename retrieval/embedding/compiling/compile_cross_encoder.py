"""Any cross-encoder of sentence-transformers → the files that `CompiledCrossEncoder` opens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.embedding.compiling.compile import (
    LIBRARIES,
    move_token_vectors,
    write_plain_graph,
)
from retrieval.embedding.compiling.export import export_cross_encoder, transformer_of
from retrieval.embedding.compiling.samples import PAIRS
from retrieval.embedding.compiling.store import Source, made_with, store_compiled
from retrieval.embedding.compiling.write_tokenizer import ids_around, write_tokenizer
from retrieval.embedding.cross_encoder import (
    CompiledCrossEncoder,
    Pair,
    PairTokenizer,
    feed_of,
    score_of,
)
from retrieval.embedding.model_folder import VECTORS, CompiledModel, PairSettings, Prompt
from retrieval.embedding.token_vectors import TokenVectors
from retrieval.embedding.tokenizer import open_tokenizer
from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from sentence_transformers import CrossEncoder

    from retrieval.progress import Progress

_SAMPLES = [(question, passage) for question, _ in PAIRS for _, passage in PAIRS]
_LEAST_DEVIATION = 1e-6

_log = logging.getLogger(__name__)


def compile_cross_encoder(
    model: CrossEncoder,
    name: str,
    fingerprint: str,
    models_dir: Path,
    progress: Progress | None = None,
) -> Path:
    """Compiles a cross-encoder and stores it.

    Args:
        model: On the CPU, in float32, with one label or two. It is taken apart.
        name: How it was asked for.
        fingerprint: The name of its folder.
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.

    Returns:
        The finished folder.

    Raises:
        ModelError: The model cannot be compiled, or differs once compiled.
    """
    reference = _reference_scores(model)
    if not reference.std() > _LEAST_DEVIATION:
        detail = "it gives every pair the same score, or none"
        raise ModelError("model.not_compiled", model=name, detail=detail)
    answers = np.eye(len(PAIRS), dtype=bool).ravel()
    if reference[answers].mean() <= reference[~answers].mean():
        _log.warning("the model %s gives what answers no higher scores than what does not", name)
    source = Source(
        start=lambda folder: _write_tokenizer(model, folder, name, fingerprint, reference),
        write_vectors=lambda path: move_token_vectors(transformer_of(model), path),
        write_graph=lambda path: write_plain_graph(
            lambda exported: export_cross_encoder(model, exported), path
        ),
        feeds=_feeds,
        agreement=lambda folder, compiled: agreement(
            CompiledCrossEncoder(folder, compiled), reference
        ),
    )
    return store_compiled(source, models_dir, progress)


def agreement(encoder: CompiledCrossEncoder, reference: NDArray[np.float32]) -> float:
    """Correlation, in [-1, 1], of a cross-encoder's scores of the sample pairs with the model's.

    Args:
        encoder: The compiled model.
        reference: The model's own, shape (n_pairs,), not all alike.

    Returns:
        The correlation; -1 where a score is not finite, or all are alike.
    """
    scores = encoder.scores(list(_sample_pairs(encoder.tokenizer)))
    if not np.isfinite(scores).all() or not scores.std() > _LEAST_DEVIATION:
        return -1.0
    return float(np.corrcoef(scores, reference)[0, 1])


def _reference_scores(model: CrossEncoder) -> NDArray[np.float32]:
    import torch

    logits = model.predict(
        _SAMPLES, batch_size=1, activation_fn=torch.nn.Identity(), show_progress_bar=False
    )
    return score_of(logits.reshape(len(_SAMPLES), -1).astype(np.float32))


def _write_tokenizer(
    model: CrossEncoder,
    folder: Path,
    name: str,
    fingerprint: str,
    reference: NDArray[np.float32],
) -> CompiledModel:
    """Stores the tokenizer; returns the manifest as far as it is known then."""
    backend = model.tokenizer.backend_tokenizer
    tokenizer = write_tokenizer(backend, None, folder)
    limit = min(model.max_seq_length or tokenizer.max_tokens, tokenizer.max_tokens)
    pairs = _pair_settings(backend, limit, reference)
    compiled = CompiledModel(
        fingerprint=fingerprint,
        model=name,
        dimension=model.num_labels,
        question=Prompt(""),
        passage=Prompt(""),
        tokenizer=tokenizer,
        precision="int8",
        agreement=-1.0,
        made_with=made_with(LIBRARIES),
        files={},
        pairs=pairs,
    )
    ours = PairTokenizer(open_tokenizer(folder, tokenizer), pairs)
    for (question, passage), pair in zip(_SAMPLES, _sample_pairs(ours), strict=True):
        theirs = backend.encode(question, passage)
        if ours.joined(pair) != (theirs.ids, theirs.type_ids):
            detail = "its tokenizer joins question and passage in a way that is not known"
            raise ModelError("model.not_compiled", model=name, detail=detail)
        if len(theirs.ids) > limit:
            detail = f"it reads {limit} tokens at a time, too few for a question and a passage"
            raise ModelError("model.not_compiled", model=name, detail=detail)
    return compiled


def _pair_settings(backend: Any, limit: int, reference: NDArray[np.float32]) -> PairSettings:  # noqa: ANN401
    """Finds out what a tokenizer puts around and between two texts."""
    joined = backend.encode("a", "b")
    [first, second] = (backend.encode(text, add_special_tokens=False).ids for text in "ab")
    start = _place(joined.ids, first, 0)
    end = start + len(first)
    passage = _place(joined.ids, second, end)
    before, after = ids_around(backend)
    return PairSettings(
        before=tuple(joined.ids[:start]),
        between=tuple(joined.ids[end:passage]),
        after=tuple(joined.ids[passage + len(second) :]),
        passage_segment=joined.type_ids[passage],
        around=(len(before), len(after)),
        max_tokens=limit,
        mean=float(reference.mean()),
        deviation=float(reference.std()),
    )


def _place(ids: list[int], part: list[int], start: int) -> int:
    """Where a part begins among ids, from a place on."""
    places = range(start, len(ids) - len(part) + 1)
    return next(place for place in places if ids[place : place + len(part)] == part)


def _sample_pairs(tokenizer: PairTokenizer) -> Iterator[Pair]:
    for question, passage in _SAMPLES:
        yield Pair(tokenizer.pieces(question), tokenizer.pieces(passage))


def _feeds(folder: Path, compiled: CompiledModel) -> Iterator[dict[str, Any]]:
    if compiled.pairs is None:
        raise ValueError("no cross-encoder")
    tokenizer = PairTokenizer(open_tokenizer(folder, compiled.tokenizer), compiled.pairs)
    vectors = TokenVectors(folder / VECTORS)
    for pair in _sample_pairs(tokenizer):
        yield feed_of(vectors, *tokenizer.joined(pair))
