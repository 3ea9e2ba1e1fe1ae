"""A compiled model on disk: one folder, complete or not there.

    MODELS_DIR/
      FINGERPRINT/    model.json · encoder.onnx · encoder.weights · tokens.npy · tokens.sums.npy ·
                      tokenizer files; a cross-encoder's begins with `reader-`
      .staging-…/     a compilation under way, or one that was killed; never opened
      lock            one compilation at a time

A compilation fills a folder of its own, writes `model.json` last, makes all of it durable and only
then renames the folder to its fingerprint. So a folder under its fingerprint was complete once.
That it still is, opening checks (`read_compiled`, then `check_file` by the encoder): the manifest's
own CRC-32, every file's size, and the CRC-32 of every file but the matrix of token vectors. That is
four fifths of the whole, mapped into memory, and a question reads a few of its rows: each of them
is checked when it is read (`TokenVectors`). `verify_compiled`, behind `wortlaut verify` and
`wortlaut doctor`, reads all of it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from retrieval.embedding.tokenizer import TokenizerSettings
from retrieval.errors import Problem
from retrieval.fsync import sync
from retrieval.machine import raise_refusal
from retrieval.regular_file import read_regular
from retrieval.row_sums import sums_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT = 3
MANIFEST = "model.json"
GRAPH = "encoder.onnx"
WEIGHTS = "encoder.weights"
VECTORS = "tokens.npy"
VECTOR_SUMS = sums_file(Path(VECTORS)).name

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
class PairSettings:
    """How a cross-encoder is given question and passage as one, and what its scores are like.

    Attributes:
        before: Ids that go before the question.
        between: Ids that go between question and passage.
        after: Ids that go after the passage.
        passage_segment: Segment id (token type) of the passage and of what goes after it; what goes
            before is of segment 0.
        around: How many ids the tokenizer puts before and after a single text.
        max_tokens: Most ids of a pair.
        mean: Mean score of the sample pairs.
        deviation: Standard deviation of their scores, > 0.
    """

    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    passage_segment: int
    around: tuple[int, int]
    max_tokens: int
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """The manifest of a compiled model.

    Attributes:
        fingerprint: Identifies model and compilation; the folder's name.
        model: The model as it was asked for: `embedded`, a hub name, or a folder.
        dimension: Length of its vectors; of a cross-encoder the number of its labels.
        question: The prompt of questions.
        passage: The prompt of passages.
        tokenizer: How its tokenizer is opened.
        precision: How its weights are stored.
        agreement: Mean cosine, over the sample texts, between its vectors and those of
            `SentenceTransformer.encode`; of a cross-encoder the correlation, over the sample pairs,
            between its scores and those of `CrossEncoder.predict`; in [-1, 1].
        made_with: Versions of the libraries that compiled it.
        files: Every other file of the folder.
        layers: Names of the graph's outputs that give the states of a text's tokens after some of
            its layers, from the lowest; none where the layers could not be told apart.
        pairs: How a cross-encoder reads; None for a model that embeds.
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
    layers: tuple[str, ...] = ()
    pairs: PairSettings | None = None


def read_compiled(folder: Path) -> CompiledModel:
    """Reads the manifest and checks every file's size.

    Args:
        folder: A folder named by a fingerprint.

    Returns:
        The manifest.

    Raises:
        DamagedModelError: The folder is missing, incomplete, or of another format or model.
    """
    compiled = _read_manifest(folder)
    for name, record in compiled.files.items():
        _check(folder / name, record, whole=False)
    return compiled


def check_file(folder: Path, compiled: CompiledModel, name: str) -> Path:
    """Checks a file's content.

    Args:
        folder: The compiled model's folder.
        compiled: Its manifest.
        name: A file of the manifest.

    Returns:
        The file's path.

    Raises:
        DamagedModelError: The content is not what was written.
    """
    return _check(folder / name, compiled.files[name], whole=True)


def verify_compiled(folder: Path) -> list[Problem]:
    """Reads every file of a compiled model whole.

    Args:
        folder: Its folder.

    Returns:
        One problem for each file that is missing or not what was written; if the manifest is not,
        one for that alone; one that says so where there is no such folder.
    """
    if not folder.is_dir():
        return [Problem("model.no_folder", {"folder": folder})]
    try:
        compiled = _read_manifest(folder)
    except DamagedModelError as error:
        return [Problem("model.file", {"detail": str(error)})]
    found = []
    for name in compiled.files:
        try:
            check_file(folder, compiled, name)
        except DamagedModelError as error:
            found.append(Problem("model.file", {"detail": str(error)}))
    return found


def _read_manifest(folder: Path) -> CompiledModel:
    from pydantic import TypeAdapter, ValidationError  # 2 ms where settings have imported it

    path = folder / MANIFEST
    try:
        fields = json.loads(read_regular(path))
        compiled = TypeAdapter(CompiledModel).validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "all of it"
        raise DamagedModelError(f"{path} is damaged ({where}: {first['msg']})") from error
    except OSError as error:
        raise_refusal(error, path)
        raise _incomplete(path, error) from error
    except ValueError as error:
        raise DamagedModelError(f"{path} is damaged ({error})") from error
    if fields.get("format") != FORMAT:
        found = fields.get("format")
        raise DamagedModelError(f"{folder} has format {found}, this program needs {FORMAT}")
    said = fields.pop("crc32", None)
    del fields["format"]
    if said != _crc32(fields):
        raise DamagedModelError(f"{path} is altered")
    if set(compiled.files) != set(_names(compiled)):
        raise DamagedModelError(f"{path} does not list every file")
    if compiled.fingerprint != folder.name:
        raise DamagedModelError(f"{folder} holds the model {compiled.fingerprint}")
    return compiled


def _check(path: Path, record: ModelFile, *, whole: bool) -> Path:
    try:
        if (size := path.stat().st_size) != record.size:
            raise DamagedModelError(f"{path} has {size} bytes, not {record.size}")
        if whole and _record(path) != record:
            raise DamagedModelError(f"{path} is altered")
    except OSError as error:
        raise_refusal(error, path)
        raise _incomplete(path, error) from error
    return path


def _incomplete(path: Path, error: OSError) -> DamagedModelError:
    return DamagedModelError(f"{path.parent} is incomplete ({path.name}: {error.strerror})")


def default_cache_dir() -> Path:
    """The user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("wortlaut", appauthor=False)


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
    # Not by `tempfile`, which makes it for the owner alone: others may answer with the model.
    folder = models_dir / f"{_STAGING}{secrets.token_hex(8)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_records(folder: Path, compiled: CompiledModel) -> CompiledModel:
    """The manifest with its `files` as they lie in the folder now."""
    return replace(compiled, files={name: _record(folder / name) for name in _names(compiled)})


def _names(compiled: CompiledModel) -> tuple[str, ...]:
    return (GRAPH, WEIGHTS, VECTORS, VECTOR_SUMS, *compiled.tokenizer.file_names)


def publish(staging: Path, compiled: CompiledModel) -> Path:
    """Completes a staged folder with its manifest and switches it in; returns the finished one."""
    fields = asdict(compiled)
    head = {"format": FORMAT, "crc32": _crc32(fields)}
    manifest = json.dumps(head | fields, ensure_ascii=False, indent=2)
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
    discarded = folder.parent / f"{_STAGING}{folder.name}-{os.getpid()}"
    folder.rename(discarded)
    shutil.rmtree(discarded, ignore_errors=True)


def _crc32(fields: Mapping[str, object]) -> int:
    """The CRC-32 of what a manifest says."""
    return zlib.crc32(json.dumps(fields, sort_keys=True).encode())


def _record(path: Path) -> ModelFile:
    crc = size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
    return ModelFile(size, crc)
