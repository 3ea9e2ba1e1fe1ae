"""The reader: the embedded one that fits an encoder, a cross-encoder that was named, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from retrieval.answering.pipeline import Stage
from retrieval.embedding.encoder import CompiledEncoder, Encoder
from retrieval.embedding.gpu import CudaEncoder
from retrieval.embedding.open import compiled_from, open_cross_encoder, reader_state_of
from retrieval.progress import Progress
from retrieval.reading.cross_encoder_stage import (
    CrossEncoderStage,
    cross_encoders_among,
    stage_name,
)
from retrieval.reading.late_interaction import ENCODER, LateInteraction
from retrieval.reading.stage import CalibratingStage, ReaderStage

EMBEDDED: Final = "embedded"
OFF: Final = "off"


def reader_for(
    encoder: Encoder,
    reader: str = EMBEDDED,
    *,
    built_for: Sequence[str] = (),
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Stage, ...]:
    """Opens a reader.

    Args:
        encoder: Any encoder.
        reader: `embedded`, `off`, or a cross-encoder: hub name or folder.
        built_for: The stages of an index. If a compiled cross-encoder is one of them, and of this
            name, nothing else is looked at.
        cache_dir: Where compiled models are kept.
        progress: Told of compiling.

    Returns:
        The reader as a stage; none for `off`, nor where the embedded one was not made for this
        encoder.

    Raises:
        ModelError: The embedded one's data file is missing or altered; or the cross-encoder cannot
            be had or compiled, or is none.
        StorageError: The cache folder cannot be written.
    """
    if reader == OFF:
        return ()
    if reader == EMBEDDED:
        return _embedded(encoder)
    known = compiled_from(reader, cross_encoders_among(built_for), cache_dir)
    opened = open_cross_encoder(reader, cache_dir=cache_dir, progress=progress, fingerprint=known)
    return (CrossEncoderStage(opened),)


def calibrating(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """The stages to calibrate an index with: they judge as those it is asked with, sooner."""
    return tuple(CalibratingStage(s) if isinstance(s, ReaderStage) else s for s in stages)


def stages_of(
    reader: str, built_for: tuple[str, ...], cache_dir: Path | None = None
) -> tuple[str, ...]:
    """Which stages a reader comes to, found out without opening it.

    Args:
        reader: As for `reader_for`.
        built_for: The stages of the index that is to be read with it.
        cache_dir: As for `reader_for`.

    Returns:
        Their fingerprints, or the name of a cross-encoder that is not at hand. For the embedded
        reader, which depends on the encoder, those of the index unless they are a cross-encoder.

    Raises:
        ModelError: There is no such model.
    """
    if reader == OFF:
        return ()
    if reader == EMBEDDED:
        return () if cross_encoders_among(built_for) else built_for
    if compiled_from(reader, cross_encoders_among(built_for), cache_dir):
        return built_for
    fingerprint = reader_state_of(reader, cache_dir).fingerprint
    return (stage_name(fingerprint) if fingerprint else reader,)


def _embedded(encoder: Encoder) -> tuple[Stage, ...]:
    compiled = encoder.on_cpu if isinstance(encoder, CudaEncoder) else encoder
    if not isinstance(compiled, CompiledEncoder) or not compiled.compiled.layers:
        return ()
    if not compiled.fingerprint.startswith(ENCODER):
        return ()
    return (ReaderStage(compiled, LateInteraction()),)
