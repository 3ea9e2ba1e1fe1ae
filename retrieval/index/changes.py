"""How far the corpus has moved on since the index was built; light, for every question asks it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from retrieval.corpus.folder import CorpusFile, list_files
from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import SourceFile
from retrieval.index.in_force import CATALOG_NAME, current_generation
from retrieval.index.manifest import file_sha256, read_manifest


def corpus_changed(corpus_dir: Path, index_dir: Path) -> int:
    """Counts the files that differ between the corpus and the generation in force.

    A file of the same size and time is taken as unchanged, any other is hashed.

    Args:
        corpus_dir: The folder of articles.
        index_dir: The index folder.

    Returns:
        Number of files that are new, changed or gone; files skipped at the last build and the same
        since do not count.

    Raises:
        CorpusError: If the corpus folder is missing.
        IndexMissingError: If there is no index.
        IndexDamagedError: If the index cannot be read.
    """
    generation = current_generation(index_dir)
    skipped = {entry.path for entry in read_manifest(generation).skipped}
    with closing(Catalog(generation / CATALOG_NAME)) as catalog:
        sources = catalog.sources()
    files = list_files(corpus_dir)
    gone = len(sources.keys() - {file.path for file in files})
    return gone + sum(
        file.path not in skipped and _differs(corpus_dir, file, sources.get(file.path))
        for file in files
    )


def _differs(corpus_dir: Path, file: CorpusFile, source: SourceFile | None) -> bool:
    if source is None:
        return True
    if (file.size, file.mtime_ns) == (source.size, source.mtime_ns):
        return False
    try:
        return file_sha256(corpus_dir / file.path) != source.sha256
    except OSError:
        return True
