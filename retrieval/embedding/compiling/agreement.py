"""How well a compiled model agrees with the model it was compiled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.compiling.samples import AGREEMENT_TEXTS

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from retrieval.embedding.encoder import Encoder
    from retrieval.embedding.model_folder import Prompt


def reference_vectors(
    model: SentenceTransformer, prompts: tuple[Prompt, Prompt]
) -> NDArray[np.float32]:
    """The sample texts as the model itself embeds them, as questions and then as passages.

    Args:
        model: On the CPU.
        prompts: Of questions, of passages.

    Returns:
        `(2 · n_texts, dimension)` float32, L2-normalised.
    """
    texts = list(AGREEMENT_TEXTS)
    vectors = [
        model.encode(
            texts,
            prompt=prompt.text,
            batch_size=1,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        for prompt in prompts
    ]
    return np.concatenate(vectors).astype(np.float32)


def agreement(encoder: Encoder, reference: NDArray[np.float32]) -> float:
    """Mean cosine between an encoder's vectors of the sample texts and `reference`, in [-1, 1].

    Args:
        encoder: The compiled model.
        reference: From `reference_vectors`.

    Returns:
        The mean; -1 where the shapes differ or a vector is not finite.
    """
    texts = list(AGREEMENT_TEXTS)
    vectors = np.concatenate([encoder.embed_questions(texts), encoder.embed_passages(texts)])
    if vectors.shape != reference.shape or not np.isfinite(vectors).all():
        return -1.0
    return float((vectors * reference).sum(axis=1).mean())
