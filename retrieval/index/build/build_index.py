"""Builds the index: one whole generation, aside, then switched into force in one rename.

A rebuild is always whole and always cheap. Files whose bytes have not changed are copied from the
generation in force (rows of the catalog, rows of the vectors); every other text is looked up in the
embedding cache before it is embedded. So adding, changing and removing an article, and going on
with an interrupted first build, are the same code. The result depends on the corpus and the encoder
only, never on the order of the files nor on what was indexed before.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.corpus.folder import check_folder, has_files
from retrieval.corpus.storing import remove_leftovers
from retrieval.embedding.encoder import Encoder
from retrieval.errors import (
    CorpusError,
    IndexBusyError,
    IndexDamagedError,
    IndexFolderError,
    IndexMissingError,
    MachineError,
    Problem,
    StorageError,
)
from retrieval.index.build.intake import Intake, take_in
from retrieval.index.build.new_generation import Calibrate, write_generation
from retrieval.index.build.vectors import Embedded
from retrieval.index.generation import Generation
from retrieval.index.in_force import (
    CACHE_NAME,
    CATALOG_NAME,
    LOCK_NAME,
    check_index_folder,
    current_generation,
    new_generation,
)
from retrieval.index.known_files import KnownFiles
from retrieval.index.made_with import made_with
from retrieval.index.manifest import Manifest, disagreements
from retrieval.index.store import LocalStore, Store
from retrieval.machine import exhausted
from retrieval.progress import Progress, unwatched
from retrieval.reports import BuildReport, SkippedFile

_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
# How FAISS (RuntimeError) and tantivy (ValueError) word what the disk refuses.
_DISK_WORDS = ("write", "os error", "index writer was killed")


def build_index(
    corpus_dir: Path,
    index_dir: Path,
    encoder: Encoder,
    *,
    calibrate: Calibrate,
    stages: tuple[str, ...] = (),
    model: str = "embedded",
    progress: Progress | None = None,
    allow_empty: bool = False,
    wait: bool = False,
    store: Store | None = None,
) -> BuildReport:
    """Brings the index up to date with the corpus.

    Args:
        corpus_dir: The folder of articles.
        index_dir: The index folder; made if missing.
        encoder: Embeds what the cache has never seen.
        calibrate: Finds from which evidence on the new index is held to answer.
        stages: Fingerprints of those that calibrating asks with.
        model: The encoder's name, kept so that the index can be opened again.
        progress: Told of files read, texts embedded, files written.
        allow_empty: Where the corpus holds no readable article, put no index in force. An empty
            folder may also be a disk that is not mounted: only who knows better may say so.
        wait: Wait for another process that is building this index, however long it takes.
        store: Keeps the generation; the index folder if None.

    Returns:
        What was done.

    Raises:
        CorpusError: If the corpus is missing or holds no readable article; an earlier index stays.
        IndexFolderError: If the index folder is none.
        IndexBusyError: If another process is building this index, and `wait` is false.
        MachineError: If memory, files or threads have run out; an earlier index stays.
        StorageError: If the disk is full, read-only or refuses otherwise; an earlier index stays.
    """
    started = time.perf_counter()
    report = progress or unwatched
    keeps = store or LocalStore(index_dir)
    check_folder(corpus_dir)  # a corpus that is not there must not leave an empty index folder
    check_index_folder(index_dir)
    with _storage_errors(index_dir), _lock(index_dir, wait):
        remove_leftovers(corpus_dir)
        previous = Generation.to_build_upon(index_dir)
        known = KnownFiles.load(index_dir)
        name, folder = new_generation(index_dir)
        try:
            intake, previous = _take_in(corpus_dir, folder, previous, report, known)
            empty = intake.articles == 0
            if empty and not allow_empty:
                raise CorpusError(_nothing_readable(corpus_dir, index_dir, intake.skipped))
            unchanged = previous is not None and _is_same(
                previous.manifest,
                intake,
                (encoder.fingerprint, model, corpus_dir.resolve().name, stages),
            )
            embedded = Embedded()
            if empty:
                name = ""
                keeps.withdraw()
                shutil.rmtree(folder)
            elif unchanged:
                name = current_generation(index_dir).name
                shutil.rmtree(folder)
            else:
                embedded = write_generation(
                    folder,
                    index_dir / CACHE_NAME,
                    corpus_dir.resolve().name,
                    encoder,
                    model,
                    intake,
                    previous if previous and previous.is_made_as_now else None,
                    report,
                    calibrate,
                    stages,
                )
                keeps.publish(name, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with suppress(OSError):  # files are read once more then
            intake.known.save(index_dir, known)
    return BuildReport(
        generation=name,
        articles=intake.articles,
        passages=intake.passages,
        sentences=intake.sentences,
        new=intake.new,
        changed=intake.changed,
        removed=intake.removed,
        skipped=intake.skipped,
        noted=intake.noted,
        embedded=embedded.texts,
        cache_set_aside=embedded.set_aside,
        seconds=time.perf_counter() - started,
        unchanged=unchanged,
    )


def check_corpus(corpus_dir: Path, index_dir: Path) -> None:
    """Refuses at once what `build_index` would refuse; for who has to prepare a model first.

    Args:
        corpus_dir: The folder of articles.
        index_dir: The index folder.

    Raises:
        CorpusError: If the corpus is missing or holds no file.
        IndexFolderError: If the index folder is none.
    """
    check_index_folder(index_dir)
    if not has_files(corpus_dir):
        raise CorpusError(_nothing_readable(corpus_dir, index_dir))


def _take_in(
    corpus_dir: Path,
    folder: Path,
    previous: Generation | None,
    report: Progress,
    known: KnownFiles,
) -> tuple[Intake, Generation | None]:
    """Reads the corpus upon the previous generation, which is hashed meanwhile; anew if damaged."""
    catalog = folder / CATALOG_NAME
    if previous is None:
        return take_in(corpus_dir, catalog, None, report), None
    with ThreadPoolExecutor(1) as aside:
        wrong = aside.submit(disagreements, previous.folder, previous.manifest, hashes=True)
        try:
            intake = take_in(corpus_dir, catalog, previous, report, known)
        except (IndexDamagedError, MachineError, MemoryError, sqlite3.DatabaseError):
            if not wrong.result():
                raise
        if not wrong.result():
            return intake, previous
    catalog.unlink(missing_ok=True)
    return take_in(corpus_dir, catalog, None, report), None


def _is_same(manifest: Manifest, intake: Intake, wanted: tuple[object, ...]) -> bool:
    return (
        manifest.made_with == made_with()
        and intake.new == intake.changed == intake.removed == 0
        and intake.skipped == manifest.skipped
        and wanted == (manifest.encoder, manifest.model, manifest.corpus, manifest.stages)
    )


def _nothing_readable(
    corpus_dir: Path, index_dir: Path, skipped: tuple[SkippedFile, ...] = ()
) -> Problem:
    none = Problem("corpus.empty", {"folder": corpus_dir})
    if skipped:
        first = Problem("file", {"path": skipped[0].path, "reason": skipped[0].problem})
        none = Problem("corpus.one_unreadable", {"folder": corpus_dir, "first": first})
    if len(skipped) > 1:
        fields = {"folder": corpus_dir, "first": first, "count": len(skipped)}
        none = Problem("corpus.all_unreadable", fields)
    try:
        current_generation(index_dir)
    except (IndexMissingError, IndexFolderError):
        return none
    return Problem("corpus.index_still_serves", {"reason": none, "index": index_dir})


@contextmanager
def _lock(index_dir: Path, wait: bool) -> Iterator[None]:
    index_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index_dir / LOCK_NAME)
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout as error:
        raise IndexBusyError("index.busy", folder=index_dir) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _storage_errors(index_dir: Path) -> Iterator[None]:
    """Turns what a disk refuses into one line."""
    try:
        yield
    except (MemoryError, OSError, sqlite3.OperationalError, RuntimeError, ValueError) as error:
        if short := exhausted(error, index_dir):
            raise MachineError("machine.unwritten", folder=index_dir, reason=short) from error
        said = str(error)
        if isinstance(error, RuntimeError | ValueError) and not any(
            words in said for words in _DISK_WORDS
        ):
            raise
        reason = getattr(error, "strerror", None) or said.splitlines()[0].rpartition("failed: ")[2]
        denied = getattr(error, "errno", None) in _DENIED
        raise StorageError(
            "index.denied" if denied else "index.no_room", folder=index_dir, reason=reason
        ) from error
