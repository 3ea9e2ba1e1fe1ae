"""Embedding many passages on a graphics card, by sentence-transformers itself.

Questions and short lists of passages stay with the compiled model, which has answered before torch
is imported. The card's vectors are those of the original model in float32, and agree with the
compiled one's to the cosine in its manifest (0.996 for the embedded model). Both are kept under one
fingerprint, so that an index built on a machine with a card is served, and added to, by one
without. The price: the score of a text may differ in the third digit with where it was embedded.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.distribution import command_for, has
from retrieval.embedding.fingerprint import fingerprint_of, resolve_model
from retrieval.errors import ModelError

if TYPE_CHECKING:
    from retrieval.embedding.encoder import CompiledEncoder, Encoder

Device = Literal["auto", "cpu", "cuda"]

# Fewer passages than this are embedded on the CPU before torch is so much as imported.
MIN_PASSAGES = 256
_BATCH = 128

_log = logging.getLogger(__name__)


def with_device(encoder: CompiledEncoder, device: Device) -> Encoder:
    """Gives bulk embedding to a graphics card where that is wanted and one is there.

    Args:
        encoder: The compiled model.
        device: `cpu`, `cuda`, or `auto`: a card if this machine has one that torch can use.

    Returns:
        The encoder itself, or one that embeds many passages on the card.

    Raises:
        ModelError: `cuda` was asked for, and there is no card that torch can use.
    """
    if device == "cuda":
        if not has("torch"):
            raise ModelError("model.no_torch", command=command_for("models"))
        if not _torch_has_cuda():
            raise ModelError("model.no_cuda")
    elif device == "cpu" or not _machine_has_card():
        return encoder
    return CudaEncoder(encoder, lambda: _load(encoder))


class CudaEncoder:
    """A compiled model whose bulk embedding runs elsewhere; safe under threads for questions."""

    def __init__(self, compiled: CompiledEncoder, load: Callable[[], Any]) -> None:
        """Keeps `load`, which is called when it is needed first.

        Args:
            compiled: The compiled model.
            load: Gives the `SentenceTransformer`, or None if there is no card after all.
        """
        self._compiled = compiled
        self._load = load
        self._model: Any = None
        self._tried = False

    @property
    def on_cpu(self) -> CompiledEncoder:
        """The compiled model, for what is read one text at a time."""
        return self._compiled

    @property
    def fingerprint(self) -> str:
        """Identifies the model and its compilation; the key of the embedding cache."""
        return self._compiled.fingerprint

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._compiled.dimension

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeds texts as questions: `(len(texts), dimension)` float32, L2-normalised."""
        return self._compiled.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeds texts as passages: `(len(texts), dimension)` float32, L2-normalised."""
        if not self._tried and len(texts) >= MIN_PASSAGES:
            self._model, self._tried = self._load(), True
        if self._model is None:
            return self._compiled.embed_passages(texts)
        vectors = self._model.encode(
            list(map(self._compiled.compiled.tokenizer.seen, texts)),
            prompt=self._compiled.compiled.passage.text,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def _machine_has_card() -> bool:
    """Whether this machine has an NVIDIA driver; found out without torch."""
    return any(Path("/dev").glob("nvidia[0-9]*")) or shutil.which("nvidia-smi") is not None


def _torch_has_cuda() -> bool:
    if not has("torch"):
        return False
    import torch

    return bool(torch.cuda.is_available())


def _is_current(encoder: CompiledEncoder) -> bool:
    """Whether the model's source is still what was compiled."""
    try:
        known = fingerprint_of(resolve_model(encoder.compiled.model))
    except ModelError:
        known = None
    return known == encoder.fingerprint


def _load(encoder: CompiledEncoder) -> Any:  # noqa: ANN401 (a SentenceTransformer, or None)
    from retrieval.embedding.compiling.load import load_model

    if not _torch_has_cuda():
        return None
    if not _is_current(encoder):
        _log.warning(
            "the model %s has changed since it was compiled: passages are embedded on the CPU",
            encoder.compiled.model,
        )
        return None
    _log.info("embedding passages on the graphics card")
    return load_model(resolve_model(encoder.compiled.model), device="cuda")
