"""Writes a generation around its catalog: vectors, both indexes, calibration, manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.encoder import Encoder
from retrieval.index.build.intake import Intake
from retrieval.index.build.keywords import write_keywords
from retrieval.index.build.vectors import Embedded, write_vectors
from retrieval.index.calibration import Calibration
from retrieval.index.catalog.read import Catalog
from retrieval.index.embedding_cache import EmbeddingCache
from retrieval.index.generation import Generation, OpenIndex
from retrieval.index.in_force import (
    CATALOG_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
)
from retrieval.index.made_with import made_with
from retrieval.index.manifest import MANIFEST_NAME, SCHEMA_VERSION, Manifest, record_files
from retrieval.index.nearest import write_passage_index
from retrieval.index.vector_files import fill_rows, open_matrix
from retrieval.progress import Progress

EmbedQuestions = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → float32 (n, dimension), unit rows."""

Calibrate = Callable[[OpenIndex, EmbedQuestions], Calibration]


def write_generation(
    folder: Path,
    cache_path: Path,
    corpus_name: str,
    encoder: Encoder,
    model: str,
    intake: Intake,
    previous: Generation | None,
    progress: Progress,
    calibrate: Calibrate,
    stages: tuple[str, ...],
) -> Embedded:
    """Completes a generation whose catalog stands.

    Args:
        folder: The generation's folder, holding the catalog.
        cache_path: The embedding cache.
        corpus_name: Name of the corpus folder.
        encoder: Embeds what the cache has never seen.
        model: The encoder's name.
        intake: What the catalog holds, and which rows were copied.
        previous: The generation they were copied from.
        progress: Told of texts embedded and files written.
        calibrate: Finds from which evidence on the new index is held to answer.
        stages: Fingerprints of those that calibrating asks with.

    Returns:
        What had to be embedded.
    """
    with closing(Catalog(folder / CATALOG_NAME)) as catalog:
        embedded = write_vectors(folder, cache_path, encoder, intake, previous, catalog, progress)
        progress("write", 0, 3)
        passages = open_matrix(folder / PASSAGE_VECTORS_NAME, encoder.dimension)
        with ThreadPoolExecutor(1) as aside:  # FAISS leaves the interpreter to the keywords
            index = aside.submit(write_passage_index, folder / PASSAGE_INDEX_NAME, passages)
            write_keywords(folder, catalog, intake, previous)
            progress("write", 1, 3)
            index.result()
        contents = catalog.contents_sha256()
        progress("write", 2, 3)
    with ThreadPoolExecutor(1) as aside:  # hashing leaves the interpreter to calibrating
        known = (previous.folder, previous.manifest.files) if previous else ()
        files = aside.submit(record_files, folder, *known)
        calibration = _calibrated(folder, cache_path, encoder, calibrate)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        model=model,
        encoder=encoder.fingerprint,
        dimension=encoder.dimension,
        corpus=corpus_name,
        made_with=made_with(),
        built_at=dt.datetime.now(dt.UTC),
        articles=intake.articles,
        passages=intake.passages,
        sentences=intake.sentences,
        skipped=intake.skipped,
        files=files.result(),
        contents=contents,
        stages=stages,
        calibration=calibration,
    )
    (folder / MANIFEST_NAME).write_text(manifest.to_json(), encoding="utf-8")
    progress("write", 3, 3)
    return embedded


def _calibrated(
    folder: Path, cache_path: Path, encoder: Encoder, calibrate: Calibrate
) -> Calibration:
    def embed(questions: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(questions), encoder.dimension), np.float16)
        with EmbeddingCache(
            cache_path, encoder.fingerprint, encoder.dimension, kind="question"
        ) as cache:
            fill_rows(vectors, enumerate(questions), cache, encoder.embed_questions, lambda _: None)
        return vectors.astype(np.float32)

    with closing(OpenIndex(folder, encoder.dimension)) as index:
        return calibrate(index, embed)
