"""A model's tokenizer, in the form that answering opens.

A unigram vocabulary of the SentencePiece family is written out as `unigram.py` reads it. Whether it
then gives the same ids is not assumed but tried: on texts of many scripts, with decomposed letters,
emoji, odd spaces and control characters. If it does not, and for every other family, the tokenizer
is stored as the `tokenizers` library's JSON, which is always the same.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from retrieval.embedding.compiling.samples import TOKENIZER_TEXTS
from retrieval.embedding.tokenizer import JSON_NAME, TokenizerSettings, open_tokenizer
from retrieval.embedding.unigram import FILE_NAMES, SPACE, UnigramSettings, write_unigram

if TYPE_CHECKING:
    from pathlib import Path

_NO_LIMIT = 8192


def write_tokenizer(backend: Any, max_tokens: int | None, folder: Path) -> TokenizerSettings:  # noqa: ANN401
    """Stores a tokenizer.

    Args:
        backend: A `tokenizers.Tokenizer`; its padding and truncation are switched off.
        max_tokens: The model's limit; None for none.
        folder: Where to store it.

    Returns:
        The settings with which `open_tokenizer` opens it.
    """
    backend.no_padding()
    backend.no_truncation()
    limit = min(max_tokens or _NO_LIMIT, _NO_LIMIT)
    unigram = _write_as_unigram(backend, folder)
    if unigram is not None:
        settings = TokenizerSettings(limit, unigram)
        if _gives_same_ids(backend, folder, settings):
            return settings
        for name in FILE_NAMES:
            (folder / name).unlink()
    backend.save(str(folder / JSON_NAME), pretty=False)
    return TokenizerSettings(limit)


def _write_as_unigram(backend: Any, folder: Path) -> UnigramSettings | None:  # noqa: ANN401
    """Writes the vocabulary out, or returns None where it is of another family."""
    description = json.loads(backend.to_str())
    model = description["model"]
    charsmap = _charsmap(description.get("normalizer"))
    if model.get("type") != "Unigram" or model.get("byte_fallback") or charsmap is None:
        return None
    special = {token["content"] for token in description.get("added_tokens", [])}
    special.add(model["vocab"][model["unk_id"]][0])
    pieces = [
        (token, piece, score)
        for token, (piece, score) in enumerate(model["vocab"])
        if piece not in special
    ]
    if any(SPACE in piece[1:] for _, piece, _ in pieces):
        return None
    prefix, suffix = ids_around(backend)
    settings = UnigramSettings(prefix, suffix, model["unk_id"], 0.0, 0)
    return write_unigram(folder, normaliser(charsmap), pieces, settings)


def ids_around(backend: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:  # noqa: ANN401
    """The ids put before and after every text."""
    whole = backend.encode("a").ids
    bare = backend.encode("a", add_special_tokens=False).ids
    starts = range(len(whole) - len(bare) + 1)
    start = next(i for i in starts if whole[i : i + len(bare)] == bare)
    return tuple(whole[:start]), tuple(whole[start + len(bare) :])


def _gives_same_ids(backend: Any, folder: Path, settings: TokenizerSettings) -> bool:  # noqa: ANN401
    tokenizer = open_tokenizer(folder, settings)
    for text in TOKENIZER_TEXTS:
        expected = backend.encode(text).ids
        if len(expected) <= settings.max_tokens and list(tokenizer.ids(text)) != expected:
            return False
    return True


def normaliser(charsmap: bytes) -> bytes:
    """A serialised SentencePiece model that holds a normalisation map and nothing else."""
    from sentencepiece.sentencepiece_model_pb2 import ModelProto  # type: ignore[attr-defined]

    model = ModelProto()
    model.normalizer_spec.precompiled_charsmap = charsmap
    serialised: bytes = model.SerializeToString()
    return serialised


def _charsmap(normalizer: dict[str, Any] | None) -> bytes | None:
    """The precompiled normalisation map among a tokenizer's normalisers."""
    if normalizer is None:
        return None
    for part in normalizer.get("normalizers", [normalizer]):
        if part.get("type") == "Precompiled":
            return base64.b64decode(part["precompiled_charsmap"])
    return None
