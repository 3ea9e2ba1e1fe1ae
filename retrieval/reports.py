"""What the engine reports of an index and of what it did: plain values for every face."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import Problem


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that is no article: its path inside the corpus folder, and what is wrong with it."""

    path: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class NotedFile:
    """A file that is an article: its path, and something that it says and that cannot be used."""

    path: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """A part of a collection that became no article: its name there, and what is wrong with it."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class FieldsRead:
    """How the records of a collection are read.

    Attributes:
        name: The collection.
        used: What is said of an article, by its key, and the fields that say it, the first that
            holds something winning.
        unused: Fields of which nothing is kept.
    """

    name: str
    used: tuple[tuple[str, tuple[str, ...]], ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """What was done to one file of the corpus folder, as `CorpusFolder.undo` takes it.

    Attributes:
        path: Its path inside the folder.
        before: What it held before; None if there was none.
        after: The SHA-256 of what it holds since, in hexadecimal digits; None if there is none.
    """

    path: str
    before: bytes | None
    after: str | None


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What is open.

    Attributes:
        generation: Name of the generation; empty where the last article has been removed.
        model: Embedding model as named by the operator.
        encoder: Fingerprint of the encoder it was built with.
        articles: Number of articles.
        passages: Number of passages.
        sentences: Number of sentences.
        built_at: When it was built, with time zone.
        first_date: Earliest publication day.
        last_date: Latest publication day.
        stages: Fingerprints of what reads hits anew, as calibrated.
    """

    generation: str
    model: str
    encoder: str
    articles: int
    passages: int
    sentences: int
    built_at: dt.datetime
    first_date: dt.date | None
    last_date: dt.date | None
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        generation: Name of the generation now in force; empty if none is.
        articles: Articles in it.
        passages: Passages in it.
        sentences: Sentences in it.
        new: Articles that were not in the previous generation.
        changed: Articles whose file had changed.
        removed: Articles whose file is gone.
        skipped: Files that could not be read, with reasons.
        noted: Files read now that say something that cannot be used, one entry a thing.
        embedded: Distinct texts that had to be embedded.
        cache_set_aside: Where what stood in the place of the embedding cache, and was no healthy
            one, lies now; None if there was nothing to set aside.
        seconds: Wall-clock time.
        unchanged: Whether nothing had changed, so that the generation in force was kept.
    """

    generation: str
    articles: int
    passages: int
    sentences: int
    new: int
    changed: int
    removed: int
    skipped: tuple[SkippedFile, ...]
    noted: tuple[NotedFile, ...]
    embedded: int
    cache_set_aside: Path | None
    seconds: float
    unchanged: bool


@dataclass(frozen=True, slots=True)
class ModelState:
    """How far a model is ready.

    Attributes:
        name: As named by the operator.
        fingerprint: Tells it from others; None where it has to be fetched first.
        folder: Its compiled form, not looked into; None where it is not compiled yet.
    """

    name: str
    fingerprint: str | None
    folder: Path | None
