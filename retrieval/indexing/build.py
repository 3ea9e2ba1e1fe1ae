"""Writes a generation around its catalog: vectors, both indexes, calibration, manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Encoder
from retrieval.indexing.intake import Intake, Previous
from retrieval.lexical.bm25 import LexicalIndex
from retrieval.lexical.compounds import Compounds
from retrieval.progress import Progress
from retrieval.ranking.calibrate import calibrate
from retrieval.store.cache import EmbeddingCache, text_key
from retrieval.store.calibration import Calibration
from retrieval.store.catalog import Catalog
from retrieval.store.generation import (
    CATALOG_NAME,
    LEXICAL_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
)
from retrieval.store.manifest import MANIFEST_NAME, SCHEMA_VERSION, Manifest, record_files
from retrieval.store.opened import open_parts
from retrieval.store.vector_store import RowRun, copy_rows, create_matrix, fill_rows, open_matrix
from retrieval.store.vectors import build_passage_index


def write_generation(
    folder: Path,
    cache_path: Path,
    corpus_name: str,
    encoder: Encoder,
    model: str,
    intake: Intake,
    previous: Previous | None,
    progress: Progress,
) -> int:
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

    Returns:
        How many distinct texts had to be embedded.
    """
    with closing(Catalog(folder / CATALOG_NAME)) as catalog:
        embedded = _write_vectors(folder, cache_path, encoder, intake, previous, catalog, progress)
        passages = open_matrix(folder / PASSAGE_VECTORS_NAME, encoder.dimension)
        progress("write", 0, 3)
        build_passage_index(folder / PASSAGE_INDEX_NAME, passages)
        progress("write", 1, 3)
        compounds = Compounds.learn(article.text for _, article in catalog.iterate())
        LexicalIndex.build(folder / LEXICAL_NAME, passage_texts(catalog), compounds)
        progress("write", 2, 3)
    calibration = _calibrate(folder, cache_path, encoder)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        model=model,
        encoder=encoder.fingerprint,
        dimension=encoder.dimension,
        corpus=corpus_name,
        built_at=dt.datetime.now(dt.UTC),
        articles=intake.articles,
        passages=intake.passages,
        sentences=intake.sentences,
        skipped=intake.skipped,
        files=record_files(folder),
        calibration=calibration,
    )
    (folder / MANIFEST_NAME).write_text(manifest.to_json(), encoding="utf-8")
    progress("write", 3, 3)
    return embedded


def passage_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Numbers and words of the passages, in order.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A passage's number and its words.
    """
    for number, article in catalog.iterate(articles):
        for passage in catalog.article_passages(number):
            yield passage.number, article.text[passage.start : passage.end]


def titled_passage_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """What is embedded of each passage: its article's title, then its words.

    A passage in the middle of an article says "he" and "the agreement"; the title says who and
    what. This string is only embedded, never quoted.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A passage's number and the text to embed.
    """
    for number, article in catalog.iterate(articles):
        for passage in catalog.article_passages(number):
            words = article.text[passage.start : passage.end]
            yield passage.number, f"{article.title}. {words}"


def sentence_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Numbers and words of the sentences, in order.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A sentence's number and its words.
    """
    for number, article in catalog.iterate(articles):
        for sentence in catalog.article_sentences(number):
            yield sentence.number, article.text[sentence.start : sentence.end]


def _write_vectors(
    folder: Path,
    cache_path: Path,
    encoder: Encoder,
    intake: Intake,
    previous: Previous | None,
    catalog: Catalog,
    progress: Progress,
) -> int:
    reusable = previous is not None and previous.manifest.encoder == encoder.fingerprint
    runs = intake.runs if reusable else ()
    fresh = intake.fresh if reusable else None
    passage_runs = [RowRun(r.old_passage, r.new_passage, r.passages) for r in runs]
    sentence_runs = [RowRun(r.old_sentence, r.new_sentence, r.sentences) for r in runs]
    total = intake.passages + intake.sentences
    done = sum(run.count for run in (*passage_runs, *sentence_runs))

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        progress("embed", done, total)

    embedded = 0
    with EmbeddingCache(cache_path, encoder.fingerprint, encoder.dimension) as cache:
        for name, rows, row_runs, texts in (
            (
                PASSAGE_VECTORS_NAME,
                intake.passages,
                passage_runs,
                titled_passage_texts(catalog, fresh),
            ),
            (
                SENTENCE_VECTORS_NAME,
                intake.sentences,
                sentence_runs,
                sentence_texts(catalog, fresh),
            ),
        ):
            matrix = create_matrix(folder / name, rows, encoder.dimension)
            if reusable and previous:
                copy_rows(open_matrix(previous.folder / name, encoder.dimension), matrix, row_runs)
            embedded += fill_rows(matrix, texts, cache, encoder.embed_passages, advance)
        cache.compact(total, lambda: _all_keys(catalog))
    return embedded


def _calibrate(folder: Path, cache_path: Path, encoder: Encoder) -> Calibration:
    def embed(questions: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(questions), encoder.dimension), np.float16)
        with EmbeddingCache(
            cache_path, encoder.fingerprint, encoder.dimension, kind="question"
        ) as cache:
            fill_rows(vectors, enumerate(questions), cache, encoder.embed_questions, lambda _: None)
        return vectors.astype(np.float32)

    parts = open_parts(folder, encoder.dimension)
    with closing(parts.catalog):
        return calibrate(parts, embed)


def _all_keys(catalog: Catalog) -> Iterator[bytes]:
    for texts in (titled_passage_texts(catalog), sentence_texts(catalog)):
        for _, text in texts:
            yield text_key(text)
