"""The exported graph: optimised, most of its weights in int8.

Dynamic quantisation: the weights of every matrix product become int8, each output channel with a
scale of its own; activations are scaled as they come. Seven of the eight bits are used: processors
without VNNI instructions (most servers before 2020, many since) add products of full int8 in 16
bits, which overflow. It costs less than 0.001 of cosine, and every machine computes the same.

ONNX Runtime's optimiser runs before it, so that layer norms and GELUs are fused, and after it, so
that the quantised products are. What is stored needs no optimisation when it is opened.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from retrieval.embedding.telemetry import import_onnxruntime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# Twice as slow as a GELU whose bias is added by the quantised product before it.
_SLOWER_FUSION = "BiasGeluFusion"


def optimise(
    source: Path, target: Path, weights: str | None = None, apart: Sequence[str] = ()
) -> None:
    """Stores `source` with every optimisation that does not depend on this machine's processor.

    Args:
        source: A graph.
        target: The file to write.
        weights: A file beside it that takes the weights; mapped into memory when the graph is
            opened, they need neither be parsed nor copied. None keeps them in the graph.
        apart: Further optimisers that are not to run.
    """
    ort = import_onnxruntime()

    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    if weights:
        options.add_session_config_entry(
            "session.optimized_model_external_initializers_file_name", weights
        )
    ort.InferenceSession(
        str(source),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=[_SLOWER_FUSION, *apart],
    )


def quantise(source: Path, target: Path) -> None:
    """Stores `source` with the weights of its matrix products in int8.

    Args:
        source: A graph in float32.
        target: The file to write.
    """
    import onnx

    import_onnxruntime()
    from onnxruntime.quantization import (  # type: ignore[import-untyped]  # noqa: TID251
        QuantType,
        quantize_dynamic,
    )

    with _quiet_root_logger():
        quantize_dynamic(
            str(source),
            str(target),
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            # Fused operators are unknown to the type inference; all of them give float32.
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )


@contextmanager
def _quiet_root_logger() -> Iterator[None]:
    """The quantiser logs advice on the root logger, which is the application's."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers  # `logging.warning` adds one where there is none
