"""A compiled model on disk: one folder, complete or not there.

    MODELS_DIR/
      FINGERPRINT/    model.json · encoder.onnx · encoder.weights · tokens.npy · tokenizer files
      .staging-…/     a compilation under way, or one that was killed; never opened
      lock            one compilation at a time

A compilation fills a folder of its own, writes `model.json` last, makes all of it durable and only
then renames the folder to its fingerprint. So a folder under its fingerprint was complete once.
That it still is, opening checks: every file's size, and the CRC-32 of those that are read whole
anyway. The matrix of token vectors, mapped and never read whole, is left to `verify_compiled`:
`wortlaut verify` and `wortlaut doctor` call it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from retrieval.embedding.tokenizer import TokenizerSettings
from retrieval.embedding.unigram import UnigramSettings
from retrieval.errors import Problem
from retrieval.fsync import sync

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MANIFEST = "model.json"
GRAPH = "encoder.onnx"
WEIGHTS = "encoder.weights"
VECTORS = "tokens.npy"

_STAGING = ".staging-"
_CHUNK_BYTES = 1 << 20


class DamagedModelError(Exception):
    """A compiled model that is not there, or not as it was written; it has to be compiled anew."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a file of the folder has to be.

    Attributes:
        size: Bytes.
        crc32: CRC-32 of the content: finds damage, not malice.
    """

    size: int
    crc32: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """What goes before every text of one kind.

    Attributes:
        text: Put before the text as it is.
        unpooled: Number of leading tokens left out of the pooling (models trained so; else 0).
    """

    text: str
    unpooled: int = 0


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """The manifest of a compiled model.

    Attributes:
        fingerprint: Identifies model and compilation; the folder's name.
        model: The model as it was asked for: `embedded`, a hub name, or a folder.
        dimension: Length of its vectors.
        question: The prompt of questions.
        passage: The prompt of passages.
        tokenizer: How its tokenizer is opened.
        precision: How its weights are stored.
        agreement: Mean cosine, over the sample texts, between its vectors and those of
            `SentenceTransformer.encode`; in [-1, 1].
        made_with: Versions of the libraries that compiled it.
        files: Every other file of the folder.
    """

    fingerprint: str
    model: str
    dimension: int
    question: Prompt
    passage: Prompt
    tokenizer: TokenizerSettings
    precision: Literal["int8", "fp32"]
    agreement: float
    made_with: dict[str, str]
    files: dict[str, ModelFile]


def read_compiled(folder: Path) -> CompiledModel:
    """Reads the manifest and checks every file's size.

    Args:
        folder: A folder named by a fingerprint.

    Returns:
        The manifest.

    Raises:
        DamagedModelError: The folder is missing, incomplete, or of another format.
    """
    try:
        fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if fields.pop("format") != FORMAT:
            raise DamagedModelError(f"{folder} has another format")
        compiled = _from_json(fields)
        for name, record in compiled.files.items():
            if (size := (folder / name).stat().st_size) != record.size:
                raise DamagedModelError(f"{folder / name} has {size} bytes, not {record.size}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedModelError(
            f"{folder} is incomplete ({type(error).__name__}: {error})"
        ) from error
    if compiled.fingerprint != folder.name:
        raise DamagedModelError(f"{folder} holds the model {compiled.fingerprint}")
    return compiled


def check_file(folder: Path, compiled: CompiledModel, name: str) -> Path:
    """Checks a file's content; returns its path.

    Args:
        folder: The compiled model's folder.
        compiled: Its manifest.
        name: A file of the manifest.

    Returns:
        The file's path.

    Raises:
        DamagedModelError: The content is not what was written.
    """
    path = folder / name
    if name not in compiled.files or _record(path).crc32 != compiled.files[name].crc32:
        raise DamagedModelError(f"{path} is altered")
    return path


def verify_compiled(folder: Path) -> list[Problem]:
    """Checks every file of a compiled model whole; one problem a finding, none if all is well."""
    try:
        compiled = read_compiled(folder)
    except DamagedModelError as error:
        return [Problem("model.file", {"detail": str(error)})]
    findings = []
    for name in compiled.files:
        try:
            check_file(folder, compiled, name)
        except DamagedModelError as error:
            findings.append(Problem("model.file", {"detail": str(error)}))
    return findings


@contextmanager
def staging_folder(models_dir: Path) -> Iterator[Path]:
    """A folder to compile into, beside the finished ones; gone afterwards unless published.

    What killed compilations left behind is cleared away first, so hold the lock.

    Args:
        models_dir: Where compiled models lie; made if missing.

    Yields:
        An empty folder.
    """
    models_dir.mkdir(parents=True, exist_ok=True)
    for leftover in models_dir.glob(f"{_STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=models_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_records(folder: Path, compiled: CompiledModel) -> CompiledModel:
    """The manifest with its `files` as they lie in the folder now."""
    return replace(compiled, files={name: _record(folder / name) for name in _names(compiled)})


def _names(compiled: CompiledModel) -> tuple[str, ...]:
    return (GRAPH, WEIGHTS, VECTORS, *compiled.tokenizer.file_names)


def publish(staging: Path, compiled: CompiledModel) -> Path:
    """Completes a staged folder with its manifest and switches it in under its fingerprint.

    Args:
        staging: Holds the files that the manifest lists.
        compiled: The manifest.

    Returns:
        The finished folder.
    """
    manifest = json.dumps({"format": FORMAT} | asdict(compiled), ensure_ascii=False, indent=2)
    (staging / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
    for path in [*staging.iterdir(), staging]:
        sync(path)
    target = staging.parent / compiled.fingerprint
    if target.exists():  # a damaged one; whoever has it open keeps its files until they close it
        discard(target)
    staging.rename(target)
    sync(target.parent)
    return target


def discard(folder: Path) -> None:
    """Takes a compiled model out of the way in one step, then deletes it."""
    aside = folder.parent / f"{_STAGING}{folder.name}-{os.getpid()}"
    folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _from_json(fields: dict[str, Any]) -> CompiledModel:
    tokenizer = fields["tokenizer"]
    unigram = tokenizer["unigram"]
    if unigram is not None:
        lists = {name: tuple(unigram[name]) for name in ("prefix", "suffix")}
        unigram = UnigramSettings(**(unigram | lists))
    values = fields | {
        "question": Prompt(**fields["question"]),
        "passage": Prompt(**fields["passage"]),
        "tokenizer": TokenizerSettings(tokenizer["max_tokens"], unigram),
        "files": {name: ModelFile(**record) for name, record in fields["files"].items()},
    }
    compiled = CompiledModel(**values)
    if set(compiled.files) != set(_names(compiled)):
        raise ValueError("its list of files is not complete")
    return compiled


def _record(path: Path) -> ModelFile:
    crc = size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
    return ModelFile(size, crc)
