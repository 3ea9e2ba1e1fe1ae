"""What a generation says of itself: versions, encoder, counts, skipped files, hashes, calibration.

JSON, never pickle: reading an index must not be able to run code.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from retrieval.errors import IndexDamagedError, Problem
from retrieval.index.calibration import Calibration, Threshold
from retrieval.index.in_force import PASSAGE_VECTORS_NAME, SENTENCE_VECTORS_NAME
from retrieval.machine import raise_refusal
from retrieval.regular_file import read_regular
from retrieval.reports import SkippedFile

# Raised whenever what is on disk changes meaning; `made_with` tells how texts are split, analysed.
SCHEMA_VERSION = 11
MANIFEST_NAME = "manifest.json"
# Bytes of an index up to which opening reads every file. Above, the rows of its vectors are checked
# when they are read,
HASHED_BELOW_BYTES = 8_000_000
# and of the other files, the smallest first, opening reads so many bytes (14 ms of one core where
# they lie in the system's memory). The rest is read by `read_later` in what runs longer.
READ_BELOW_BYTES = 32_000_000
CHECKED_BY_ROWS = frozenset((PASSAGE_VECTORS_NAME, SENTENCE_VECTORS_NAME))
"""The files of which each row is checked when it is read; see `vector_files.VectorRows`."""
_HASHED_AT_A_TIME = 8_000_000


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One index file: size in bytes, hex SHA-256, and CRC-32, which is read twice as fast."""

    size: int
    sha256: str
    crc32: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The head of a generation.

    Attributes:
        schema_version: `SCHEMA_VERSION` of the program that wrote it.
        model: The embedding model as named by the operator.
        encoder: The encoder's fingerprint.
        dimension: Length of the vectors.
        corpus: Name of the corpus folder, with which citations' paths begin.
        made_with: What split and analysed the texts; see `retrieval.index.made_with`.
        built_at: When, with time zone.
        articles: Number of articles.
        passages: Number of passages.
        sentences: Number of sentences.
        skipped: Files that could not be read, with reasons.
        files: The generation's other files by path inside it.
        contents: Names what the catalog holds; see `Catalog.contents_sha256`.
        stages: Fingerprints of what judges hits after the ranking, in turn, as calibrated.
        calibration: From which score on the corpus is held to answer.
    """

    schema_version: int
    model: str
    encoder: str
    dimension: int
    corpus: str
    made_with: Mapping[str, str]
    built_at: dt.datetime
    articles: int
    passages: int
    sentences: int
    skipped: tuple[SkippedFile, ...]
    files: Mapping[str, FileRecord]
    contents: str
    stages: tuple[str, ...]
    calibration: Calibration

    def to_json(self) -> str:
        """The manifest as stable, readable JSON."""
        skipped = [{"path": file.path, "problem": file.problem.to_json()} for file in self.skipped]
        fields = asdict(self) | {"built_at": self.built_at.isoformat(), "skipped": skipped}
        fields["sha256"] = _checksum(fields)
        return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(generation: Path) -> Manifest:
    """Reads a generation's manifest.

    Args:
        generation: The generation's folder.

    Returns:
        The manifest.

    Raises:
        IndexDamagedError: If it is missing, altered, no manifest, or of another schema version.
    """
    path = generation / MANIFEST_NAME
    try:
        fields = json.loads(read_regular(path))
    except (OSError, ValueError) as error:
        raise_refusal(error, path)
        raise IndexDamagedError("index.file_unreadable", path=path, detail=error) from error
    found = fields.get("schema_version") if isinstance(fields, dict) else None
    if found != SCHEMA_VERSION:
        raise IndexDamagedError(
            "index.other_schema", folder=generation, found=found, wanted=SCHEMA_VERSION
        )
    if fields.pop("sha256", None) != _checksum(fields):
        raise IndexDamagedError("index.file_altered", path=path)
    try:
        return _manifest(fields)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise IndexDamagedError("index.file_incomplete", path=path, detail=error) from error


def _checksum(fields: Mapping[str, object]) -> str:
    """Hex SHA-256 of a manifest's fields: no changed digit in them goes unnoticed."""
    stable = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(stable.encode()).hexdigest()


def _manifest(fields: dict[str, Any]) -> Manifest:
    typed = {
        "built_at": dt.datetime.fromisoformat(fields["built_at"]),
        "skipped": tuple(
            SkippedFile(entry["path"], Problem.from_json(entry["problem"]))
            for entry in fields["skipped"]
        ),
        "files": {name: FileRecord(**entry) for name, entry in fields["files"].items()},
        "stages": tuple(fields["stages"]),
        "calibration": Calibration(
            fields["calibration"]["spread"],
            {
                language: Threshold(**entry)
                for language, entry in fields["calibration"]["thresholds"].items()
            },
        ),
    }
    return Manifest(**(fields | typed))


def record_files(
    generation: Path, shared: Path | None = None, known: Mapping[str, FileRecord] | None = None
) -> dict[str, FileRecord]:
    """Hashes every file of a generation but the manifest.

    Args:
        generation: The generation's folder.
        shared: Another generation's folder, from which files may be linked; these are not hashed
            again.
        known: That generation's records, which its files agree with.

    Returns:
        The records by path inside the folder, sorted.
    """
    paths = [
        path
        for path in sorted(generation.rglob("*"))
        if path.is_file() and path.name != MANIFEST_NAME
    ]

    def record(path: Path) -> FileRecord:
        name = path.relative_to(generation).as_posix()
        if shared and known and name in known and path.samefile(shared / name):
            return known[name]
        return FileRecord(path.stat().st_size, file_sha256(path), file_crc32(path))

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # hashing leaves the interpreter free
        records = threads.map(record, paths)
        names = (path.relative_to(generation).as_posix() for path in paths)
        return dict(zip(names, records, strict=True))


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def file_crc32(path: Path) -> int:
    """CRC-32 of a file's bytes: finds damage, not malice."""
    crc = 0
    for chunk in _chunks(path):
        crc = zlib.crc32(chunk, crc)
    return crc


def _chunks(path: Path) -> Iterator[memoryview]:
    """A file's bytes; each chunk is gone when the next one is asked for."""
    with path.open("rb", buffering=0) as stream:
        # In large chunks: after each one the thread must wait for the interpreter.
        chunk = bytearray(min(os.fstat(stream.fileno()).st_size + 1, _HASHED_AT_A_TIME))
        while count := stream.readinto(chunk):
            yield memoryview(chunk)[:count]


def verified_manifest(generation: Path) -> Manifest:
    """Reads a generation's manifest and holds the generation's files against it.

    Args:
        generation: The generation's folder.

    Returns:
        The manifest. Of a large index, the files that `unread` names were only looked at.

    Raises:
        IndexDamagedError: If a file is missing, truncated or altered, or the schema is another.
    """
    manifest = read_manifest(generation)
    only_sized = {generation / name for name in unread(manifest)}

    def is_same(path: Path, record: FileRecord) -> bool:
        return path in only_sized or file_crc32(path) == record.crc32

    wrong = _problems(generation, manifest, manifest.files, is_same)
    if wrong:
        raise IndexDamagedError("index.damaged", reason=wrong[0])
    return manifest


def unread(manifest: Manifest) -> tuple[str, ...]:
    """The files that opening does not read: the largest of a large index."""
    files = manifest.files
    if sum(record.size for record in files.values()) <= HASHED_BELOW_BYTES:
        return ()
    others = sorted(files.keys() - CHECKED_BY_ROWS, key=lambda name: (files[name].size, name))
    read = accumulate(files[name].size for name in others)
    left = [name for name, size in zip(others, read, strict=True) if size > READ_BELOW_BYTES]
    return (*sorted(files.keys() & CHECKED_BY_ROWS), *left)


def altered(generation: Path, manifest: Manifest, names: Iterable[str]) -> list[Problem]:
    """Reads files whole and compares their CRC-32 with the manifest.

    Args:
        generation: The generation's folder.
        manifest: Its manifest.
        names: Which of its files.

    Returns:
        One problem for each file that is not what was written.
    """

    def is_same(path: Path, record: FileRecord) -> bool:
        return file_crc32(path) == record.crc32

    return _problems(generation, manifest, names, is_same)


def disagreements(generation: Path, manifest: Manifest, *, hashes: bool) -> list[Problem]:
    """Compares a generation's files with its manifest.

    Args:
        generation: The generation's folder.
        manifest: Its manifest.
        hashes: Whether to compare the SHA-256 of the files too; sizes are always compared.

    Returns:
        One problem for each file that is missing, truncated or altered.

    Raises:
        MachineError: If the machine refuses to read one.
    """

    def is_same(path: Path, record: FileRecord) -> bool:
        return not hashes or file_sha256(path) == record.sha256

    return _problems(generation, manifest, manifest.files, is_same)


def _problems(
    generation: Path,
    manifest: Manifest,
    names: Iterable[str],
    is_same: Callable[[Path, FileRecord], bool],
) -> list[Problem]:
    def problem(name: str) -> Problem | None:
        path, record = generation / name, manifest.files[name]
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return Problem("index.no_file", {"path": path})
            size = found.st_size
            if size != record.size:
                return Problem(
                    "index.file_size", {"path": path, "found": size, "expected": record.size}
                )
            if not is_same(path, record):
                return Problem("index.altered", {"path": path})
        except FileNotFoundError:
            return Problem("index.file_missing", {"path": path})
        except OSError as error:
            raise_refusal(error, path)
            return Problem("index.unreadable", {"path": path, "detail": error.strerror})
        return None

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [found for found in threads.map(problem, sorted(names)) if found]
