"""A model by its name → an encoder or a cross-encoder, compiled on first use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from retrieval.distribution import has
from retrieval.embedding.cross_encoder import EXAMPLE, CompiledCrossEncoder
from retrieval.embedding.encoder import CompiledEncoder, Encoder, lacks_library
from retrieval.embedding.fingerprint import (
    EMBEDDED,
    fingerprint_of,
    folder_named,
    reader_fingerprint_of,
    resolve_model,
)
from retrieval.embedding.gpu import Device, with_device
from retrieval.embedding.model_folder import (
    MANIFEST,
    DamagedModelError,
    default_cache_dir,
    read_compiled,
)
from retrieval.errors import ModelError, StorageError
from retrieval.machine import raise_exhausted
from retrieval.reports import ModelState

if TYPE_CHECKING:
    from retrieval.progress import Progress

Kind = Literal["encoder", "reader"]
_Opened = TypeVar("_Opened", CompiledEncoder, CompiledCrossEncoder)

_log = logging.getLogger(__name__)


def open_encoder(
    model: str = EMBEDDED,
    *,
    cache_dir: Path | None = None,
    device: Device = "auto",
    progress: Progress | None = None,
    fingerprint: str | None = None,
    threads: int | None = None,
) -> Encoder:
    """Opens a model, compiling it first if that has not been done.

    Args:
        model: `embedded`, the hub name of a sentence-transformers model, or a folder with one.
        cache_dir: Where compiled models are kept (in its folder `models`); by default the user's
            cache folder.
        device: Where many passages are embedded: `cuda`, `cpu`, or whichever is there.
        progress: Told of the steps of compiling.
        fingerprint: That of an index. If its compiled model is there, nothing else is looked at. If
            not, the model is compiled, and the caller compares the encoder's fingerprint.
        threads: Cores used for many texts on the CPU; by default all this process may use.

    Returns:
        An encoder that is safe under threads.

    Raises:
        ModelError: The model cannot be had, loaded or compiled; the message names the remedy.
        MachineError: The machine refuses to read the compiled model: no reason to compile it anew.
        StorageError: The cache folder cannot be written.
    """
    models_dir = default_models_dir(cache_dir)

    def load(folder: Path) -> CompiledEncoder:
        return CompiledEncoder(folder, read_compiled(folder), threads)

    if fingerprint and (encoder := _open(models_dir / fingerprint, load)):
        return with_device(encoder, device)
    resolved = resolve_model(model)
    known = fingerprint_of(resolved) or _compiled_before(str(resolved), models_dir, "encoder")
    encoder = _open(models_dir / known, load) if known and known != fingerprint else None
    if encoder is None:
        encoder = _compile(str(resolved), known, models_dir, progress, load, "encoder")
    return with_device(encoder, device)


def open_cross_encoder(
    model: str,
    *,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
    fingerprint: str | None = None,
) -> CompiledCrossEncoder:
    """Opens a cross-encoder, compiling it first if that has not been done.

    Args:
        model: The hub name of a sentence-transformers cross-encoder, or a folder with one.
        cache_dir: As for `open_encoder`.
        progress: Told of the steps of compiling.
        fingerprint: As for `open_encoder`.

    Returns:
        A cross-encoder that is safe under threads.

    Raises:
        ModelError: The model cannot be had, loaded or compiled, or is no cross-encoder.
        MachineError: The machine refuses to read the compiled model: no reason to compile it anew.
        StorageError: The cache folder cannot be written.
    """
    models_dir = default_models_dir(cache_dir)
    if fingerprint and (encoder := _open(models_dir / fingerprint, _load_cross_encoder)):
        return encoder
    resolved = resolve_model(model, EXAMPLE)
    known = _reader_fingerprint(resolved, models_dir)
    encoder = None
    if known and known != fingerprint:
        encoder = _open(models_dir / known, _load_cross_encoder)
    return encoder or _compile(
        str(resolved), known, models_dir, progress, _load_cross_encoder, "reader"
    )


def compiled_from(
    model: str, fingerprints: Iterable[str], cache_dir: Path | None = None
) -> str | None:
    """The first of some compiled models that a model of this name was compiled to, if any.

    Its source may be gone since.
    """
    names = (model, str(folder_named(model)))
    for fingerprint in fingerprints:
        with suppress(DamagedModelError):
            if read_compiled(compiled_folder(fingerprint, cache_dir)).model in names:
                return fingerprint
    return None


def is_compiled(fingerprint: str, cache_dir: Path | None = None) -> bool:
    """Whether a model has been compiled; it is not read, and may turn out to be damaged."""
    return compiled_folder(fingerprint, cache_dir).is_dir()


def compiled_folder(fingerprint: str, cache_dir: Path | None = None) -> Path:
    """Where a compiled model lies, or would."""
    return default_models_dir(cache_dir) / fingerprint


def state_of(model: str, cache_dir: Path | None = None) -> ModelState:
    """Whether a model is at hand and compiled; compiles nothing.

    Args:
        model: As for `open_encoder`.
        cache_dir: As for `open_encoder`.

    Returns:
        What is known of it.

    Raises:
        ModelError: There is no such model, or this installation cannot load it.
    """
    resolved = resolve_model(model)
    return _state(model, resolved, fingerprint_of(resolved), cache_dir)


def reader_state_of(model: str, cache_dir: Path | None = None) -> ModelState:
    """As `state_of`, of a cross-encoder."""
    resolved = resolve_model(model, EXAMPLE)
    fingerprint = _reader_fingerprint(resolved, default_models_dir(cache_dir))
    return _state(model, resolved, fingerprint, cache_dir)


def _state(
    model: str, resolved: str | Path, fingerprint: str | None, cache_dir: Path | None
) -> ModelState:
    folder = compiled_folder(fingerprint, cache_dir) if fingerprint else None
    if folder and folder.is_dir():
        return ModelState(model, fingerprint, folder)
    _refuse_without_libraries(str(resolved))
    return ModelState(model, fingerprint, None)


def default_models_dir(cache_dir: Path | None = None) -> Path:
    """Where compiled models are kept."""
    return (cache_dir or default_cache_dir()) / "models"


def _load_cross_encoder(folder: Path) -> CompiledCrossEncoder:
    return CompiledCrossEncoder(folder, read_compiled(folder))


def _reader_fingerprint(resolved: str | Path, models_dir: Path) -> str | None:
    return reader_fingerprint_of(resolved) or _compiled_before(str(resolved), models_dir, "reader")


def _refuse_without_libraries(model: str) -> None:
    """Says so at once where a model has to be compiled that this installation cannot load."""
    if model != EMBEDDED and not has("sentence_transformers"):
        raise lacks_library(model, "sentence-transformers")


def _compiled_before(model: str, models_dir: Path, kind: Kind) -> str | None:
    """The fingerprint under which a hub model was compiled that has left the hub's cache since."""
    found = []
    for manifest in models_dir.glob(f"*/{MANIFEST}"):
        with suppress(DamagedModelError):
            compiled = read_compiled(manifest.parent)
            if compiled.model == model and (compiled.pairs is not None) == (kind == "reader"):
                found.append((manifest.stat().st_mtime, manifest.parent.name))
    return max(found)[1] if found else None


def _open(folder: Path, load: Callable[[Path], _Opened], *, warn: bool = True) -> _Opened | None:
    """Opens a compiled model; None where there is none, or none that is whole."""
    if not folder.is_dir():
        return None
    try:
        return load(folder)
    except DamagedModelError as error:
        if warn:
            _log.warning("a compiled model cannot be used and is compiled anew: %s", error)
        return None


def _compile(
    model: str,
    fingerprint: str | None,
    models_dir: Path,
    progress: Progress | None,
    load: Callable[[Path], _Opened],
    kind: Kind,
) -> _Opened:
    """Compiles under the lock, unless another process has just done so."""
    from filelock import FileLock

    from retrieval.embedding.compiling.in_own_process import compile_in_own_process

    _refuse_without_libraries(model)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(models_dir / "lock"):
            known = models_dir / fingerprint if fingerprint else None
            if known and (opened := _open(known, load, warn=False)):
                return opened
            folder = compile_in_own_process(model, models_dir, progress, kind)
    except OSError as error:
        raise_exhausted(error, models_dir)
        raise StorageError(
            "model.cache_refused", folder=models_dir, reason=error.strerror
        ) from error
    compiled = _open(folder, load)
    if compiled is None:
        raise ModelError("model.compiled_unreadable", model=model, folder=folder)
    return compiled
