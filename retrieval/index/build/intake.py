"""Reads the corpus folder into a new catalog: what is unchanged is copied, the rest read and split.

A file is unchanged when its bytes hash to what they did at the last build. One that has not been
touched since it was last read is not read to know that (`known_files`). A file that cannot be read
is skipped by name, with the reason, and the rest goes on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.folder import CorpusFile, LoadedFile, list_files, parse_file, read_file
from retrieval.corpus.readers import article_id
from retrieval.errors import Problem
from retrieval.index.catalog.rows import SourceFile
from retrieval.index.catalog.write import CatalogWriter, CopiedRun
from retrieval.index.generation import Generation
from retrieval.index.in_force import CATALOG_NAME
from retrieval.index.known_files import Held, KnownFiles
from retrieval.progress import Progress
from retrieval.reports import NotedFile, SkippedFile
from retrieval.segmentation.segment import segment

# Why there is no article in a file, this time: what read it was ended from outside.
_PASSING = frozenset(("file.reader_died",))


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
        noted: Files read now that say something that cannot be used, by path.
        fresh: Numbers of the articles that were read and split now.
        runs: Rows that were copied, for the vectors to follow.
        known: What the files hold.
    """

    articles: int
    passages: int
    sentences: int
    new: int
    changed: int
    removed: int
    skipped: tuple[SkippedFile, ...]
    noted: tuple[NotedFile, ...]
    fresh: tuple[int, ...]
    runs: tuple[CopiedRun, ...]
    known: KnownFiles

    def moved_passages(self, previous: int) -> NDArray[np.int32]:
        """Where the previous generation's passages stand now.

        Args:
            previous: How many it had.

        Returns:
            The new number of each, -1 if it is gone; shape (previous,).
        """
        moved = np.full(previous, -1, np.int32)
        for run in self.runs:
            numbers = np.arange(run.new_passage, run.new_passage + run.passages)
            moved[run.old_passage : run.old_passage + run.passages] = numbers
        return moved

    def left_behind(self, previous: int) -> list[int]:
        """Numbers of the previous generation's articles that were not copied, of so many."""
        copied: set[int] = set()
        for run in self.runs:
            copied.update(range(run.old_article, run.old_article + run.articles))
        return [number for number in range(previous) if number not in copied]


def take_in(
    corpus_dir: Path,
    catalog_path: Path,
    previous: Generation | None,
    progress: Progress,
    known: KnownFiles | None = None,
) -> Intake:
    """Writes the catalog of the corpus as it is now.

    Args:
        corpus_dir: The folder of articles.
        catalog_path: The SQLite file to write.
        previous: The generation in force, to compare with, and to copy unchanged articles from if
            it was made as one is now.
        progress: Told of files read.
        known: What the files held at the last build.

    Returns:
        What was found.

    Raises:
        CorpusError: If the corpus folder is missing.
    """
    sources = previous.sources if previous else {}
    copied_from = previous if previous and previous.is_made_as_now else None
    writer = CatalogWriter(catalog_path, copied_from.folder / CATALOG_NAME if copied_from else None)
    skipped: list[SkippedFile] = []
    noted: list[NotedFile] = []
    new = changed = 0
    now_known, listed_ns = KnownFiles(), time_ns()
    try:
        files = sorted(list_files(corpus_dir), key=lambda file: (article_id(file.path), file.path))
        for done, file in enumerate(files, 1):
            found, held = _found(corpus_dir, file, copied_from, known or KnownFiles())
            if held is not None:
                now_known.note(file, held, listed_ns)
            progress("read", done, len(files))
            if isinstance(found, SkippedFile):
                skipped.append(found)
            elif isinstance(found, int):
                same_time = sources[file.path].mtime_ns == file.mtime_ns
                writer.copy(found, None if same_time else file.mtime_ns)
            else:
                _add(writer, found)
                noted += (NotedFile(file.path, each) for each in found.article.problems)
                source = sources.get(found.file.path)
                new += source is None
                changed += source is not None and source.sha256 != found.sha256
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
        noted=tuple(sorted(noted, key=lambda entry: entry.path)),
        fresh=tuple(writer.fresh),
        runs=tuple(writer.runs),
        known=now_known,
    )


def _found(
    corpus_dir: Path, file: CorpusFile, previous: Generation | None, known: KnownFiles
) -> tuple[int | LoadedFile | SkippedFile, Held | None]:
    """What a file comes to, and what it holds, unless that is not sure to last.

    The first is an article's number in the previous generation if the file is unchanged.
    """
    if file.problem is not None:
        return SkippedFile(file.path, file.problem), None
    held = known.held(file)
    if previous and isinstance(held, Problem):  # the readers are those that found it
        return SkippedFile(file.path, held), held
    source = previous.sources.get(file.path) if previous else None
    if previous and source and source.sha256 == held:
        return previous.numbers[file.path], held
    raw = read_file(corpus_dir, file)
    if isinstance(raw, SkippedFile):
        return raw, None
    if previous and source and hashlib.sha256(raw).hexdigest() == source.sha256:
        return previous.numbers[file.path], source.sha256
    found = parse_file(file, raw)
    if isinstance(found, LoadedFile):
        return found, found.sha256
    return found, found.problem if found.problem.code not in _PASSING else None


def _add(writer: CatalogWriter, loaded: LoadedFile) -> None:
    file, article = loaded.file, loaded.article
    source = SourceFile(file.path, file.size, file.mtime_ns, loaded.sha256)
    writer.add(article, source, segment(article.text, article.language))
