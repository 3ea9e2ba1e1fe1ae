"""The vectors of a new generation: copied where a text stands again, else from cache or encoder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from retrieval.embedding.encoder import Encoder
from retrieval.index.blob_cache import text_key
from retrieval.index.build.intake import Intake
from retrieval.index.build.texts import sentence_texts, titled_passage_texts
from retrieval.index.catalog.read import Catalog
from retrieval.index.embedding_cache import EmbeddingCache
from retrieval.index.generation import Generation
from retrieval.index.in_force import PASSAGE_VECTORS_NAME, SENTENCE_VECTORS_NAME
from retrieval.index.vector_files import RowRun, copy_rows, create_matrix, fill_rows, open_matrix
from retrieval.progress import Progress
from retrieval.row_sums import write_sums


class Embedded(NamedTuple):
    """What embedding came to.

    Attributes:
        texts: Distinct texts that had to be embedded.
        set_aside: Where what stood in the cache's place lies now; None if that was a healthy one.
    """

    texts: int = 0
    set_aside: Path | None = None


def write_vectors(
    folder: Path,
    cache_path: Path,
    encoder: Encoder,
    intake: Intake,
    previous: Generation | None,
    catalog: Catalog,
    progress: Progress,
) -> Embedded:
    """Writes the vectors of all passages and sentences.

    Args:
        folder: The generation's folder.
        cache_path: The embedding cache.
        encoder: Embeds what the cache has never seen.
        intake: What the catalog holds, and which rows were copied.
        previous: The generation they were copied from.
        catalog: The generation's catalog.
        progress: Told of texts embedded.

    Returns:
        How many texts had to be embedded, and where a cache that was none lies now.
    """
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
            write_sums(folder / name, matrix)
        cache.compact(total, lambda: _all_keys(catalog))
        return Embedded(embedded, cache.set_aside)


def _all_keys(catalog: Catalog) -> Iterator[bytes]:
    for texts in (titled_passage_texts(catalog), sentence_texts(catalog)):
        for _, text in texts:
            yield text_key(text)
