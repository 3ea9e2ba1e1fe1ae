"""The reader that fits an encoder."""

from __future__ import annotations

from retrieval.answering.pipeline import Stage
from retrieval.embedding.encoder import CompiledEncoder, Encoder
from retrieval.embedding.gpu import CudaEncoder
from retrieval.reading.late_interaction import ENCODER, LateInteraction
from retrieval.reading.stage import ReaderStage


def reader_for(encoder: Encoder) -> tuple[Stage, ...]:
    """Opens the reader, if there is one for this encoder.

    Args:
        encoder: Any encoder.

    Returns:
        The reader as a stage; none for an encoder that it was not made for.

    Raises:
        ModelError: Its data file is missing or altered.
    """
    compiled = encoder.on_cpu if isinstance(encoder, CudaEncoder) else encoder
    if not isinstance(compiled, CompiledEncoder) or not compiled.compiled.layers:
        return ()
    if not compiled.fingerprint.startswith(ENCODER):
        return ()
    return (ReaderStage(compiled, LateInteraction()),)
