"""Reads the corpus folder into a new catalog: what is unchanged is copied, the rest read and split.

A file is unchanged when its bytes hash to what they did at the last build; sizes and times are not
trusted. A file that cannot be read is skipped by name, with the reason, and the rest goes on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from retrieval.corpus.folder import CorpusFile, LoadedFile, SkippedFile, list_files, load_file
from retrieval.indexing.catalog_writer import CatalogWriter, CopiedRun
from retrieval.progress import Progress
from retrieval.readers import article_id
from retrieval.segmentation.segment import segment
from retrieval.store.generation import CATALOG_NAME
from retrieval.store.manifest import Manifest
from retrieval.store.rows import SourceFile


@dataclass(frozen=True, slots=True)
class Previous:
    """The generation in force.

    Attributes:
        folder: Its folder.
        manifest: Its manifest.
        sources: The files behind its articles, by path.
        numbers: Its articles' numbers, by path.
    """

    folder: Path
    manifest: Manifest
    sources: dict[str, SourceFile]
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Intake:
    """What the corpus folder held.

    Attributes:
        articles: Articles in the new catalog.
        passages: Passages in it.
        sentences: Sentences in it.
        new: Articles that were not in the previous generation.
        changed: Articles whose file had changed.
        removed: Articles whose file is gone or can no longer be read.
        skipped: Files that could not be read, with reasons, by path.
        fresh: Numbers of the articles that were read and split now.
        runs: Rows that were copied, for the vectors to follow.
    """

    articles: int
    passages: int
    sentences: int
    new: int
    changed: int
    removed: int
    skipped: tuple[SkippedFile, ...]
    fresh: tuple[int, ...]
    runs: tuple[CopiedRun, ...]


def take_in(
    corpus_dir: Path, catalog_path: Path, previous: Previous | None, progress: Progress
) -> Intake:
    """Writes the catalog of the corpus as it is now.

    Args:
        corpus_dir: The folder of articles.
        catalog_path: The SQLite file to write.
        previous: The generation in force, to copy unchanged articles from.
        progress: Told of files read.

    Returns:
        What was found.

    Raises:
        CorpusError: If the corpus folder is missing.
    """
    sources = previous.sources if previous else {}
    writer = CatalogWriter(catalog_path, previous.folder / CATALOG_NAME if previous else None)
    skipped: list[SkippedFile] = []
    new = changed = 0
    try:
        files = sorted(list_files(corpus_dir), key=lambda file: (article_id(file.path), file.path))
        for done, file in enumerate(files, 1):
            progress("read", done, len(files))
            if previous and _unchanged(corpus_dir, file, sources.get(file.path)):
                writer.copy(previous.numbers[file.path])
                continue
            loaded = load_file(corpus_dir, file)
            if isinstance(loaded, SkippedFile):
                skipped.append(loaded)
                continue
            _add(writer, loaded)
            changed += file.path in sources
            new += file.path not in sources
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return Intake(
        articles=writer.articles,
        passages=writer.passages,
        sentences=writer.sentences,
        new=new,
        changed=changed,
        removed=len(sources) - (writer.articles - new),
        skipped=tuple(sorted(skipped, key=lambda entry: entry.path)),
        fresh=tuple(writer.fresh),
        runs=tuple(writer.runs),
    )


def _unchanged(corpus_dir: Path, file: CorpusFile, source: SourceFile | None) -> bool:
    if source is None or file.problem or file.size != source.size:
        return False
    try:
        with (corpus_dir / file.path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == source.sha256
    except OSError:
        return False  # load_file will say why


def _add(writer: CatalogWriter, loaded: LoadedFile) -> None:
    file = loaded.file
    source = SourceFile(file.path, file.size, file.mtime_ns, loaded.sha256)
    article = loaded.article
    writer.add(article, source, segment(article.text, article.language))
