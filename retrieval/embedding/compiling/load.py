"""A model by its name → compiled: the embedded one as it is, any other by sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from retrieval.embedding.bundled import PROMPTS
from retrieval.embedding.compiling.compile import compile_model
from retrieval.embedding.compiling.compile_bundled import compile_bundled
from retrieval.embedding.compiling.compile_cross_encoder import compile_cross_encoder
from retrieval.embedding.compiling.load_bundled import load_embedded_model
from retrieval.embedding.compiling.store import STEPS, one_line
from retrieval.embedding.cross_encoder import EXAMPLE
from retrieval.embedding.fingerprint import (
    EMBEDDED,
    cached_commit,
    fingerprint_of,
    reader_fingerprint_of,
    resolve_model,
)
from retrieval.embedding.telemetry import silence
from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import CrossEncoder, SentenceTransformer

    from retrieval.progress import Progress

_Model = TypeVar("_Model")

# Published without their prompts, which their authors give in prose.
_E5_NAMES = tuple(
    f"intfloat/{kind}{size}"
    for kind in ("multilingual-e5-", "e5-")
    for size in ("small", "base", "large", "small-v2", "base-v2", "large-v2")
)


def compile_named(model: str, models_dir: Path, progress: Progress) -> Path:
    """Compiles a model; the embedded one without torch.

    Args:
        model: `embedded`, a hub name, or a folder.
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.

    Returns:
        The compiled model's folder.

    Raises:
        ModelError: The model cannot be had or compiled.
    """
    progress("compile", 0, STEPS)
    resolved = resolve_model(model)
    if resolved == EMBEDDED:
        return compile_bundled(models_dir, progress)
    loaded = load_model(resolved)
    fingerprint = fingerprint_of(resolved)
    if fingerprint is None:
        raise ModelError("model.not_cached", model=model)
    progress("compile", 1, STEPS)
    _use_one_thread()
    return compile_model(loaded, str(resolved), fingerprint, models_dir, progress)


def compile_named_reader(model: str, models_dir: Path, progress: Progress) -> Path:
    """Loads a cross-encoder and compiles it.

    Args:
        model: A hub name, or a folder.
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.

    Returns:
        The compiled model's folder.

    Raises:
        ModelError: The model cannot be had or compiled, or is no cross-encoder.
    """
    progress("compile", 0, STEPS)
    resolved = resolve_model(model, EXAMPLE)
    silence()
    with no_progress_bars():
        loaded: CrossEncoder = _load(resolved, _cross_encoder)
    fingerprint = reader_fingerprint_of(resolved)
    if fingerprint is None:
        raise ModelError("model.not_cached", model=model)
    progress("compile", 1, STEPS)
    _use_one_thread()
    return compile_cross_encoder(loaded, str(resolved), fingerprint, models_dir, progress)


def _use_one_thread() -> None:
    """Torch's threads wait for one another busily: on a machine that has other work, longer."""
    import torch

    torch.set_num_threads(1)


def load_model(resolved: str | Path, device: str = "cpu") -> SentenceTransformer:
    """Loads a resolved model with sentence-transformers.

    Args:
        resolved: From `resolve_model`.
        device: `cpu` or `cuda`.

    Returns:
        The model, ready to encode.

    Raises:
        ModelError: It cannot be had or loaded.
    """
    silence()
    with no_progress_bars():
        if resolved == EMBEDDED:
            return load_embedded_model().to(device)
        loaded: SentenceTransformer = _load(resolved, partial(_embedding_model, device))
    if resolved in _E5_NAMES and not any(loaded.prompts.values()):
        loaded.prompts = dict(PROMPTS)
    return loaded


def _embedding_model(device: str, name: str, **options: Any) -> SentenceTransformer:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, device=device, **options)


def _cross_encoder(name: str, **options: Any) -> CrossEncoder:  # noqa: ANN401
    """Loads a cross-encoder; its configuration first, which is all that is fetched of others."""
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(name, **options)
    found = ", ".join(config.architectures or ()) or "–"
    if not found.endswith("ForSequenceClassification"):
        raise ModelError("model.no_cross_encoder", model=name, found=found, example=EXAMPLE)
    if config.num_labels not in (1, 2):
        raise ModelError("model.labels", model=name, labels=config.num_labels, example=EXAMPLE)
    loaded: CrossEncoder = CrossEncoder(name, device="cpu", **options).float()
    if len(loaded) > 1:
        kinds = ", ".join(type(module).__name__ for module in loaded)
        raise ModelError("model.no_cross_encoder", model=name, found=kinds, example=EXAMPLE)
    return loaded


def _load(resolved: str | Path, load: Callable[..., _Model]) -> _Model:
    if isinstance(resolved, Path):
        return _load_folder(resolved, load)
    return _load_from_hub(resolved, load)


def _load_folder(folder: Path, load: Callable[..., _Model]) -> _Model:
    try:
        return load(str(folder), local_files_only=True)
    except ModelError:
        raise
    except Exception as error:  # whatever the folder's files provoke
        raise ModelError("model.no_model", folder=folder, detail=one_line(error)) from error


def _load_from_hub(name: str, load: Callable[..., _Model]) -> _Model:
    commit = cached_commit(name)
    if commit:
        try:
            return load(name, revision=commit, local_files_only=True)
        except ModelError:
            raise
        except Exception:  # noqa: S110 (half downloaded, perhaps: the hub has the rest)
            pass
    try:
        # Asked first, because a load without a network tries in vain for minutes.
        _ask_hub(name)
        return load(name)
    except ModelError:
        raise
    except Exception as error:  # the hub, the network, or the model's own code
        raise ModelError(
            "model.not_here", model=name, detail=one_line(error), embedded=EMBEDDED
        ) from error


def _ask_hub(name: str) -> None:
    from huggingface_hub import HfApi

    HfApi().model_info(name, timeout=10)


@contextmanager
def no_progress_bars() -> Iterator[None]:
    """Switches transformers' progress bars off for a while: the terminal is the faces'."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
