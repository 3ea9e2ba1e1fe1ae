"""Which model is meant, and what identifies its compilation; found out without torch.

A fingerprint reads `NAME-CONTENT-vN`: the model's name, the first digits of what fixes its content
(the embedded data file's hash, the hub's commit, the hash of a folder's files), and the version of
our compilation. It names the compiled model's folder and keys the embedding cache.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path

from retrieval.distribution import has
from retrieval.embedding.bundled import DATA_SHA256, HUB_NAME
from retrieval.embedding.telemetry import silence
from retrieval.errors import ModelError

EMBEDDED = "embedded"

# To be raised whenever the same model would be compiled to other vectors.
_COMPILATION = 4
_DIGITS = 12


def resolve_model(model: str, example: str = HUB_NAME) -> str | Path:
    """What a model's name stands for.

    Args:
        model: `embedded`, a folder, or a hub name.
        example: A hub name to suggest.

    Returns:
        `embedded`, the folder's path, or the hub name.

    Raises:
        ModelError: The name is empty, or looks like a folder that is not there.
    """
    if model == EMBEDDED:
        return EMBEDDED
    if model and (folder := folder_named(model)).is_dir():
        return folder
    if not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", model):
        raise ModelError("model.no_name", model=model, embedded=EMBEDDED, hub=example)
    return model


def folder_named(model: str) -> Path:
    """The whole path that a model's name is, if it is one."""
    with suppress(RuntimeError):  # "~name" of nobody
        return Path(model).expanduser().resolve()
    return Path(model).resolve()


def fingerprint_of(model: str | Path) -> str | None:
    """The fingerprint of a resolved model; None for a hub model that is not in the hub's cache."""
    if model == EMBEDDED:
        return _fingerprint(EMBEDDED, DATA_SHA256)
    if isinstance(model, Path):
        return _fingerprint(model.name, _hash_folder(model))
    commit = cached_commit(model)
    return _fingerprint(model, commit) if commit else None


def reader_fingerprint_of(model: str | Path) -> str | None:
    """As `fingerprint_of`, of a cross-encoder: the same files may be compiled as either."""
    fingerprint = fingerprint_of(model)
    return fingerprint and f"reader-{fingerprint}"


def cached_commit(hub_name: str) -> str | None:
    """The commit of a model in the hub's cache on this machine, if it is there."""
    if not has("huggingface_hub"):
        return None
    silence()
    from huggingface_hub.constants import HF_HUB_CACHE

    folder = Path(HF_HUB_CACHE) / ("models--" + hub_name.replace("/", "--"))
    try:
        commit = (folder / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return commit if (folder / "snapshots" / commit).is_dir() else None


def _fingerprint(name: str, content: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "model"
    return f"{slug}-{content[:_DIGITS]}-v{_COMPILATION}"


def _hash_folder(folder: Path) -> str:
    """Hash over the names and contents of a folder's files, hidden ones and read-mes left out."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not re.search(r"(^|/)\.|\.md$", name):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32))
            whole.update(f"{name}\0{digest.hexdigest()}\n".encode())
    return whole.hexdigest()
