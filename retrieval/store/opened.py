"""A generation opened for reading: its files verified, its parts ready to search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from retrieval.lexical.bm25 import LexicalIndex
from retrieval.store.catalog import Catalog
from retrieval.store.generation import (
    CATALOG_NAME,
    LEXICAL_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
)
from retrieval.store.vector_store import VectorRows
from retrieval.store.vectors import PassageIndex


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an index that a search reads; safe to share between threads.

    Attributes:
        catalog: Articles, passages, sentences.
        passages: The FAISS index.
        sentence_vectors: Shape (n_sentences, dimension), float16, read row by row.
        lexical: The BM25 index.
    """

    catalog: Catalog
    passages: PassageIndex
    sentence_vectors: VectorRows
    lexical: LexicalIndex


def open_parts(folder: Path, dimension: int) -> Parts:
    """Opens the parts of a generation.

    Args:
        folder: The generation's folder.
        dimension: Length of its vectors.

    Returns:
        The parts.

    Raises:
        IndexDamagedError: If a file is missing, truncated, or belongs to other files.
    """
    vectors = VectorRows(folder / PASSAGE_VECTORS_NAME, dimension)
    return Parts(
        catalog=Catalog(folder / CATALOG_NAME),
        passages=PassageIndex.open(folder / PASSAGE_INDEX_NAME, vectors),
        sentence_vectors=VectorRows(folder / SENTENCE_VECTORS_NAME, dimension),
        lexical=LexicalIndex.open(folder / LEXICAL_NAME),
    )
